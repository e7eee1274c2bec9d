//! Colours and sizes of the charts as plain data; `assets/palette.yaml` has those we ship.

use plotters::style::RGBColor;
use serde::Deserialize;

use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};

/// Pixels of a picture in one point: coordinates are whole tenths of a point, so every number written is exact.
pub(super) const UNITS_PER_POINT: f64 = 10.0;

const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// How charts look.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// What is drawn in which colour.
    pub colours: Colours,
    /// How large things are.
    pub sizes: Sizes,
}

/// What is drawn in which colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colours {
    /// Lines in their order, if there are one, three or four.
    pub series: [Colour; 4],
    /// Lines if there are two.
    pub pair: [Colour; 2],
    /// The highlighted bar, or every bar if none is.
    pub emphasis: Colour,
    /// The other bars.
    pub rest: Colour,
    /// Classes of a map, lightest first.
    pub sequential: [Colour; 3],
    /// Names and values.
    pub text: Colour,
    /// Words and numbers of an axis, and trend lines.
    pub quiet: Colour,
    /// The line at zero.
    pub axis: Colour,
    /// Horizontal grid lines.
    pub grid: Colour,
}

/// How large things are.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// Width of a picture in millimetres: the width of the text around it.
    pub width_mm: f64,
    /// Least height of a picture in millimetres.
    pub lowest_mm: f64,
    /// Greatest height in millimetres, unless its words need more.
    pub highest_mm: f64,
    /// From one horizontal bar to the next, in millimetres, while the heights above allow it.
    pub bar_mm: f64,
    /// Font size of all words in points.
    pub text_pt: f64,
    /// Width of a line in points.
    pub line_pt: f64,
    /// Width of a trend line in points.
    pub trend_pt: f64,
    /// Width of the line at zero in points.
    pub axis_pt: f64,
    /// Width of a grid line in points.
    pub grid_pt: f64,
}

/// A colour written `#12436D`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Colour {
    /// Red, green and blue, 0 to 255.
    pub rgb: [u8; 3],
}

impl TryFrom<String> for Colour {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        digits
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .map(u32::to_be_bytes)
            .map(|[_, red, green, blue]| Self { rgb: [red, green, blue] })
            .ok_or_else(|| format!("`{text}` is not a colour: write `#` and six hexadecimal digits, as in `#12436D`"))
    }
}

impl From<Colour> for RGBColor {
    fn from(colour: Colour) -> Self {
        let [red, green, blue] = colour.rgb;
        Self(red, green, blue)
    }
}

impl Colours {
    /// What pictures are printed on.
    pub(super) const PAPER: Colour = Colour { rgb: [255; 3] };
}

impl Colour {
    /// Whether dark words stand out on it: brightness as the eye weighs red, green and blue (ITU-R BT.601).
    fn is_light(self) -> bool {
        let [red, green, blue] = self.rgb.map(u32::from);
        299 * red + 587 * green + 114 * blue > 140_000
    }
}

impl Theme {
    /// The colour of words on a colour.
    pub(super) fn on(&self, ground: Colour) -> Colour {
        if ground.is_light() { self.colours.text } else { Colours::PAPER }
    }

    /// The theme we ship.
    ///
    /// # Errors
    /// Never for an unchanged program: the file is part of it and a test reads it.
    pub fn embedded() -> Result<Self, Diagnostics> {
        Self::read(include_str!("../../../../assets/palette.yaml"), "palette.yaml")
    }

    /// Reads a theme from YAML; `file` names it in messages.
    ///
    /// # Errors
    /// The YAML's first fault of shape; `size-out-of-range` for every size that does not fit a page.
    pub fn read(text: &str, file: &str) -> Result<Self, Diagnostics> {
        let theme: Self = sna_core::yaml::read(text, file)?;
        theme.sizes.check(file).into_result(theme).map(|(theme, _)| theme)
    }
}

impl Sizes {
    fn check(&self, file: &str) -> Diagnostics {
        let millimetres = |name, size| (name, size, 1.0, 1000.0);
        let points = |name, size| (name, size, 0.1, 20.0);
        [
            ("width_mm", self.width_mm, 100.0, 1000.0),
            ("lowest_mm", self.lowest_mm, 30.0, 1000.0),
            ("highest_mm", self.highest_mm, self.lowest_mm.max(30.0), 1000.0),
            millimetres("bar_mm", self.bar_mm),
            ("text_pt", self.text_pt, 6.0, 16.0),
            points("line_pt", self.line_pt),
            points("trend_pt", self.trend_pt),
            points("axis_pt", self.axis_pt),
            points("grid_pt", self.grid_pt),
        ]
        .into_iter()
        .filter(|(_, size, least, most)| !(least..=most).contains(&size))
        .map(|(name, size, least, most)| {
            Diagnostic::error(Code::SizeOutOfRange, format!("`sizes.{name}` in the palette does not fit any page"))
                .at(Place::file(std::path::Path::new(file)))
                .found(size.to_string())
                .expected(format!("{least} to {most}"))
        })
        .collect()
    }

    /// Millimetres in the units of a picture.
    pub(super) fn from_mm(millimetres: f64) -> i32 {
        Self::from_pt(millimetres * POINTS_PER_MM)
    }

    /// Points in the units of a picture.
    #[expect(clippy::cast_possible_truncation, reason = "sizes are checked to be small when they are read")]
    pub(super) fn from_pt(points: f64) -> i32 {
        (points * UNITS_PER_POINT).round() as i32
    }

    /// Width of every picture.
    pub(super) fn width(&self) -> i32 {
        Self::from_mm(self.width_mm)
    }

    /// Font size.
    pub(super) fn text(&self) -> i32 {
        Self::from_pt(self.text_pt)
    }

    /// From one baseline to the next.
    pub(super) fn leading(&self) -> i32 {
        self.text() * 6 / 5
    }

    /// The space between a mark and its words.
    pub(super) fn gap(&self) -> i32 {
        self.text() / 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sna_core::diag::render;

    #[test]
    fn the_palette_we_ship_is_the_analysis_function_s() {
        let theme = Theme::embedded().unwrap();
        assert_eq!(theme.colours.series[0].rgb, [0x12, 0x43, 0x6D]);
        assert_eq!(theme.colours.pair[1], theme.colours.series[3]);
        assert_eq!(theme.sizes.width(), 4706);
    }

    #[test]
    fn words_on_a_shade_have_a_contrast_of_four_and_a_half_to_one() {
        // Relative luminance and contrast by WCAG 2.2.
        let luminance = |colour: Colour| {
            let part = |value: u8| {
                let value = f64::from(value) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            let [red, green, blue] = colour.rgb.map(part);
            0.2126 * red + 0.7152 * green + 0.0722 * blue
        };
        let theme = Theme::embedded().unwrap();
        for shade in theme.colours.sequential {
            let (words, ground) = (luminance(theme.on(shade)), luminance(shade));
            let contrast = (words.max(ground) + 0.05) / (words.min(ground) + 0.05);
            assert!(contrast >= 4.5, "{contrast} on {shade:?}");
        }
    }

    #[test]
    fn a_wrong_palette_is_refused_with_its_place() {
        let shipped = include_str!("../../../../assets/palette.yaml");
        let found: Vec<String> = [
            shipped.replace("\"#BFBFBF\"", "grey"),
            shipped.replace("grid:", "gird:"),
            shipped.replace("text_pt: 10", "text_pt: 40"),
            shipped.replace("highest_mm: 85", "highest_mm: .nan"),
        ]
        .iter()
        .map(|text| render(&Theme::read(text, "palette.yaml").unwrap_err(), false))
        .collect();
        insta::assert_snapshot!(found.concat());
    }
}
