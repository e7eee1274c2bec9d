//! Words that stand for a chart: its type, its extremes and its trend, made from its data.

use super::chart::MANY_COLUMNS;
use super::describe_places as places;
use sna_core::document::{
    AreaMap, Band, Bar, Bars, Format, Funnel, Hexagons, Intervals, LeftOut, Line, Lines, Mark, Panel, Panels, Plot,
    Pyramid, Tiles, format_number,
};

/// The description of a plot.
pub(super) fn describe(plot: &Plot) -> String {
    match plot {
        Plot::Columns(Bars { bars, format, .. }) if bars.len() > MANY_COLUMNS => many_columns_in_words(bars, *format),
        Plot::Columns(Bars { bars, format, .. }) => {
            format!("Column chart with {} columns. {}", bars.len(), extremes(bars, *format))
        }
        Plot::Bars(Bars { bars, format, .. }) => {
            format!("Bar chart with {} bars. {}", bars.len(), extremes(bars, *format))
        }
        Plot::Lines(Lines { positions, lines, marks, format }) => {
            lines_in_words(positions, lines, *format) + &marked_in_words(positions, lines, marks)
        }
        Plot::Panels(Panels { positions, panels, format }) => panels_in_words(positions, panels, *format),
        Plot::Pyramid(Pyramid { sides, bands, format, left_out, .. }) => {
            pyramid_in_words(sides, bands, *format, *left_out)
        }
        Plot::Tiles(Tiles { tiles, classes, format }) => places::tiles(tiles, classes, *format),
        Plot::Map(AreaMap { areas, classes, format }) => places::map(areas, classes, *format),
        Plot::Hexagons(Hexagons { hexagons, classes, width_metres, hidden, .. }) => {
            places::hexagons(hexagons, classes, *width_metres, *hidden)
        }
        Plot::Intervals(Intervals { intervals, benchmark, format }) => places::intervals(intervals, benchmark, *format),
        Plot::Funnel(Funnel { points, benchmark, against, format, .. }) => {
            places::funnel(points, benchmark.as_ref(), against, *format)
        }
    }
}

fn extremes(bars: &[Bar], format: Format) -> String {
    let named: Vec<(&str, f64)> = bars.iter().filter_map(|bar| Some((bar.label.as_str(), bar.value?))).collect();
    highest_and_lowest(&named, format)
}

/// The ends of the axis and the peak: of many columns, a dozen may share the lowest value.
fn many_columns_in_words(bars: &[Bar], format: Format) -> String {
    let named: Vec<(&str, f64)> = bars.iter().filter_map(|bar| Some((bar.label.as_str(), bar.value?))).collect();
    let (first, last) =
        (bars.first().map_or("", |bar| bar.label.as_str()), bars.last().map_or("", |bar| bar.label.as_str()));
    let peak = highest(&named, format).map_or_else(
        || "There are no figures to show.".to_owned(),
        |(names, value)| format!("The highest is {names} ({value})."),
    );
    let missing = match bars.len() - named.len() {
        0 => String::new(),
        number => format!(" Without a figure: {number}."),
    };
    format!("Column chart with {} columns, the first {first}, the last {last}. {peak}{missing}", bars.len())
}

/// The names of the highest value and the value.
fn highest(named: &[(&str, f64)], format: Format) -> Option<(String, String)> {
    let high = named.iter().map(|(_, value)| *value).reduce(f64::max)?;
    Some((names_at(named, high), format_number(high, format)))
}

fn names_at(named: &[(&str, f64)], value: f64) -> String {
    let equal = named.iter().filter(|(_, other)| other.total_cmp(&value).is_eq()).map(|(name, _)| *name);
    equal.collect::<Vec<_>>().join(" and ")
}

pub(super) fn highest_and_lowest(named: &[(&str, f64)], format: Format) -> String {
    let high = named.iter().map(|(_, value)| *value).reduce(f64::max);
    let low = named.iter().map(|(_, value)| *value).reduce(f64::min);
    let end = |value: f64| format!("{} ({})", names_at(named, value), format_number(value, format));
    match (high, low) {
        (Some(high), Some(low)) if named.len() > 1 => format!("The highest is {}, the lowest {}.", end(high), end(low)),
        (Some(only), _) => format!("{} is {}.", names_at(named, only), format_number(only, format)),
        (None, _) => "There are no figures to show.".to_owned(),
    }
}

fn lines_in_words(positions: &[String], lines: &[Line], format: Format) -> String {
    let (first, last) = (positions.first().map_or("", String::as_str), positions.last().map_or("", String::as_str));
    let mut words = format!("Line chart from {first} to {last}.");
    for line in lines.iter().filter(|line| !line.trend) {
        let named: Vec<(&str, f64)> =
            positions.iter().zip(&line.values).filter_map(|(name, value)| Some((name.as_str(), (*value)?))).collect();
        words += &format!(" {}{}", name_and_ends(line, format), highest_and_lowest(&named, format));
        let gaps = line.values.iter().filter(|value| value.is_none()).count();
        if gaps > 0 {
            words += &format!(" Without data, left as gaps: {gaps}.");
        }
    }
    for line in lines.iter().filter(|line| line.trend) {
        let ends: Vec<f64> = line.values.iter().copied().flatten().collect();
        if let (Some(from), Some(to)) = (ends.first(), ends.last()) {
            let name = if line.name.is_empty() { "trend line".to_owned() } else { format!("line {}", line.name) };
            let (from, to) = (format_number(*from, format), format_number(*to, format));
            words += &match from == to {
                true => format!(" The dashed {name} stands at {from}."),
                false => format!(" The dashed {name} runs from {from} to {to}."),
            };
        }
    }
    words
}

/// The marked points but for the highest, which is named already.
fn marked_in_words(positions: &[String], lines: &[Line], marks: &[Mark]) -> String {
    let values = lines.first().map_or(&[][..], |line| line.values.as_slice());
    let top = values.iter().flatten().copied().reduce(f64::max);
    let is_peak = |mark: &&Mark| top.is_some() && values.get(mark.position).copied().flatten() == top;
    let mut others: Vec<usize> = marks.iter().filter(|mark| !is_peak(mark)).map(|mark| mark.position).collect();
    others.sort_unstable();
    let names: Vec<&str> = others.iter().filter_map(|at| positions.get(*at).map(String::as_str)).collect();
    if names.is_empty() { String::new() } else { format!(" Marked besides the highest: {}.", names.join(", ")) }
}

/// `Male: from 900 to 800. `; nothing for a line that stands alone.
fn name_and_ends(line: &Line, format: Format) -> String {
    match (line.name.as_str(), line.values.first().copied().flatten(), line.values.last().copied().flatten()) {
        ("", _, _) => String::new(),
        (name, Some(first), Some(last)) => {
            format!("{name}: from {} to {}. ", format_number(first, format), format_number(last, format))
        }
        (name, _, _) => format!("{name}: "),
    }
}

fn panels_in_words(positions: &[String], panels: &[Panel], format: Format) -> String {
    let (first, last) = (positions.first().map_or("", String::as_str), positions.last().map_or("", String::as_str));
    let ends = |panel: &Panel| {
        let end = |value: Option<&Option<f64>>| {
            value.copied().flatten().map_or_else(|| "no figure".to_owned(), |value| format_number(value, format))
        };
        format!("{} {} to {}", panel.name, end(panel.values.first()), end(panel.values.last()))
    };
    let listed: Vec<String> = panels.iter().map(ends).collect();
    format!("{} small column charts on one scale, {first} to {last}: {}.", panels.len(), listed.join("; "))
}

fn pyramid_in_words(sides: &[String; 2], bands: &[Band], format: Format, left_out: LeftOut) -> String {
    let (young, old) =
        (bands.first().map_or("", |band| band.label.as_str()), bands.last().map_or("", |band| band.label.as_str()));
    let mut words = format!("Population pyramid with {} bands, the youngest {young}, the oldest {old}.", bands.len());
    for at in [0, 1] {
        words += &format!(" {}: {}.", sides[at], side_in_words(bands, at, format));
    }
    let records = |number: f64, which: &str| match number {
        0.0 => String::new(),
        number => format!(" Records {which}, not drawn: {}.", format_number(number, Format::Count)),
    };
    let neither = format!("with a known age but neither {} nor {}", sides[0], sides[1]);
    words + &records(left_out.without_band, "with no known age") + &records(left_out.on_neither_side, &neither)
}

/// The part of a side, where records are counted, and its largest band.
fn side_in_words(bands: &[Band], at: usize, format: Format) -> String {
    let all: f64 = bands.iter().flat_map(|band| band.values).flatten().sum();
    let named: Vec<(&str, f64)> =
        bands.iter().filter_map(|band| Some((band.label.as_str(), band.values[at]?))).collect();
    // In counts: a percentage might rest on few records.
    let [part, all] = [named.iter().map(|(_, value)| value).sum(), all].map(|sum| format_number(sum, Format::Count));
    match highest(&named, format).filter(|_| named.iter().any(|(_, value)| *value > 0.0)) {
        None => "none".to_owned(),
        Some((names, value)) if format == Format::Count => {
            format!("{part} of the {all} drawn, most in {names} ({value})")
        }
        Some((names, value)) => format!("highest in {names} ({value})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bars(figures: &[Option<f64>]) -> Vec<Bar> {
        figures.iter().enumerate().map(|(at, value)| Bar { label: at.to_string(), value: *value }).collect()
    }

    #[test]
    fn of_many_columns_the_peak_is_named() {
        let mut figures = vec![Some(0.0); 90];
        (figures[15], figures[40]) = (Some(1321.0), None);
        let plot = |figures: &[Option<f64>]| {
            Plot::Columns(Bars { bars: bars(figures), format: Format::Count, emphasis: None })
        };
        assert_eq!(
            describe(&plot(&figures)),
            "Column chart with 90 columns, the first 0, the last 89. The highest is 15 (1,321). Without a figure: 1."
        );
        assert_eq!(
            describe(&plot(&figures[14..17])),
            "Column chart with 3 columns. The highest is 1 (1,321), the lowest 0 and 2 (0)."
        );
    }

    #[test]
    fn lines_with_names_say_where_they_begin_and_end() {
        let line = |name: &str, values: [Option<f64>; 2]| Line {
            name: name.to_owned(),
            values: values.to_vec(),
            trend: false,
        };
        let lines = vec![line("Male", [Some(900.0), Some(800.0)]), line("Female", [None, Some(410.0)])];
        let positions = vec!["2022/23".to_owned(), "2023/24".to_owned()];
        assert_eq!(
            describe(&Plot::Lines(Lines { positions, lines, marks: vec![], format: Format::Count })),
            "Line chart from 2022/23 to 2023/24. Male: from 900 to 800. The highest is 2022/23 (900), the lowest \
             2023/24 (800). Female: 2023/24 is 410. Without data, left as gaps: 1."
        );
    }

    fn pyramid(format: Format, left_out: LeftOut) -> Plot {
        let band = |label: &str, values: [f64; 2]| Band { label: label.to_owned(), values: values.map(Some) };
        Plot::Pyramid(Pyramid {
            header: "Age".to_owned(),
            sides: ["Male".to_owned(), "Female".to_owned()],
            bands: vec![band("0 to 17", [30.0, 0.0]), band("18 to 24", [40.0, 0.0]), band("25 and over", [5.0, 25.0])],
            format,
            left_out,
        })
    }

    #[test]
    fn a_pyramid_names_the_largest_bands_the_shares_and_what_it_leaves_out() {
        assert_eq!(
            describe(&pyramid(Format::Count, LeftOut { without_band: 1008.0, on_neither_side: 2.0 })),
            "Population pyramid with 3 bands, the youngest 0 to 17, the oldest 25 and over. \
             Male: 75 of the 100 drawn, most in 18 to 24 (40). Female: 25 of the 100 drawn, most in 25 and over (25). \
             Records with no known age, not drawn: 1,008. Records with a known age but neither Male nor Female, not drawn: 2."
        );
        assert_eq!(
            describe(&pyramid(Format::Decimal(1), LeftOut::default())),
            "Population pyramid with 3 bands, the youngest 0 to 17, the oldest 25 and over. \
             Male: highest in 18 to 24 (40.0). Female: highest in 25 and over (25.0)."
        );
    }

    #[test]
    fn a_description_names_type_extremes_gaps_and_trend() {
        let positions: Vec<String> = ["Jan 2024", "Feb 2024", "Mar 2024"].map(str::to_owned).to_vec();
        let data = Line { name: String::new(), values: vec![Some(10.0), None, Some(30.0)], trend: false };
        let trend = Line { name: String::new(), values: vec![Some(12.0), Some(20.0), Some(28.0)], trend: true };
        let plot = Plot::Lines(Lines { positions, lines: vec![data, trend], marks: vec![], format: Format::Count });
        assert_eq!(
            describe(&plot),
            "Line chart from Jan 2024 to Mar 2024. The highest is Mar 2024 (30), the lowest Jan 2024 (10). \
             Without data, left as gaps: 1. The dashed trend line runs from 12 to 28."
        );
    }

    #[test]
    fn limits_and_marked_points_are_named() {
        let positions: Vec<String> = ["Jan 2024", "Feb 2024", "Mar 2024"].map(str::to_owned).to_vec();
        let data = Line { name: String::new(), values: vec![Some(10.0), Some(5.0), Some(30.0)], trend: false };
        let mean = Line { name: "Mean".to_owned(), values: vec![Some(15.0); 3], trend: true };
        let marks = [2, 1].map(|position| Mark { position, label: String::new() }).to_vec();
        let plot = Plot::Lines(Lines { positions, lines: vec![data, mean], marks, format: Format::Count });
        assert_eq!(
            describe(&plot),
            "Line chart from Jan 2024 to Mar 2024. The highest is Mar 2024 (30), the lowest Feb 2024 (5). The dashed line \
             Mean stands at 15. Marked besides the highest: Feb 2024."
        );
    }
}
