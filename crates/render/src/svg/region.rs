//! Filled outlines of any number of rings. Plotters fills one ring at a time, so the path is written here.

use std::fmt::Write;

use super::picture::{Point, Stroke};
use super::theme::Colour;

/// A part of a picture within outlines: what an odd number of rings surrounds is inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    /// Closed, without their first point at the end.
    pub(super) rings: Vec<Vec<Point>>,
    /// `None` for an outline alone.
    pub(super) fill: Option<Colour>,
    pub(super) edge: Stroke,
}

impl Region {
    /// One path. Each point is written as the step from the one before: two or three digits instead of eight.
    pub(super) fn svg(&self) -> String {
        let mut way = String::new();
        for ring in &self.rings {
            let Some(first) = ring.first() else { continue };
            let _ = write!(way, "M{} {}l", first.0, first.1);
            let steps = ring.windows(2).flat_map(|pair| [pair[1].0 - pair[0].0, pair[1].1 - pair[0].1]);
            for (at, step) in steps.enumerate() {
                let _ = write!(way, "{}{step}", if at == 0 || step < 0 { "" } else { " " });
            }
            way.push('z');
        }
        let fill = self.fill.map_or_else(|| "none".to_owned(), hexadecimal);
        let dashes = if self.edge.dashed { " stroke-dasharray=\"16 14\"" } else { "" };
        let (colour, width) = (hexadecimal(self.edge.colour), self.edge.width);
        format!(
            "<path d=\"{way}\" fill=\"{fill}\" fill-rule=\"evenodd\" stroke=\"{colour}\" stroke-width=\"{width}\"{dashes}/>\n"
        )
    }
}

fn hexadecimal(colour: Colour) -> String {
    let [red, green, blue] = colour.rgb;
    format!("#{red:02X}{green:02X}{blue:02X}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_in_short_steps() {
        let colour = Colour { rgb: [18, 67, 109] };
        let edge = Stroke { colour: Colour { rgb: [255; 3] }, width: 8, dashed: false };
        let rings = vec![vec![(10, 20), (13, 16), (18, 22)], vec![], vec![(0, 0), (-5, 5), (5, 5)]];
        assert_eq!(
            Region { rings, fill: Some(colour), edge }.svg(),
            "<path d=\"M10 20l3-4 5 6zM0 0l-5 5 10 0z\" fill=\"#12436D\" fill-rule=\"evenodd\" stroke=\"#FFFFFF\" \
             stroke-width=\"8\"/>\n"
        );
    }
}
