//! Offences against pupils, and how many of them happened at or near a school in school time.

use schemars::JsonSchema;
use serde::Deserialize;

mod definition;
mod layout;
#[cfg(test)]
mod tests;

use super::axis::Axis;
use super::conditions::Conditions;
use super::{Body, Measure, Setting};
use definition::{Definition, Span, Term};
use layout::Laid;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::Spanned;
use sna_data::SourceFrame;
use sna_data::query::{Counts, Dimension, Question};

/// Records with a victim of school age, and how many of them happened at or near a school in school time.
///
/// A record counts once: at a school, else near a secondary school where the victim is of that age, else near a primary
/// school. Which schools are near stands in the roles `near_secondary` and `near_primary`.
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
    /// `year` or `financial_year`: a row for each year of each group. Without it years are not told apart.
    #[schemars(with = "Option<String>")]
    pub years: Option<Spanned<String>>,
    /// What the rows are.
    #[serde(default)]
    pub show: Shown,
    /// The role of the victim's age; `victim_age` where the records have it, else `age`.
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
    /// Hours begun in school time; 8 to 15 by default, which is 08:00 to 15:59.
    #[schemars(with = "Option<Span>")]
    pub hours: Option<Spanned<Span>>,
    /// School terms: outside them nothing is at or near a school. Without terms holidays are not left out.
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
    /// At a school, near a secondary school, near a primary school: how those at or near a school fall to each.
    Places,
}

/// Questions for each group: of school age, at a school, near a secondary school, near a primary school.
const QUESTIONS: usize = 4;

impl SchoolProximity {
    fn axes(&self, setting: &Setting<'_>, source: &SourceFrame) -> Result<(Option<Axis>, Option<Axis>), Diagnostics> {
        let mut found = setting.condition_faults(source, self.groups.values());
        let read = |name: &Spanned<String>| Axis::read(setting, source, name, None);
        let rows = self.rows.as_ref().and_then(|name| found.keep(read(name)));
        let years = self.years.as_ref().and_then(|name| found.keep(year(setting, name)));
        let named = |at: &Spanned<String>, message: &str, expected: &str| {
            Diagnostic::error(Code::SchoolRows, message).at(setting.origin.place(at)).expected(expected)
        };
        if let Some(name) = self.rows.as_ref().filter(|_| !self.groups.is_empty()) {
            found.push(named(name, "groups are named in two ways", "either `rows:` or `groups:`"));
        }
        let first = self.rows.iter().chain(self.groups.keys()).chain(&self.years).next();
        if let Some(name) = first.filter(|_| self.show == Shown::Places) {
            found.push(named(name, "rows that are places have no groups or years", "`show: places` alone"));
        }
        found.into_result((rows, years)).map(|(axes, _)| axes)
    }

    /// The conditions of each group; one group without any where none is named.
    fn group_conditions(&self) -> Vec<Vec<&str>> {
        match self.groups.is_empty() {
            true => vec![Vec::new()],
            false => self.groups.values().map(|condition| vec![condition.value.as_str()]).collect(),
        }
    }
}

fn year(setting: &Setting<'_>, name: &Spanned<String>) -> Result<Axis, Diagnostic> {
    match Dimension::named(&name.value) {
        Some(dimension @ (Dimension::Year | Dimension::FinancialYear)) => Ok(Axis::plain(dimension)),
        Some(Dimension::Month | Dimension::Weekday | Dimension::Hour | Dimension::Age(_) | Dimension::Column(_))
        | None => {
            Err(Diagnostic::unknown(Code::UnknownDimension, "kind of year", &name.value, ["year", "financial_year"])
                .at(setting.origin.place(name)))
        }
    }
}

/// The conditions that each question of a group adds to the group's own.
fn asked(definition: &Definition) -> [Vec<&str>; QUESTIONS] {
    let at = |place: usize| {
        vec![definition.school_age.as_str(), definition.school_time.as_str(), definition.places[place].as_str()]
    };
    [vec![definition.school_age.as_str()], at(0), at(1), at(2)]
}

impl Measure for SchoolProximity {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let mut found = Diagnostics::default();
        let axes = found.keep(self.axes(setting, source));
        let definition = found.keep(self.definition(setting, source));
        let (Some((rows, years)), Some(definition)) = (axes, definition) else { return Err(found) };
        let group_by: Vec<Dimension> = rows.into_iter().chain(years).map(|axis| axis.dimension).collect();
        let mut questions = Vec::new();
        for group in self.group_conditions() {
            for conditions in asked(&definition) {
                let conditions = [group.clone(), conditions].concat();
                questions.push(setting.query_where(source, &conditions, group_by.clone()));
            }
        }
        Ok(questions)
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let definition = self.definition(setting, source)?;
        let (rows, years) = self.axes(setting, source)?;
        let mut notes = definition.notes;
        if source.belongs_to_offences() {
            notes.push("An offence counts once for each of its victims of school age.".to_owned());
        }
        if self.groups.len() > 1 {
            notes.push("Groups may overlap, so they are not added up.".to_owned());
        }
        let near = setting.catalogue.near_metres;
        notes.extend(near.map(|metres| format!("Near is within {metres} metres of a school, as the crow flies.")));
        notes.extend(years.as_ref().and_then(|years| setting.years_in_part(&years.dimension)));
        let laid = Laid { names: self.groups.keys().map(|name| name.value.as_str()).collect(), rows, years, answers };
        let body = match self.show {
            Shown::Groups => laid.groups(setting),
            Shown::Places => laid.places(),
        };
        Ok(Body { notes, ..body })
    }
}
