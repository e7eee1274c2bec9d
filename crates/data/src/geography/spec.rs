//! The manifest's `geography:`, as the author writes it.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::manifest::Column;
use sna_core::yaml::{Spanned, here};

/// What points are compared with.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GeographySpec {
    /// Areas with boundaries, by the role of their names in a record: `district`, `ward`, `lsoa`, `nte_area`. Records
    /// with a point and no column for the role get it from the point. Maps draw these boundaries.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, LayerSpec>")]
    pub layers: IndexMap<Spanned<String>, LayerSpec>,
    /// Schools, for `near_primary`, `near_secondary` and `nearest_school`.
    pub schools: Option<SchoolsSpec>,
    /// Width of the hexagons of `hexagon` from flat side to flat side, 50 to 50,000 metres.
    #[schemars(with = "Option<f64>")]
    pub hexagon_metres: Option<Spanned<f64>>,
}

/// One layer of areas.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LayerSpec {
    /// A GeoJSON file or a pattern with `*`, relative to this file: polygons in longitude and latitude, or in metres on
    /// the British National Grid. The direction of rings does not matter.
    #[schemars(with = "String")]
    pub files: Spanned<String>,
    /// The property with an area's name, such as `WD25NM`.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// The property with its code, such as `WD25CD`.
    #[schemars(with = "Option<String>")]
    pub code: Option<Spanned<String>>,
    /// Where the boundaries come from, for the line under maps.
    pub source: Option<String>,
    /// True if a point may lie outside all of the areas, as with areas of night-time economy. Otherwise such points
    /// are reported.
    #[serde(default)]
    pub gaps: bool,
}

/// Where the schools are.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchoolsSpec {
    /// A file or a pattern with `*`, relative to this file: CSV (plain or gzip) or Parquet, a row for each school.
    #[schemars(with = "String")]
    pub files: Spanned<String>,
    /// The file's columns for `phase`, and for `easting` and `northing` or `longitude` and `latitude`.
    #[schemars(with = "BTreeMap<String, Column>")]
    pub columns: IndexMap<Spanned<String>, Column>,
    /// The phases of schools that primary pupils go to.
    #[schemars(with = "Vec<String>")]
    pub primary: Vec<Spanned<String>>,
    /// The phases of schools that secondary pupils go to.
    #[schemars(with = "Vec<String>")]
    pub secondary: Vec<Spanned<String>>,
    /// How far from a school counts as near it, in metres in a straight line; 500 by default.
    #[serde(default = "near_metres")]
    #[schemars(with = "f64")]
    pub near_metres: Spanned<f64>,
}

fn near_metres() -> Spanned<f64> {
    here(500.0)
}
