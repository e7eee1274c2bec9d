//! What counts as at or near a school: places, ages, days, hours and terms, as conditions on one record.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::super::setting::At;
use super::SchoolProximity;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::{Spanned, here};
use sna_data::{Predicate, SourceFrame, WEEKDAYS};

/// Whole numbers from one to another, including both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first.
    pub from: u8,
    /// The last.
    pub to: u8,
}

/// A school term.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// Its first day, such as 2023-01-04.
    #[schemars(with = "String")]
    pub from: Spanned<String>,
    /// Its last day.
    #[schemars(with = "String")]
    pub to: Spanned<String>,
}

/// Pupils' ages: all of them, and those of secondary and of primary schools. A pupil of 11 may be in either.
const AGES: Span = Span { from: 5, to: 16 };
const SECONDARY: Span = Span { from: 11, to: 16 };
const PRIMARY: Span = Span { from: 5, to: 11 };
/// The hours that begin from 08:00 to 15:00.
const HOURS: Span = Span { from: 8, to: 15 };
const AT: &str = "location_type IN ('Education establishment')";
const NEAR: &str = "location_type IN ('Street', 'Open space')";

/// The definition in use, as conditions on one record.
pub(super) struct Definition {
    /// The victim is of school age.
    pub school_age: Predicate,
    /// On a school day, in school hours.
    pub school_time: Predicate,
    /// At a school, near a secondary school, near a primary school: no record meets two of them.
    pub places: [Predicate; 3],
    /// The definition in words.
    pub notes: Vec<String>,
}

impl Span {
    fn holds(self, column: &str) -> String {
        format!("{column} BETWEEN {} AND {}", self.from, self.to)
    }
}

impl SchoolProximity {
    /// The role of the victim's age.
    pub(super) fn age(&self, source: &SourceFrame) -> &str {
        let usual = if source.columns.contains(&"victim_age") { "victim_age" } else { "age" };
        self.age.as_ref().map_or(usual, |age| age.value.as_str())
    }

    /// The definition under these options.
    ///
    /// # Errors
    /// Every option that cannot be read and every column that the records do not have.
    pub(super) fn definition(&self, setting: &At<'_>, source: &SourceFrame) -> Result<Definition, Diagnostics> {
        let mut found = self.faults(setting, source);
        let terms = found.keep(self.terms(setting)).unwrap_or_default();
        let age = self.age(source);
        let ((), _) = found.into_result(())?;
        let school_age = source.condition(&span(self.ages.as_ref(), AGES).holds(age))?;
        let school_time = source.condition(&self.school_time(&terms))?;
        let places = self.places(setting, source)?;
        Ok(Definition { school_age, school_time, places, notes: self.notes(terms.len()) })
    }

    fn faults(&self, setting: &At<'_>, source: &SourceFrame) -> Diagnostics {
        let mut found = Diagnostics::default();
        found.keep(setting.conditions(source, self.at.iter().chain(&self.near)));
        let usual = [(&self.at, AT), (&self.near, NEAR)];
        if usual.iter().any(|(given, _)| given.is_none()) {
            found.keep(setting.require(source, "location_type", self.of.as_ref()));
        }
        for column in ["near_secondary", "near_primary"] {
            found.keep(setting.require(source, column, self.of.as_ref()));
        }
        found.keep(setting.dimension(source, &here("hour".to_owned())));
        found.keep(setting.dimension(source, &here("weekday".to_owned())));
        let age = self.age.clone().unwrap_or_else(|| here(self.age(source).to_owned()));
        found.keep(setting.dimension(source, &age));
        found.extend(self.days.iter().filter_map(|day| unknown_day(setting, day)));
        let spans = [&self.ages, &self.secondary_ages, &self.primary_ages, &self.hours];
        found.extend(spans.into_iter().flatten().filter_map(|span| backwards(setting, span)));
        found
    }

    /// Each term as its first and last day.
    fn terms(&self, setting: &At<'_>) -> Result<Vec<(NaiveDate, NaiveDate)>, Diagnostics> {
        let mut found = Diagnostics::default();
        let mut terms = Vec::new();
        for term in &self.terms {
            let (from, to) = (found.keep(day(setting, &term.from)), found.keep(day(setting, &term.to)));
            match (from, to) {
                (Some(from), Some(to)) if from <= to => terms.push((from, to)),
                (Some(_), Some(_)) => found.push(
                    Diagnostic::error(Code::BadTerm, "a school term ends before it begins")
                        .at(setting.origin.place(&term.to))
                        .found(format!("`{}` to `{}`", term.from.value, term.to.value))
                        .expected("a last day that is on or after the first"),
                ),
                (None, _) | (_, None) => {}
            }
        }
        found.into_result(terms).map(|(terms, _)| terms)
    }

    fn school_time(&self, terms: &[(NaiveDate, NaiveDate)]) -> String {
        let days: Vec<String> = self.days().iter().map(|day| format!("'{day}'")).collect();
        let hours = span(self.hours.as_ref(), HOURS).holds("hour");
        let within: Vec<String> =
            terms.iter().map(|(from, to)| format!("date BETWEEN DATE '{from}' AND DATE '{to}'")).collect();
        let terms = if within.is_empty() { String::new() } else { format!(" AND ({})", within.join(" OR ")) };
        format!("weekday IN ({}) AND {hours}{terms}", days.join(", "))
    }

    fn days(&self) -> Vec<&str> {
        if self.days.is_empty() {
            WEEKDAYS[..5].to_vec()
        } else {
            self.days.iter().map(|day| day.value.as_str()).collect()
        }
    }

    /// A blank place or flag counts as not met, so that a record without one still reaches the next place.
    fn places(&self, setting: &At<'_>, source: &SourceFrame) -> Result<[Predicate; 3], Diagnostic> {
        let age = self.age(source);
        let of = |given: &Option<Spanned<String>>, usual: &str| match given {
            Some(text) => setting.condition(source, text),
            None => source.condition(usual),
        };
        let (at, near) = (of(&self.at, AT)?, of(&self.near, NEAR)?);
        let near = near.in_brackets();
        let nearby = |ages: Option<&Spanned<Span>>, usual: Span, school: &str| {
            let aged = source.condition(&span(ages, usual).holds(age))?;
            Ok::<_, Diagnostic>(Predicate::all([&near, &aged, &source.condition(school)?]))
        };
        let secondary = nearby(self.secondary_ages.as_ref(), SECONDARY, "near_secondary")?;
        let primary = nearby(self.primary_ages.as_ref(), PRIMARY, "near_primary")?;
        let not_at = at.not_met();
        let (near_secondary, near_primary) =
            (Predicate::all([&not_at, &secondary]), Predicate::all([&not_at, &secondary.not_met(), &primary]));
        Ok([at, near_secondary, near_primary])
    }

    fn notes(&self, terms: usize) -> Vec<String> {
        let (ages, hours) = (span(self.ages.as_ref(), AGES), span(self.hours.as_ref(), HOURS));
        let (secondary, primary) =
            (span(self.secondary_ages.as_ref(), SECONDARY), span(self.primary_ages.as_ref(), PRIMARY));
        let days = match self.days().as_slice() {
            ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"] => "Monday to Friday".to_owned(),
            days => days.join(", "),
        };
        let terms = match terms {
            0 => "School holidays are included.",
            _ => "Only days in the school terms given count.",
        };
        vec![
            format!(
                "School age is {} to {}. School time is {days}, {:02}:00 to {:02}:59. {terms}",
                ages.from, ages.to, hours.from, hours.to
            ),
            format!(
                "A record counts once: at a school, otherwise near a secondary school (victims aged {} to {}), otherwise near a primary school (aged {} to {}).",
                secondary.from, secondary.to, primary.from, primary.to
            ),
        ]
    }
}

fn unknown_day(setting: &At<'_>, day: &Spanned<String>) -> Option<Diagnostic> {
    let known = WEEKDAYS.contains(&day.value.as_str());
    (!known).then(|| {
        Diagnostic::unknown(Code::UnknownDay, "day of the week", &day.value, WEEKDAYS).at(setting.origin.place(day))
    })
}

fn span(given: Option<&Spanned<Span>>, usual: Span) -> Span {
    given.map_or(usual, |given| given.value)
}

fn backwards(setting: &At<'_>, span: &Spanned<Span>) -> Option<Diagnostic> {
    let Span { from, to } = span.value;
    (from > to).then(|| {
        Diagnostic::error(Code::BadSpan, "this range is empty")
            .at(setting.origin.place(span))
            .found(format!("{from} to {to}"))
            .expected("a `to:` that is `from:` or higher")
    })
}

fn day(setting: &At<'_>, text: &Spanned<String>) -> Result<NaiveDate, Diagnostic> {
    text.value.trim().parse().map_err(|_| {
        Diagnostic::error(Code::BadDate, "a day of a school term cannot be read")
            .at(setting.origin.place(text))
            .found(format!("`{}`", text.value))
            .expected("a date such as `2023-01-04`")
    })
}
