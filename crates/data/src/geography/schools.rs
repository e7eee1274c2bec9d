//! Which schools are near a point.

use polars::prelude::*;
use rstar::RTree;
use rstar::primitives::GeomWithData;

use super::SchoolsSpec;
use super::points::Locator;
use crate::canonical::{Canonical, FileColumn};
use crate::columns::canonical;
use crate::files::{FileFormat, Opened, RecordFile};
use crate::manifest_file::ManifestFile;
use crate::names::WantedColumn;
use sna_core::columns::role;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::guarded::guarded;
use sna_core::yaml::Spanned;

/// Most lines named for schools without a point.
const MOST_PLACES: usize = 10;
/// The column with a school's phase.
const PHASE: &str = "phase";
/// What the columns of a file of schools can be.
const ROLES: [&str; 5] = [PHASE, "easting", "northing", "longitude", "latitude"];

type Points = RTree<GeomWithData<[f64; 2], usize>>;

/// Schools by phase, found by their points.
pub(super) struct Schools {
    near_metres: f64,
    primary: Points,
    secondary: Points,
    all: Points,
    phases: Vec<String>,
}

/// A school as the file has it.
struct School {
    phase: Option<String>,
    point: Option<[f64; 2]>,
}

impl Schools {
    /// Reads the schools; those without usable coordinates are reported and left out.
    ///
    /// # Errors
    /// A file or column is missing, no school has a phase, or a distance is not usable.
    pub(super) fn read(
        manifest: &ManifestFile,
        spec: &SchoolsSpec,
        locator: &Locator,
    ) -> Result<(Self, Diagnostics), Diagnostics> {
        let mut found = Diagnostics::default();
        if !(spec.near_metres.value.is_finite() && spec.near_metres.value > 0.0) {
            let fault = Diagnostic::error(Code::BadDistance, "`near_metres` is not a distance")
                .at(manifest.place(&spec.near_metres));
            found.push(fault.found(spec.near_metres.value.to_string()).expected("metres, more than 0"));
        }
        found.extend(columns_lacking(manifest, spec));
        let mut files = found.keep(manifest.record_files(&spec.files)).unwrap_or_default();
        let mut schools = Vec::new();
        for file in &mut files {
            let read = found.keep_both(read_file(manifest, spec, file, locator)).unwrap_or_default();
            found.extend(without_point(file, &read));
            schools.extend(read);
        }
        let phases = unique_phases(&schools);
        found.extend(unknown_phases(manifest, spec, &phases));
        found.into_result(Self::of(spec, &schools, phases))
    }

    fn of(spec: &SchoolsSpec, schools: &[School], phases: Vec<String>) -> Self {
        let position =
            |school: &School| school.phase.as_ref().and_then(|phase| phases.iter().position(|known| known == phase));
        let points = |wanted: &dyn Fn(&str) -> bool| {
            let named = schools.iter().filter_map(|school| Some((school, position(school)?)));
            let wanted = named.filter(|(_, at)| wanted(&phases[*at]));
            RTree::bulk_load(wanted.filter_map(|(school, at)| Some(GeomWithData::new(school.point?, at))).collect())
        };
        let listed = |list: &[Spanned<String>], phase: &str| list.iter().any(|known| known.value == phase);
        let (primary, secondary) =
            (points(&|phase| listed(&spec.primary, phase)), points(&|phase| listed(&spec.secondary, phase)));
        let all = points(&|_| true);
        Self { near_metres: spec.near_metres.value, primary, secondary, all, phases }
    }

    fn is_near(&self, schools: &Points, point: [f64; 2]) -> bool {
        schools.locate_within_distance(point, self.near_metres * self.near_metres).next().is_some()
    }

    /// How far from a school is near it.
    pub(super) fn near_metres(&self) -> f64 {
        self.near_metres
    }

    pub(super) fn near_primary(&self, point: [f64; 2]) -> bool {
        self.is_near(&self.primary, point)
    }

    pub(super) fn near_secondary(&self, point: [f64; 2]) -> bool {
        self.is_near(&self.secondary, point)
    }

    /// The phase of the nearest school, if it is near; of equally near schools, the first in the order of phases.
    pub(super) fn nearest(&self, point: [f64; 2]) -> Option<&str> {
        let near = self.all.locate_within_distance(point, self.near_metres * self.near_metres);
        let distance = |school: &GeomWithData<[f64; 2], usize>| {
            let [x, y] = *school.geom();
            (x - point[0]).hypot(y - point[1])
        };
        let nearest =
            near.min_by(|one, other| distance(one).total_cmp(&distance(other)).then(one.data.cmp(&other.data)));
        nearest.map(|school| self.phases[school.data].as_str())
    }
}

fn unique_phases(schools: &[School]) -> Vec<String> {
    let mut phases: Vec<String> = schools.iter().filter_map(|school| school.phase.clone()).collect();
    phases.sort_unstable();
    phases.dedup();
    phases
}

fn unknown_phases(manifest: &ManifestFile, spec: &SchoolsSpec, phases: &[String]) -> Diagnostics {
    let unknown = spec.primary.iter().chain(&spec.secondary).filter(|phase| !phases.contains(&phase.value));
    let told = |phase: &Spanned<String>| {
        Diagnostic::unknown(Code::UnknownPhase, "phase of a school", &phase.value, phases.iter().map(String::as_str))
            .at(manifest.place(phase))
    };
    unknown.map(told).collect()
}

/// Reports unknown columns of schools, and required columns that are missing.
fn columns_lacking(manifest: &ManifestFile, spec: &SchoolsSpec) -> Diagnostics {
    let named = |name: &str| spec.columns.keys().any(|column| column.value == name);
    let unknown = spec.columns.keys().filter(|name| !ROLES.contains(&name.value.as_str()));
    let mut found: Diagnostics = unknown
        .map(|name| Diagnostic::unknown(Code::UnknownRole, "role", &name.value, ROLES).at(manifest.place(name)))
        .collect();
    let has_point = (named("easting") && named("northing")) || (named("longitude") && named("latitude"));
    if !(named(PHASE) && has_point) {
        let fault =
            Diagnostic::error(Code::MissingRole, "schools need a phase and a point").at(manifest.place(&spec.files));
        found.push(
            fault.expected("`phase`, and `easting` and `northing` or `longitude` and `latitude`, under `columns:`"),
        );
    }
    found
}

/// One file's schools, in its order.
fn read_file(
    manifest: &ManifestFile,
    spec: &SchoolsSpec,
    file: &mut RecordFile,
    locator: &Locator,
) -> Result<(Vec<School>, Diagnostics), Diagnostics> {
    let known = spec.columns.iter().filter(|(name, _)| ROLES.contains(&name.value.as_str()));
    let wanted: Vec<WantedColumn<'_>> = known
        .map(|(name, column)| WantedColumn { role: &name.value, place: manifest.place(name), column: &column.0.column })
        .collect();
    let columns: Vec<&str> = wanted.iter().map(|wanted| wanted.column).collect();
    let Opened { mut frame, names, warnings } = file.open(&columns)?;
    let schema = frame.collect_schema().map_err(|_| file.explain())?;
    let is_text_file = file.format != FileFormat::Parquet;
    let mut found = warnings;
    found.extend(names.lacking(file, &wanted));
    let read = |name: &'static str| -> Option<Canonical> {
        let (_, column) = spec.columns.iter().find(|(named, _)| named.value == name)?;
        let dtype = schema.get(column.0.column.as_str())?;
        let column = FileColumn { spec: &column.0, dtype, is_text_file, latest: manifest.latest };
        Some(role(name).map_or_else(|| Canonical::plain(column.text().alias(name)), |role| canonical(role, column)))
    };
    let phase = read(PHASE);
    let place = locator.place(&mut { read });
    let ((), warnings) = found.into_result(())?;
    let (Some(phase), Some(place)) = (phase, place) else { return Ok((Vec::new(), warnings)) };
    let columns: Vec<Expr> = [phase].into_iter().chain(place).map(|canonical| canonical.column).collect();
    let read = guarded(|| frame.select(columns).collect().and_then(|read| schools(&read)));
    read.ok().and_then(Result::ok).map(|schools| (schools, warnings)).ok_or_else(|| file.explain().into())
}

fn schools(read: &DataFrame) -> PolarsResult<Vec<School>> {
    let (phases, east, north) =
        (read.column("phase")?.str()?, read.column("easting")?.f64()?, read.column("northing")?.f64()?);
    let rows = phases.iter().zip(east.iter().zip(north.iter()));
    let school = |(phase, (east, north)): (Option<&str>, (Option<f64>, Option<f64>))| School {
        phase: phase.map(str::to_owned),
        point: east.zip(north).map(|(east, north)| [east, north]),
    };
    Ok(rows.map(school).collect())
}

/// A warning that counts the schools without a point and names the first of their lines.
fn without_point(file: &RecordFile, schools: &[School]) -> Option<Diagnostic> {
    let lacking: Vec<usize> =
        schools.iter().enumerate().filter(|(_, school)| school.point.is_none()).map(|(at, _)| at).collect();
    let first = file.place(*lacking.first()?);
    let lines: Vec<String> =
        lacking.iter().take(MOST_PLACES).filter_map(|at| Some(file.place(*at).line?.to_string())).collect();
    let are = if lacking.len() == 1 { "1 school has".to_owned() } else { format!("{} schools have", lacking.len()) };
    let told = Diagnostic::warning(Code::SchoolWithoutPoint, format!("{are} no usable point"));
    Some(told.at(first).found(format!("lines {}", lines.join(", "))).hint("no offence is counted as near them"))
}
