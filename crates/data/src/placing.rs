//! What a source's points add to its records: roles and columns that its files do not have.

use polars::prelude::*;

use super::geography::Geography;
use super::manifest::{Area, Source};
use super::manifest_file::ManifestFile;
use super::reasons::Test;
use sna_core::columns::{self, Kind, role};
use sna_core::diag::{Code, Diagnostic};
use sna_core::yaml::Spanned;

/// The roles of the file's columns; a point has the roles `easting` and `northing`, whatever its system.
pub(super) fn own_roles(source: &Source) -> Vec<&'static str> {
    let roles = source.columns.keys().filter_map(|name| role(&name.value));
    let (numbers, mut roles): (Vec<&columns::Column>, Vec<&columns::Column>) =
        roles.partition(|role| role.kind == Kind::Coordinate);
    let point = ["easting", "northing"].iter().filter(|_| !numbers.is_empty()).filter_map(|name| role(name));
    roles.extend(point);
    roles.into_iter().map(|role| role.name).collect()
}

/// What the records' points are compared with, and the roles that the files give.
pub(super) struct Places<'a> {
    pub(super) areas: &'a [Area],
    pub(super) geography: &'a Geography,
    pub(super) own: Vec<&'static str>,
}

impl Places<'_> {
    fn have_points(&self) -> bool {
        self.own.contains(&"easting")
    }

    /// The roles of the files, and those made from points.
    pub(super) fn roles(&self) -> Vec<&'static str> {
        let made = if self.have_points() { self.geography.names(&self.own) } else { Vec::new() };
        self.own.iter().copied().chain(made).collect()
    }

    /// The columns made from points.
    pub(super) fn columns(&self) -> Vec<Expr> {
        if self.have_points() { self.geography.columns(&self.own) } else { Vec::new() }
    }

    /// Points outside every area.
    pub(super) fn doubts(&self) -> Vec<Test> {
        if self.have_points() { self.geography.doubts(&self.own) } else { Vec::new() }
    }
}

impl ManifestFile {
    /// A coordinate without its other half, or points in two systems.
    pub(super) fn half_a_point(&self, source: &Source) -> Option<Diagnostic> {
        let named: Vec<&Spanned<String>> = (source.columns.keys())
            .filter(|name| role(&name.value).is_some_and(|role| role.kind == Kind::Coordinate))
            .collect();
        let is_pair = |pair: [&str; 2]| named.len() == 2 && pair.iter().all(|name| source.has(name));
        let fault = Diagnostic::error(Code::HalfAPoint, "these columns do not make a pair of coordinates")
            .at(self.place(named.first()?));
        let listed: Vec<String> = named.iter().map(|name| format!("`{}`", name.value)).collect();
        let fault = fault.found(listed.join(", ")).expected("`easting` and `northing`, or `longitude` and `latitude`");
        (!is_pair(["easting", "northing"]) && !is_pair(["longitude", "latitude"])).then_some(fault)
    }
}
