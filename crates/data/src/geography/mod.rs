//! Where records are: points in metres on the British National Grid, and the columns made from them once, when the data
//! are read - the areas a point lies in, whether schools are near, its hexagon.

mod areas;
mod boundaries;
mod grid;
mod outlines;
mod points;
mod schools;
mod spec;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use indexmap::IndexMap;
use polars::prelude::*;

use super::hexagons;
use super::layer::Layer;
use super::manifest_file::ManifestFile;
use crate::reasons::{Reason, Test};
use sna_core::columns::{role, roles};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::Spanned;

use areas::Areas;
pub(super) use points::Locator;
use points::{Memo, typed};
use schools::Schools;
pub(super) use spec::{GeographySpec, LayerSpec, SchoolsSpec};

/// Everything that points are compared with.
#[derive(Clone)]
pub(super) struct Geography {
    pub(super) locator: Locator,
    layers: Vec<Arc<Areas>>,
    schools: Option<Arc<Schools>>,
    pub(super) hexagon_metres: Option<f64>,
}

/// A column made from a point.
struct Place {
    name: &'static str,
    column: Expr,
}

impl Geography {
    /// Reads the boundaries and the schools.
    ///
    /// # Errors
    /// Every mistake in the manifest's `geography:` and in the files it names.
    pub(super) fn read(
        manifest: &ManifestFile,
        spec: Option<&GeographySpec>,
    ) -> Result<(Self, Diagnostics), Diagnostics> {
        let mut found = Diagnostics::default();
        let nowhere = Locator::new(None);
        let mut layers = Vec::new();
        for (name, layer) in spec.iter().flat_map(|spec| &spec.layers) {
            let role = found.keep(layer_role(manifest, name));
            let areas = found.keep_both(boundaries::read(manifest, layer, nowhere.projection()));
            let read = role.zip(areas);
            layers.extend(read.map(|(role, areas)| Areas::new(role, layer.source.clone(), layer.gaps, areas)));
        }
        let extent = layers.iter().filter_map(Areas::extent).reduce(grid::Extent::around);
        let locator = Locator::new(extent);
        let schools = spec.and_then(|spec| spec.schools.as_ref());
        let schools = schools.and_then(|spec| found.keep_both(Schools::read(manifest, spec, &locator)));
        let width = spec.and_then(|spec| spec.hexagon_metres.as_ref());
        let hexagon_metres = width.and_then(|width| found.keep(hexagon_width(manifest, width)));
        let layers = layers.into_iter().map(Arc::new).collect();
        found.into_result(Self { locator, layers, schools: schools.map(Arc::new), hexagon_metres })
    }

    /// The layers as maps draw them.
    pub(super) fn drawn(&self) -> IndexMap<String, Layer> {
        self.layers.iter().map(|areas| (areas.role.to_owned(), areas.layer())).collect()
    }

    /// How far from a school is near it, in metres, where there are schools.
    pub(super) fn near_metres(&self) -> Option<f64> {
        self.schools.as_ref().map(|schools| schools.near_metres())
    }

    /// Names of the columns that are made from points for records that lack them.
    pub(super) fn names(&self, own: &[&str]) -> Vec<&'static str> {
        self.places(own).into_iter().map(|place| place.name).collect()
    }

    /// The columns made from `easting` and `northing` for records that lack them.
    pub(super) fn columns(&self, own: &[&str]) -> Vec<Expr> {
        self.places(own).into_iter().map(|place| place.column.alias(place.name)).collect()
    }

    /// Points outside every area of a layer without gaps, once its column is made.
    pub(super) fn doubts(&self, own: &[&str]) -> Vec<Test> {
        let whole = self.layers.iter().filter(|areas| !areas.gaps && !own.contains(&areas.role));
        let doubt = |areas: &Arc<Areas>| {
            let outside = col("easting").is_not_null().and(col(areas.role).is_null());
            (outside, Reason { code: Code::OutsideAreas, text: format!("the point is not in any `{}`", areas.role) })
        };
        whole.map(doubt).collect()
    }

    fn places(&self, own: &[&str]) -> Vec<Place> {
        let of_layers = self.layers.iter().map(|areas| {
            let areas = Arc::clone(areas);
            let name = areas.role;
            let column =
                text_of(move |[east, north]: [f64; 2]| areas.position(east, north).map(|at| areas.name(at).to_owned()));
            Place { name, column }
        });
        let of_schools = self.schools.iter().flat_map(|schools| {
            let [primary, secondary, nearest] = [schools, schools, schools].map(Arc::clone);
            [
                Place { name: "near_primary", column: flag_of(move |point| primary.near_primary(point)) },
                Place { name: "near_secondary", column: flag_of(move |point| secondary.near_secondary(point)) },
                Place {
                    name: "nearest_school",
                    column: text_of(move |point| nearest.nearest(point).map(str::to_owned)),
                },
            ]
        });
        let of_grid = self.hexagon_metres.map(|width| Place {
            name: "hexagon",
            column: text_of(move |[east, north]| Some(hexagons::name(east, north, width))),
        });
        of_layers.chain(of_schools).chain(of_grid).filter(|place| !own.contains(&place.name)).collect()
    }
}

/// The role that a layer's areas play in a record.
fn layer_role(manifest: &ManifestFile, name: &Spanned<String>) -> Result<&'static str, Diagnostic> {
    let known = roles().filter(|role| role.kind.is_name()).map(|role| role.name);
    let of_category = role(&name.value).filter(|role| role.kind.is_name()).map(|role| role.name);
    of_category
        .ok_or_else(|| Diagnostic::unknown(Code::UnknownRole, "role", &name.value, known).at(manifest.place(name)))
}

fn hexagon_width(manifest: &ManifestFile, width: &Spanned<f64>) -> Result<f64, Diagnostic> {
    let fault = || {
        Diagnostic::error(Code::BadDistance, "`hexagon_metres` is not a usable width for hexagons")
            .at(manifest.place(width))
            .found(width.value.to_string())
            .expected("50 to 50000 metres")
    };
    (50.0..=50_000.0).contains(&width.value).then_some(width.value).ok_or_else(fault)
}

/// A text for each point, missing where the point is missing.
fn text_of(answer: impl Fn([f64; 2]) -> Option<String> + Send + Sync + 'static) -> Expr {
    let texts = move |columns: &mut [Column]| {
        let (east, north) = (columns[0].f64()?, columns[1].f64()?);
        let mut seen = Memo::default();
        let mut texts = StringChunkedBuilder::new(columns[0].name().clone(), east.len());
        for (east, north) in east.iter().zip(north.iter()) {
            let point = east.zip(north).map(|(east, north)| [east, north]);
            texts.append_option(point.and_then(|point| seen.get(point, |point| answer(point).map(Arc::<str>::from))));
        }
        Ok(texts.finish().into_column())
    };
    col("easting").map_many(texts, &[col("northing")], typed(DataType::String))
}

/// A yes or no for each point, missing where the point is missing.
fn flag_of(answer: impl Fn([f64; 2]) -> bool + Send + Sync + 'static) -> Expr {
    let flags = move |columns: &mut [Column]| {
        let (east, north) = (columns[0].f64()?, columns[1].f64()?);
        let mut seen = Memo::default();
        let points = east.iter().zip(north.iter()).map(|(east, north)| Some([east?, north?]));
        let flags: BooleanChunked = points.map(|point| Some(seen.get(point?, &answer))).collect();
        Ok(flags.with_name(columns[0].name().clone()).into_column())
    };
    col("easting").map_many(flags, &[col("northing")], typed(DataType::Boolean))
}
