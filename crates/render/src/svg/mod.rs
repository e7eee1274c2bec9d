//! Charts: a [`Plot`] in, SVG text out.
//!
//! Only the plot is drawn. Headline, subtitle, description and source are text of the document. One file lays out one
//! kind of plot as a `Picture`; the picture alone writes SVG.

mod across;
mod axis;
mod bars;
mod breaks;
mod columns;
mod ends;
mod funnel;
mod ground;
mod inside;
mod intervals;
mod key;
mod lines;
mod map;
mod marks;
mod panels;
mod picture;
#[cfg(test)]
mod place_tests;
mod pyramid;
mod region;
mod scale;
mod text;
mod theme;
mod thinning;
mod tiles;

pub use theme::{Colour, Colours, Sizes, Theme};

use sna_core::diag::{Code, Diagnostic};
use sna_core::document::Plot;

/// Draws a plot as SVG text: the width of the page's text, 60 to 85 mm high (a pyramid to 110 mm, a map to 150 mm, and
/// any higher if its words need it), words as text in the document's font. The same plot and theme give the same
/// bytes.
///
/// A value that is not a number is drawn as missing; a plot without values says "no data".
///
/// # Errors
/// `value-too-large` for a value of a thousand million million or more; `broken-font` and `undrawn-chart` if the program itself is damaged.
pub fn draw(plot: &Plot, theme: &Theme) -> Result<String, Diagnostic> {
    text::load_fonts()?;
    refuse_the_absurd(plot)?;
    let picture = match plot {
        Plot::Columns(plot) => columns::ColumnChart { plot, theme }.draw(),
        Plot::Bars(plot) => bars::BarChart { plot, theme }.draw(),
        Plot::Lines(plot) => lines::LineChart { plot, theme }.draw(),
        Plot::Panels(plot) => panels::PanelChart { plot, theme }.draw(),
        Plot::Pyramid(plot) => pyramid::PyramidChart { plot, theme }.draw(),
        Plot::Tiles(plot) => tiles::TileMap { plot, theme }.draw(),
        Plot::Map(plot) => map::ShadedMap::of_areas(plot, theme).draw(),
        Plot::Hexagons(plot) => map::ShadedMap::of_hexagons(plot, theme).draw(),
        Plot::Intervals(plot) => intervals::IntervalChart { plot, theme }.draw(),
        Plot::Funnel(plot) => funnel::FunnelChart { plot, theme }.draw(),
    };
    picture.svg()
}

fn refuse_the_absurd(plot: &Plot) -> Result<(), Diagnostic> {
    match plot.values().into_iter().filter_map(scale::sound).find(|value| value.abs() >= scale::LARGEST) {
        None => Ok(()),
        Some(value) => Err(Diagnostic::error(Code::ValueTooLarge, "a chart has a value too large to draw")
            .found(format!("{value:e}"))
            .expected(format!("less than {:e}", scale::LARGEST))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use sna_core::document::{Band, Bar, Bars, Format, LeftOut, Line, Lines, Mark, Panel, Panels, Pyramid};

    /// Left, top, right and bottom of some words.
    type Extent = (i32, i32, i32, i32);

    pub(super) fn svg(plot: &Plot) -> String {
        draw(plot, &Theme::embedded().unwrap()).unwrap()
    }

    fn bars(figures: &[(&str, Option<f64>)]) -> Vec<Bar> {
        figures.iter().map(|(label, value)| Bar { label: (*label).to_owned(), value: *value }).collect()
    }

    fn years(number: u32) -> Vec<String> {
        (0..number).map(|year| format!("{}/{}", 2019 + year, 20 + year)).collect()
    }

    fn line(name: &str, values: &[Option<f64>]) -> Line {
        Line { name: name.to_owned(), values: values.to_vec(), trend: false }
    }

    #[test]
    fn columns_carry_their_values() {
        let figures = [("2021/22", Some(2429.0)), ("2022/23", None), ("2023/24", Some(2513.0))];
        insta::assert_snapshot!(svg(&Plot::Columns(Bars {
            bars: bars(&figures),
            format: Format::Count,
            emphasis: Some(2)
        })));
    }

    #[test]
    fn bars_carry_names_and_values() {
        let figures =
            [("Knife/blade", Some(2460.0)), ("Knuckle <duster> & \"bat\"", Some(182.0)), ("Derby", Some(-5.0))];
        insta::assert_snapshot!(svg(&Plot::Bars(Bars { bars: bars(&figures), format: Format::Count, emphasis: None })));
    }

    #[test]
    fn lines_carry_names_marks_and_gaps() {
        let data = line("Derby", &[Some(1108.0), Some(843.0), None, Some(1156.0), Some(1037.0)]);
        let trend = Line { trend: true, ..line("Trend", &[Some(990.0), None, None, None, Some(1090.0)]) };
        let marks = vec![Mark { position: 3, label: "highest".to_owned() }];
        let plot = Plot::Lines(Lines { positions: years(5), lines: vec![data, trend], marks, format: Format::Count });
        insta::assert_snapshot!(svg(&plot));
    }

    #[test]
    fn panels_share_one_scale() {
        let panel = |name: &str, values: &[Option<f64>]| Panel { name: name.to_owned(), values: values.to_vec() };
        let panels = vec![panel("Derby", &[Some(1108.0), Some(1037.0)]), panel("Bolsover", &[Some(112.0), None])];
        insta::assert_snapshot!(svg(&Plot::Panels(Panels { positions: years(2), panels, format: Format::Count })));
    }

    fn pyramid(bands: Vec<Band>, format: Format) -> Plot {
        let sides = ["Male".to_owned(), "Female".to_owned()];
        Plot::Pyramid(Pyramid { header: "Age".to_owned(), sides, bands, format, left_out: LeftOut::default() })
    }

    fn band(label: &str, values: [Option<f64>; 2]) -> Band {
        Band { label: label.to_owned(), values }
    }

    #[test]
    fn a_pyramid_has_its_youngest_band_at_the_foot_and_one_scale() {
        let bands = vec![
            band("Under 18", [Some(1200.0), Some(300.0)]),
            band("18 to 64", [Some(2400.0), Some(600.0)]),
            band("65 and over", [Some(0.0), None]),
        ];
        insta::assert_snapshot!(svg(&pyramid(bands, Format::Count)));
    }

    #[test]
    fn a_pyramid_of_24_bands_stays_within_its_height() {
        let bands: Vec<Band> =
            (0..24).map(|at| band(&format!("{} to {}", 4 * at, 4 * at + 3), [Some(1.0), Some(2.0)])).collect();
        let height = |svg: &str| -> f64 { attribute(svg, "height").unwrap().trim_end_matches("pt").parse().unwrap() };
        let millimetres = |number: usize| height(&svg(&pyramid(bands[..number].to_vec(), Format::Count))) / 72.0 * 25.4;
        assert!((105.0..110.0).contains(&millimetres(24)), "{}", millimetres(24));
        assert!((59.5..60.5).contains(&millimetres(9)), "{}", millimetres(9));
        assert_eq!(overlapping(&svg(&pyramid(bands.clone(), Format::Count))), None);
    }

    #[test]
    fn of_single_years_of_age_the_fives_and_the_peak_are_labelled() {
        let age = |age: i32| if age == 96 { "96 and over".to_owned() } else { age.to_string() };
        let bars: Vec<Bar> =
            (0..97).map(|at| Bar { label: age(at), value: Some(1e4 / f64::from((at - 21).pow(2) + 9)) }).collect();
        let svg = svg(&Plot::Columns(Bars { bars, format: Format::Count, emphasis: Some(21) }));
        let words: Vec<String> = texts(&svg).into_iter().map(|(words, _)| words).collect();
        let fives = (0..17).map(|five| (five * 5).to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(words.join(" "), format!("0 500 1,000 96 and over {fives} 21: 1,111"));
        assert_eq!(svg.matches("fill=\"#12436D\"").count(), 1);
        assert_eq!(overlapping(&svg), None);
    }

    #[test]
    fn lines_of_few_points_carry_their_first_and_last_values() {
        let line = |name: &str, values: [f64; 3]| line(name, &values.map(Some));
        let lines = vec![
            line("Male", [900.0, 850.0, 912.0]),
            line("Female", [880.0, 900.0, 905.0]),
            line("Robbery of personal property", [10.0, 20.0, 890.0]),
        ];
        let plot = Plot::Lines(Lines { positions: years(3), lines, marks: vec![], format: Format::Count });
        let svg = svg(&plot);
        let words: Vec<String> = texts(&svg).into_iter().map(|(words, _)| words).collect();
        let expected = ["900", "880", "10", "Male: 912", "Female: 905", "Robbery of personal", "property: 890"];
        expected.iter().for_each(|label| assert!(words.iter().any(|words| words == label), "{label} in {words:?}"));
        assert_eq!(overlapping(&svg), None);
    }

    #[test]
    fn a_plot_without_values_says_so() {
        let none = [("2022/23", None), ("2023/24", Some(f64::NAN))];
        let nothing = svg(&Plot::Columns(Bars { bars: bars(&none), format: Format::Count, emphasis: Some(7) }));
        insta::assert_snapshot!(nothing);
        assert_eq!(svg(&Plot::Bars(Bars { bars: vec![], format: Format::Count, emphasis: None })), nothing);
        let format = Format::Count;
        assert_eq!(svg(&Plot::Lines(Lines { positions: vec![], lines: vec![], marks: vec![], format })), nothing);
        assert_eq!(svg(&Plot::Panels(Panels { positions: years(2), panels: vec![], format })), nothing);
        assert_eq!(svg(&pyramid(vec![band("0 to 17", [None, None])], format)), nothing);
    }

    #[test]
    fn a_value_too_large_to_print_is_refused() {
        let plot = Plot::Bars(Bars { bars: bars(&[("Derby", Some(1e300))]), format: Format::Count, emphasis: None });
        let refused = draw(&plot, &Theme::embedded().unwrap()).unwrap_err();
        insta::assert_snapshot!(sna_core::diag::render(&refused.into(), false));
    }

    #[test]
    fn figures_of_ten_million_and_many_months_keep_their_labels_apart() {
        let months = ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar"];
        let positions: Vec<String> =
            (0..36).map(|at| format!("{} {}", months[at % 12], 2021 + (at + 3) / 12)).collect();
        let values: Vec<Option<f64>> = (0..36).map(|at| Some(9.0e6 + 3.0e4 * f64::from(at))).collect();
        let lines = vec![line("", &values)];
        let plot = Plot::Lines(Lines { positions, lines, marks: vec![], format: Format::Count });
        let words: Vec<String> = texts(&svg(&plot)).into_iter().map(|(words, _)| words).collect();
        let expected = ["15,000,000", "Apr 2021", "Oct 2021", "Apr 2022", "Apr 2023", "Oct 2023", "10,050,000"];
        expected.iter().for_each(|label| assert!(words.iter().any(|words| words == label), "{label} in {words:?}"));
        assert_eq!(overlapping(&svg(&plot)), None);
    }

    /// The words of an SVG text with what they cover, by the measure the picture is laid out with.
    pub(super) fn texts(svg: &str) -> Vec<(String, Extent)> {
        let texts =
            svg.lines().filter_map(|line| line.strip_prefix("<text ")?.strip_suffix("</text>")?.split_once('>'));
        texts
            .map(|(tag, words)| {
                let number = |name: &str| -> i32 { attribute(tag, name).unwrap().parse().unwrap() };
                let words = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
                    .iter()
                    .fold(words.to_owned(), |words, (from, to)| words.replace(from, to));
                let weight = if tag.contains("font-weight") { text::Weight::Semibold } else { text::Weight::Regular };
                let room = text::width(&words, 100, weight) - 1;
                let left = match attribute(tag, "text-anchor") {
                    None => number("x"),
                    Some("middle") => number("x") - room / 2,
                    Some(_) => number("x") - room,
                };
                (words, (left, number("y") - 66, left + room, number("y") + 20))
            })
            .collect()
    }

    fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
        Some(tag.split_once(&format!("{name}=\""))?.1.split_once('"')?.0)
    }

    /// Two pieces of words that cover one another, if any do.
    pub(super) fn overlapping(svg: &str) -> Option<[(String, Extent); 2]> {
        let texts = texts(svg);
        let overlap = |a: &Extent, b: &Extent| a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3;
        let pairs =
            texts.iter().enumerate().flat_map(|(at, one)| texts[at + 1..].iter().map(move |other| (one, other)));
        pairs
            .into_iter()
            .find(|(one, other)| overlap(&one.1, &other.1))
            .map(|(one, other)| [one.clone(), other.clone()])
    }

    pub(super) fn number() -> impl Strategy<Value = Option<f64>> {
        prop_oneof![
            3 => (-2000..20000_i32).prop_map(|number| Some(f64::from(number))),
            1 => Just(None),
            1 => Just(Some(0.0)),
            1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(1e-310), Just(1e7)].prop_map(Some),
            1 => (-1.0..1.0_f64).prop_map(|number| Some(number * 9.9e14)),
        ]
    }

    pub(super) fn label() -> impl Strategy<Value = String> {
        prop_oneof!["[A-Za-z &/]{0,30}", ".{0,80}", "(Jan|Apr|Jul|Oct) 20[0-9]{2}", "20[0-9]{2}/[0-9]{2}"]
    }

    pub(super) fn format() -> impl Strategy<Value = Format> {
        prop_oneof![
            Just(Format::Count),
            Just(Format::SignedCount),
            Just(Format::Pounds),
            (0..4_u8).prop_map(Format::Decimal),
            (0..4_u8).prop_map(Format::SignedDecimal),
            (0..4_u8).prop_map(Format::Percent),
            (0..4_u8).prop_map(Format::SignedPercent)
        ]
    }

    fn some_bars() -> impl Strategy<Value = Vec<Bar>> {
        prop::collection::vec((label(), number()).prop_map(|(label, value)| Bar { label, value }), 0..110)
    }

    fn series(most: usize) -> impl Strategy<Value = Vec<(String, Vec<Option<f64>>)>> {
        prop::collection::vec((label(), prop::collection::vec(number(), 0..40)), 0..most)
    }

    fn some_lines() -> impl Strategy<Value = Plot> {
        let marks = prop::collection::vec((0..50_usize, label()), 0..4);
        (prop::collection::vec(label(), 0..40), series(6), marks, format()).prop_map(
            |(positions, lines, marks, format)| {
                let line = |(at, (name, values))| Line { name, values, trend: at % 3 == 1 };
                let marks = marks.into_iter().map(|(position, label)| Mark { position, label }).collect();
                Plot::Lines(Lines {
                    positions,
                    lines: lines.into_iter().enumerate().map(line).collect(),
                    marks,
                    format,
                })
            },
        )
    }

    fn bars_or_panels() -> impl Strategy<Value = Plot> {
        let emphasis = || prop::option::of(0..50_usize);
        let panels = |(positions, panels, format): (Vec<String>, Vec<(String, Vec<Option<f64>>)>, Format)| {
            let panels = panels.into_iter().map(|(name, values)| Panel { name, values }).collect();
            Plot::Panels(Panels { positions, panels, format })
        };
        prop_oneof![
            (some_bars(), format(), emphasis()).prop_map(|(bars, format, emphasis)| Plot::Columns(Bars {
                bars,
                format,
                emphasis
            })),
            (some_bars(), format(), emphasis()).prop_map(|(bars, format, emphasis)| Plot::Bars(Bars {
                bars,
                format,
                emphasis
            })),
            (prop::collection::vec(label(), 0..40), series(12), format()).prop_map(panels),
        ]
    }

    /// What the checks let through: four lines at most, with figures that a report can have.
    fn lines_of_few_points() -> impl Strategy<Value = Plot> {
        let value = prop_oneof![4 => (-200..20000_i32).prop_map(|number| Some(f64::from(number))), 1 => Just(None)];
        let line = (label(), prop::collection::vec(value, 8));
        (1..9_u32, prop::collection::vec(line, 1..5), 0..9_usize).prop_map(|(positions, lines, position)| {
            let line = |(name, values): (String, Vec<Option<f64>>)| Line { name, values, trend: false };
            let marks = vec![Mark { position, label: "2019/20: 12,345".to_owned() }];
            let lines = lines.into_iter().map(line).collect();
            Plot::Lines(Lines { positions: years(positions), lines, marks, format: Format::Count })
        })
    }

    fn some_pyramid() -> impl Strategy<Value = Plot> {
        let band = (label(), number(), number()).prop_map(|(label, left, right)| band(&label, [left, right]));
        (prop::collection::vec(band, 0..30), [label(), label()], label(), format()).prop_map(
            |(bands, sides, header, format)| {
                Plot::Pyramid(Pyramid { header, sides, bands, format, left_out: LeftOut::default() })
            },
        )
    }

    /// Every word inside the picture, every line a tag we know, and every number a real one.
    pub(super) fn sound_picture(svg: &str) -> Result<(), TestCaseError> {
        let known = ["<svg ", "</svg>", "<rect ", "<polyline ", "<circle ", "<text ", "<path "];
        for line in svg.lines() {
            prop_assert!(known.iter().any(|tag| line.starts_with(tag)), "{line}");
            prop_assert_eq!(line.matches('<').count(), if line.starts_with("<text") { 2 } else { 1 });
        }
        let size: Vec<i32> =
            attribute(svg, "viewBox").unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
        for (words, (left, top, right, bottom)) in texts(svg) {
            let inside = left >= 0 && top >= 0 && right <= size[2] && bottom <= size[3];
            prop_assert!(inside, "{words:?} at {left} {top} {right} {bottom} of {size:?}");
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

        #[test]
        fn any_bars_or_panels_keep_their_words_inside_and_apart(plot in bars_or_panels()) {
            let svg = svg(&plot);
            sound_picture(&svg)?;
            prop_assert_eq!(overlapping(&svg), None);
        }

        #[test]
        fn any_pyramid_keeps_its_words_inside_and_apart(plot in some_pyramid()) {
            let svg = svg(&plot);
            sound_picture(&svg)?;
            prop_assert_eq!(overlapping(&svg), None);
        }

        #[test]
        fn lines_of_few_points_keep_their_words_apart(plot in lines_of_few_points()) {
            prop_assert_eq!(overlapping(&svg(&plot)), None);
        }

        #[test]
        fn any_lines_keep_their_words_inside(plot in some_lines()) {
            sound_picture(&svg(&plot))?;
        }
    }
}
