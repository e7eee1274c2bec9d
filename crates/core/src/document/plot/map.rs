//! Figures of places as maps draw them: classes of figures, outlines on the ground, tiles.

use serde::{Deserialize, Serialize};

use super::{ChartKind, Drawn};
use crate::document::{Format, format_number};

/// A map of areas shaded by the classes of their figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaMap {
    /// In the order of their layer.
    pub areas: Vec<MapArea>,
    /// Lowest first; at most three.
    pub classes: Vec<Class>,
    /// How values are written.
    pub format: Format,
}

/// A tile map: an equal tile for each area, placed about as the areas lie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tiles {
    /// In the order of the areas.
    pub tiles: Vec<Tile>,
    /// Lowest first; at most three.
    pub classes: Vec<Class>,
    /// How values are written.
    pub format: Format,
}

/// A class of figures, drawn in one shade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Class {
    /// Its name in words: `Lowest`.
    pub name: String,
    /// The lowest figure in it; `None` where it is open below.
    pub low: Option<f64>,
    /// The highest figure in it, as figures are printed; `None` where it is open above.
    pub high: Option<f64>,
}

impl Class {
    /// `Lowest: 4.1 to 7.9`.
    pub fn label(&self, format: Format) -> String {
        let print = |value: f64| format_number(value, format);
        let range = match (self.low.map(print), self.high.map(print)) {
            (Some(low), Some(high)) if low == high => low,
            (Some(low), Some(high)) => format!("{low} to {high}"),
            (Some(low), None) => format!("{low} and over"),
            (None, Some(high)) => format!("up to {high}"),
            (None, None) => return self.name.clone(),
        };
        format!("{}: {range}", self.name)
    }
}

/// One tile of a tile map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    /// Its area.
    pub name: String,
    /// The area's figure; `None` where there is none.
    pub value: Option<f64>,
    /// Position of the figure's class.
    pub class: Option<usize>,
    /// From the west.
    pub column: u8,
    /// From the north.
    pub row: u8,
}

/// One area of a map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapArea {
    /// Its name.
    pub name: String,
    /// Its figure; `None` where there is none.
    pub value: Option<f64>,
    /// Position of the figure's class.
    pub class: Option<usize>,
    /// Its boundary: what an odd number of rings surrounds is inside.
    pub rings: Vec<Ring>,
    /// Whether its name and figure are written on the map.
    pub labelled: bool,
}

impl ChartKind for AreaMap {
    fn format(&self) -> Format {
        self.format
    }

    fn marks(&self) -> Vec<Drawn<'_>> {
        self.areas.iter().map(|area| Drawn::figure(&area.name, area.value, self.format)).collect()
    }
}

impl ChartKind for Tiles {
    fn format(&self) -> Format {
        self.format
    }

    fn marks(&self) -> Vec<Drawn<'_>> {
        self.tiles.iter().map(|tile| Drawn::figure(&tile.name, tile.value, self.format)).collect()
    }
}

/// A closed line on the ground: each point is whole metres east and north on the British National Grid. Written as
/// text, `443213 380012, 443250 380010`, because a layer has tens of thousands of points.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ring(pub Vec<[i32; 2]>);

impl Ring {
    /// From points in metres; points that are not numbers are skipped.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what an `i32` holds")]
    pub fn from_metres(points: &[[f64; 2]]) -> Self {
        let whole = |metres: f64| metres.round().clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i32;
        let sound = points.iter().filter(|point| point.iter().all(|metres| metres.is_finite()));
        Self(sound.map(|point| point.map(whole)).collect())
    }
}

impl From<Ring> for String {
    fn from(ring: Ring) -> Self {
        let points: Vec<String> = ring.0.iter().map(|[east, north]| format!("{east} {north}")).collect();
        points.join(", ")
    }
}

impl TryFrom<String> for Ring {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let point = |words: &str| {
            let (east, north) = words.trim().split_once(' ')?;
            Some([east.parse().ok()?, north.parse().ok()?])
        };
        let points = text.split(',').filter(|words| !words.trim().is_empty());
        let points = points.map(|words| point(words).ok_or_else(|| format!("`{words}` is not metres east and north")));
        points.collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_named_with_its_range() {
        let label = |low, high| Class { name: "Lowest".to_owned(), low, high }.label(Format::Decimal(1));
        assert_eq!(label(Some(4.1), Some(7.6)), "Lowest: 4.1 to 7.6");
        assert_eq!(label(Some(4.11), Some(4.12)), "Lowest: 4.1");
        assert_eq!(label(None, Some(4.9)), "Lowest: up to 4.9");
        assert_eq!(label(Some(10.0), None), "Lowest: 10.0 and over");
    }

    #[test]
    fn a_ring_is_written_as_text_and_read_again() {
        let ring = Ring::from_metres(&[[443_213.4, 380_012.5], [f64::NAN, 1.0], [-7.0, 1e300]]);
        let json = serde_json::to_string(&ring).unwrap();
        assert_eq!(json, "\"443213 380013, -7 2147483647\"");
        assert_eq!(serde_json::from_str::<Ring>(&json).unwrap(), ring);
        assert_eq!(serde_json::from_str::<Ring>("\"\"").unwrap(), Ring::default());
        assert!(serde_json::from_str::<Ring>("\"4 x\"").is_err());
    }
}
