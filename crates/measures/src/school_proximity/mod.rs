//! Offences against pupils, and how many of them happened at or near a school in school time.

use schemars::JsonSchema;
use serde::Deserialize;

mod definition;
mod layout;
#[cfg(test)]
pub(super) mod tests;

use super::axis::Axis;
use super::conditions::Conditions;
use super::{Answered, At, Body, Laid, Measure};
use definition::{Definition, Span, Term};
use layout::{Asked, Group, LaidProximity};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::Spanned;
use sna_data::query::{Ask, Dimension};
use sna_data::{Predicate, SourceFrame};

/// Records with a victim of school age, and how many of them happened at or near a school in school time.
///
/// A record counts once: at a school, otherwise near a secondary school if the victim is of that age, otherwise near a primary
/// school. The roles `near_secondary` and `near_primary` say which schools are near.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchoolProximity {
    /// Name of the source; `offences` by default. Its records have the victim's age.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the groups.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// Groups by name, each a condition in SQL, in place of `rows`. Groups may overlap.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub groups: Conditions,
    /// `year` or `financial_year`: a row for each year of each group. Without it, years are counted together.
    #[schemars(with = "Option<String>")]
    pub years: Option<Spanned<String>>,
    /// What the rows are.
    #[serde(default)]
    pub show: Shown,
    /// The role of the victim's age; `victim_age` if the records have it, otherwise `age`.
    #[schemars(with = "Option<String>")]
    pub age: Option<Spanned<String>>,
    /// School age; 5 to 16 by default.
    #[schemars(with = "Option<Span>")]
    pub ages: Option<Spanned<Span>>,
    /// SQL of records at a school; `location_type IN ('Education establishment')` by default.
    #[schemars(with = "Option<String>")]
    pub at: Option<Spanned<String>>,
    /// SQL of the places that count when a school is near; `location_type IN ('Street', 'Open space')` by default.
    #[schemars(with = "Option<String>")]
    pub near: Option<Spanned<String>>,
    /// Ages that count near a secondary school; 11 to 16 by default.
    #[schemars(with = "Option<Span>")]
    pub secondary_ages: Option<Spanned<Span>>,
    /// Ages that count near a primary school; 5 to 11 by default.
    #[schemars(with = "Option<Span>")]
    pub primary_ages: Option<Spanned<Span>>,
    /// School days; Monday to Friday by default.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub days: Vec<Spanned<String>>,
    /// Hours of school time; 8 to 15 by default, which is 08:00 to 15:59.
    #[schemars(with = "Option<Span>")]
    pub hours: Option<Spanned<Span>>,
    /// School terms: outside them nothing is at or near a school. Without terms, holidays are included.
    #[serde(default)]
    pub terms: Vec<Term>,
}

/// What the rows are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Groups and years.
    #[default]
    Groups,
    /// At a school, near a secondary school, near a primary school: how many of those at or near a school are at each.
    Places,
}

impl SchoolProximity {
    fn axes(
        &self,
        at: &At<'_>,
        source: &SourceFrame,
    ) -> Result<(Option<Axis>, Option<Axis>, Vec<Predicate>), Diagnostics> {
        let mut found = Diagnostics::default();
        let groups = found.keep(at.conditions(source, self.groups.values()));
        let read = |name: &Spanned<String>| Axis::read(at, source, name, None);
        let rows = self.rows.as_ref().and_then(|name| found.keep(read(name)));
        let years = self.years.as_ref().and_then(|name| found.keep(year(at, name)));
        let named = |name: &Spanned<String>, message: &str, expected: &str| {
            Diagnostic::error(Code::SchoolRows, message).at(at.origin.place(name)).expected(expected)
        };
        if let Some(name) = self.rows.as_ref().filter(|_| !self.groups.is_empty()) {
            found.push(named(name, "`rows:` and `groups:` both name groups", "either `rows:` or `groups:`"));
        }
        let first = self.rows.iter().chain(self.groups.keys()).chain(&self.years).next();
        if let Some(name) = first.filter(|_| self.show == Shown::Places) {
            found.push(named(name, "rows that are places have no groups or years", "`show: places` alone"));
        }
        found.into_result((rows, years, groups.unwrap_or_default())).map(|(axes, _)| axes)
    }

    /// Notes that do not depend on the answers.
    fn fixed_notes(&self, definition: Definition, at: &At<'_>, source: &SourceFrame) -> Vec<String> {
        let mut notes = definition.notes;
        if source.belongs_to_offences() {
            notes.push("An offence counts once for each of its victims of school age.".to_owned());
        }
        if self.groups.len() > 1 {
            notes.push("Groups may overlap, so they are not added up.".to_owned());
        }
        let near = at.catalogue.near_metres;
        notes.extend(near.map(|metres| {
            let unit = if metres == 1.0 { "metre" } else { "metres" };
            format!("Near is within {metres} {unit} of a school, as the crow flies.")
        }));
        notes
    }
}

fn year(at: &At<'_>, name: &Spanned<String>) -> Result<Axis, Diagnostic> {
    match Dimension::named(&name.value) {
        Some(dimension @ (Dimension::Year | Dimension::FinancialYear)) => Ok(Axis::plain(dimension)),
        Some(
            Dimension::Quarter
            | Dimension::Month
            | Dimension::Weekday
            | Dimension::Hour
            | Dimension::Age(_)
            | Dimension::Column(_),
        )
        | None => {
            Err(Diagnostic::unknown(Code::UnknownDimension, "kind of year", &name.value, ["year", "financial_year"])
                .at(at.origin.place(name)))
        }
    }
}

/// What the questions of all groups have in common.
struct Asking<'a> {
    at: At<'a>,
    source: &'a SourceFrame,
    by: Vec<Dimension>,
    definition: Definition,
}

impl Asking<'_> {
    /// Asks of the records that meet a group's condition, or of all, how many have a victim of school age, and how many of these
    /// are at each place.
    fn of(&self, ask: &mut Ask<'_>, condition: Option<&Predicate>) -> Asked {
        let Definition { school_age, school_time, places, notes: _ } = &self.definition;
        let mut question = |at_place: &[&Predicate]| {
            let pupils = condition.into_iter().chain([school_age]);
            let conditions = pupils.chain(at_place.iter().copied());
            ask.records(self.source, &self.at.scope_where(conditions), self.by.iter().cloned())
        };
        Asked { school_age: question(&[]), places: places.each_ref().map(|place| question(&[school_time, place])) }
    }
}

impl Measure for SchoolProximity {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let mut found = Diagnostics::default();
        let axes = found.keep(self.axes(&at, source));
        let definition = found.keep(self.definition(&at, source));
        let (Some((rows, years, conditions)), Some(definition)) = (axes, definition) else { return Err(found) };
        let by = rows.iter().chain(&years).map(|axis| axis.dimension.clone()).collect();
        let asking = Asking { at, source, by, definition };
        let mut groups: Vec<Group> = self
            .groups
            .keys()
            .zip(&conditions)
            .map(|(name, condition)| Group::of(Some(&name.value), asking.of(ask, Some(condition))))
            .collect();
        if groups.is_empty() {
            groups.push(Group::of(None, asking.of(ask, None)));
        }
        let notes = self.fixed_notes(asking.definition, &at, source);
        Ok(Box::new(LaidProximity { at, show: self.show, groups, rows, years, notes }))
    }
}

impl Laid for LaidProximity<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let notes = self.notes.clone();
        let body = match self.show {
            Shown::Groups => self.groups_body(answered),
            Shown::Places => self.places_body(answered),
        };
        Ok(Body { notes, ..body })
    }
}
