//! Boundaries from GeoJSON: names, codes, rings in metres on the grid, and what is wrong with them.

use std::path::Path;

use geo::{LineString, MultiPolygon, Polygon};
use geojson::{Feature, FeatureCollection, GeometryValue, Position};

use super::LayerSpec;
use super::areas::Area;
use super::grid::Projection;
use super::outlines::is_clean;
use crate::manifest_file::ManifestFile;
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place, first_of};
use sna_core::yaml::Spanned;
use sna_core::yaml::read_text_up_to;

/// The areas of a layer from all its files, in their order, with warnings for rings that had to be closed or that
/// cross themselves.
///
/// # Errors
/// A file is not GeoJSON, a property is missing, two areas have the same name, or coordinates are not in a known
/// system.
pub(super) fn read(
    manifest: &ManifestFile,
    spec: &LayerSpec,
    projection: Option<&Projection>,
) -> Result<(Vec<Area>, Diagnostics), Diagnostics> {
    let mut found = Diagnostics::default();
    let files = found.keep(manifest.paths(&spec.files)).unwrap_or_default();
    let (mut areas, mut unclean): (Vec<Area>, Unclean) = (Vec::new(), Unclean::default());
    for file in &files {
        let of_file = found.keep(collection(file));
        for (at, feature) in of_file.iter().flat_map(|of_file| &of_file.features).enumerate() {
            let reading = Reading { manifest, spec, file, number: at + 1, projection };
            let area = reading.area(feature, &mut unclean);
            areas.extend(found.keep(area));
        }
    }
    found.extend(repeated(manifest, spec, &areas));
    found.extend(unclean.told(&manifest.place(&spec.files)));
    found.into_result(areas)
}

/// Most bytes of a file of boundaries, which official bodies publish at far more detail than a map needs.
const MOST_BYTES: u64 = 512 << 20;

fn collection(file: &Path) -> Result<FeatureCollection, Diagnostic> {
    let text = read_text_up_to(MOST_BYTES, file, None)?;
    text.parse::<FeatureCollection>().map_err(|error| {
        Diagnostic::error(Code::UnreadableBoundaries, format!("`{}` is not GeoJSON that can be read", file.display()))
            .at(Place::file(file))
            .found(in_words(&error))
            .expected("a `FeatureCollection` of polygons")
    })
}

/// Why a text is not GeoJSON, without what is in it.
fn in_words(error: &geojson::Error) -> String {
    match error {
        geojson::Error::MalformedGeoJson(error) => {
            let what = if error.is_data() { "a part that is not as GeoJSON has it" } else { "text that is not JSON" };
            match error.line() {
                0 => what.to_owned(),
                line => format!("{what}, in line {line}, column {}", error.column()),
            }
        }
        geojson::Error::ExpectedType { .. } => "GeoJSON of another type".to_owned(),
        geojson::Error::PositionTooShort(_) => "a point with fewer than two numbers".to_owned(),
        _ => "a part that is not as GeoJSON has it".to_owned(),
    }
}

fn repeated(manifest: &ManifestFile, spec: &LayerSpec, areas: &[Area]) -> Option<Diagnostic> {
    let mut names: Vec<&str> = areas.iter().map(|area| area.name.as_str()).collect();
    names.sort_unstable();
    let mut twice: Vec<&str> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    twice.dedup();
    let listed: Vec<String> = twice.iter().map(|name| format!("`{name}`")).collect();
    let fault = Diagnostic::error(Code::AreaNamedTwice, "two areas in a layer have the same name")
        .at(manifest.place(&spec.name));
    (!twice.is_empty())
        .then(|| fault.found(first_of(&listed)).hint("name a property that distinguishes them, such as their code"))
}

/// Areas with faulty boundaries, by name.
#[derive(Default)]
struct Unclean {
    open: Vec<String>,
    crossing: Vec<String>,
}

impl Unclean {
    /// A warning for each fault, with the first areas that have it.
    fn told(self, place: &Place) -> impl Iterator<Item = Diagnostic> {
        let crossing = (self.crossing, Code::CrossingBoundary, "not clean outlines", CROSSING);
        let told = [(self.open, Code::OpenRing, "not closed", "they were closed by a straight line"), crossing];
        told.into_iter().filter(|(names, ..)| !names.is_empty()).map(|(names, code, fault, hint)| {
            let of = if names.len() == 1 { "1 area".to_owned() } else { format!("{} areas", names.len()) };
            let first: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let told = Diagnostic::warning(code, format!("the boundaries of {of} are {fault}")).at(place.clone());
            told.found(first_of(&first)).hint(hint)
        })
    }
}

const CROSSING: &str = "rings cross or touch themselves; points near the fault may be counted on the wrong side";

/// One feature that is read as an area.
struct Reading<'a> {
    manifest: &'a ManifestFile,
    spec: &'a LayerSpec,
    file: &'a Path,
    /// Its number in the file, from 1.
    number: usize,
    projection: Option<&'a Projection>,
}

impl Reading<'_> {
    fn area(&self, feature: &Feature, unclean: &mut Unclean) -> Result<Area, Diagnostic> {
        let name = self.property(feature, &self.spec.name)?;
        let code = self.spec.code.as_ref().map(|code| self.property(feature, code)).transpose()?;
        let polygons = match feature.geometry.as_ref().map(|geometry| &geometry.value) {
            Some(GeometryValue::Polygon { coordinates }) => std::slice::from_ref(coordinates),
            Some(GeometryValue::MultiPolygon { coordinates }) => coordinates.as_slice(),
            other => return Err(self.no_polygon(&name, other.map(GeometryValue::type_name))),
        };
        let mut shape = Vec::new();
        for rings in polygons {
            let rings: Vec<LineString<f64>> =
                rings.iter().map(|ring| self.ring(&name, ring, unclean)).collect::<Result<_, _>>()?;
            let mut rings = rings.into_iter();
            shape.extend(rings.next().map(|outer| Polygon::new(outer, rings.collect())));
        }
        let shape = MultiPolygon::new(shape);
        // If a boundary crosses itself, it may be unclear which side is inside.
        if !is_clean(&shape) {
            unclean.crossing.push(name.clone());
        }
        Ok(Area { name, code, shape })
    }

    fn property(&self, feature: &Feature, name: &Spanned<String>) -> Result<String, Diagnostic> {
        match feature.property(&name.value) {
            Some(serde_json::Value::String(text)) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
            Some(serde_json::Value::Number(number)) => Ok(number.to_string()),
            _ => {
                let known = feature.properties.iter().flat_map(serde_json::Map::keys).map(String::as_str);
                let fault = Diagnostic::unknown(Code::UnknownProperty, "property", &name.value, known);
                // The feature is not named: every feature of a file lacks it, and one message is enough.
                Err(fault.at(self.manifest.place(name)).hint(format!("in `{}`", self.file.display())))
            }
        }
    }

    fn feature(&self) -> String {
        format!("in feature {} of `{}`", self.number, self.file.display())
    }

    fn no_polygon(&self, name: &str, kind: Option<&str>) -> Diagnostic {
        Diagnostic::error(Code::NoPolygon, format!("the area `{name}` has no boundary"))
            .at(Place::file(self.file))
            .found(kind.unwrap_or("no geometry").to_owned())
            .expected("a `Polygon` or a `MultiPolygon`")
            .hint(self.feature())
    }

    /// One ring in metres, closed if it was open. Its direction does not matter.
    fn ring(&self, name: &str, ring: &[Position], unclean: &mut Unclean) -> Result<LineString<f64>, Diagnostic> {
        let mut points = ring.iter().map(|position| self.on_grid(name, position)).collect::<Result<Vec<_>, _>>()?;
        if points.len() >= 2 && points.first() != points.last() {
            unclean.open.push(name.to_owned());
            points.extend(points.first().copied());
        }
        if points.len() < 4 {
            let fault = Diagnostic::error(Code::NoPolygon, format!("a boundary of `{name}` does not enclose anything"));
            let fault = fault.at(Place::file(self.file)).found(format!("{} points", points.len()));
            return Err(fault.expected("three points or more, and the first again").hint(self.feature()));
        }
        Ok(points.into_iter().collect())
    }

    fn on_grid(&self, name: &str, position: &Position) -> Result<(f64, f64), Diagnostic> {
        let (first, second) = match position.as_slice() {
            [first, second, ..] => (*first, *second),
            _ => (f64::NAN, f64::NAN),
        };
        let are_degrees = first.abs() <= 180.0 && second.abs() <= 90.0;
        let are_metres = (0.0..=1_000_000.0).contains(&first) && (0.0..=1_400_000.0).contains(&second);
        let point = match (are_degrees, are_metres) {
            (true, _) => self.projection.and_then(|projection| projection.to_grid(first, second)),
            (false, true) => Some([first, second]),
            (false, false) => None,
        };
        point.map(|[east, north]| (east, north)).ok_or_else(|| {
            Diagnostic::error(Code::WrongGrid, format!("the boundary of `{name}` is not in a known coordinate system"))
                .at(Place::file(self.file))
                .found(format!("{first}, {second}"))
                .expected("longitude and latitude (WGS84), or metres on the British National Grid")
                .hint(self.feature())
        })
    }
}
