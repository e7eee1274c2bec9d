//! Cohorts: who had at least N incidents in a window that ends on a given day, by quarter.

mod members;
mod quarters;
mod windows;

use schemars::JsonSchema;
use serde::Deserialize;

use super::person_source::named;
use super::{At, Laid, Measure};
use sna_core::calendar::{CoveredDays, Extent};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::yaml::{Spanned, here};
use sna_data::query::{Along, Ask, Keys, Part, PersonQuery, Scope, Side, Sum};
use sna_data::{Month, SourceFrame};

/// A cohort by quarter: persons with at least N incidents in a window that ends on the quarter's last day.
///
/// The section's scope says which records are incidents, such as `NOT domestic AND knife`; its period only says where the
/// quarters end, since each window has its own. An incident is a day: two crimes of one person on one day are one. Joined,
/// left and stayed compare with the quarter before. With `by`, the table shows the last quarter's members instead.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cohort {
    /// Name of a source whose records name persons; `suspects` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Who is in the cohort on a day.
    #[serde(default = "usual_incidents")]
    #[schemars(with = "Incidents")]
    pub incidents: Spanned<Incidents>,
    /// How many quarters, up to the end of the period; 8 by default.
    #[schemars(with = "Option<u32>")]
    pub quarters: Option<Spanned<u32>>,
    /// The members at the last quarter's end by this, in place of the quarters.
    pub by: Option<By>,
}

/// Who is in a cohort on a day: persons with at least N incidents in the months before it, some of them recent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Incidents {
    /// Months of the window; 24 by default.
    pub months: u32,
    /// Fewest incidents in the window; 2 by default.
    pub at_least: u32,
    /// Months of the window's recent part; 12 by default.
    pub recent_months: u32,
    /// Fewest incidents in the recent part; 1 by default.
    pub recent: u32,
}

impl Default for Incidents {
    /// The habitual knife carriers' rule: two in 24 months, one of them in the last 12.
    fn default() -> Self {
        Self { months: 24, at_least: 2, recent_months: 12, recent: 1 }
    }
}

/// By what the members are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Number of incidents in the window.
    Incidents,
    /// Age at the latest incident.
    Age,
    /// Sex.
    Sex,
}

fn usual_incidents() -> Spanned<Incidents> {
    here(Incidents::default())
}

/// Longest window and most quarters: ten years.
const MOST_MONTHS: u32 = 120;
const MOST_QUARTERS: u32 = 40;
const USUAL_QUARTERS: u32 = 8;

impl Cohort {
    fn name(&self) -> Spanned<String> {
        named(self.of.as_ref(), "suspects")
    }

    fn quarters(&self) -> u32 {
        self.quarters.as_ref().map_or(USUAL_QUARTERS, |quarters| quarters.value)
    }

    /// Adds the window that ends with a month and its recent part to a question: each counts a person's days with an incident.
    fn ask_window(&self, at: &At<'_>, source: &SourceFrame, query: &mut PersonQuery, end: Month) -> Window {
        let side = |months: u32| {
            let scope = Scope { period: windows::window(end, months), ..at.scope.clone() };
            Side::new(&source.name, Some(scope), Sum::Days)
        };
        let rule = &self.incidents.value;
        let window = side(rule.months);
        let (whole, recent) = (query.side(window.clone()), query.side(side(rule.recent_months)));
        Window { whole, recent, in_part: query.side_in_part(window, whole) }
    }

    /// The sums of those who are in the cohort by a window.
    fn members(&self, window: Window) -> Vec<Keys> {
        let rule = &self.incidents.value;
        let at_least = |sum: Along, incidents: u32| Keys::band(sum, incidents.into(), None);
        // If no incident need be recent, a person without a recent incident is a member too.
        let recent = (rule.recent > 0).then(|| at_least(window.recent, rule.recent));
        // A person of two quarters may have been in the part in one of them only.
        let in_part = (window.in_part != window.whole).then(|| Keys::recorded(window.in_part));
        [at_least(window.whole, rule.at_least)].into_iter().chain(recent).chain(in_part).collect()
    }

    /// Whether the records cover every month of the window that ends with a month.
    fn covers(&self, known: &CoveredDays, end: Month) -> bool {
        known.extent(windows::window(end, self.incidents.value.months)) == Extent::Whole
    }

    fn check(&self, at: &At<'_>, source: &SourceFrame) -> Result<(), Diagnostics> {
        let mut found: Diagnostics = self.check_rule(at).into_iter().chain(self.check_quarters(at)).collect();
        if source.months_only {
            let message = format!("the dates of `{}` are known to the month only", source.name);
            found.push(
                Diagnostic::error(Code::MonthsOnly, message).expected("dates with a day, to distinguish incidents"),
            );
        }
        found.into_result(()).map(|_| ())
    }

    /// What is wrong with the rule, if anything.
    fn check_rule(&self, at: &At<'_>) -> Option<Diagnostic> {
        let Incidents { months, at_least, recent_months, recent } = self.incidents.value;
        let in_months = (1..=MOST_MONTHS).contains(&months) && (1..=months).contains(&recent_months);
        if in_months && at_least > 0 && recent <= at_least {
            return None;
        }
        let fault = Diagnostic::error(Code::BadCohort, "the numbers in this cohort's rule contradict each other")
            .at(at.origin.place(&self.incidents))
            .found(format!(
                "`months: {months}, at_least: {at_least}, recent_months: {recent_months}, recent: {recent}`"
            ))
            .expected(format!(
                "`months` from 1 to {MOST_MONTHS}, `recent_months` up to `months`, `at_least` 1 or more, `recent` up to `at_least`"
            ));
        Some(fault)
    }

    /// What is wrong with the number of quarters, if anything.
    fn check_quarters(&self, at: &At<'_>) -> Option<Diagnostic> {
        let quarters = self.quarters.as_ref().filter(|given| !(1..=MOST_QUARTERS).contains(&given.value))?;
        let fault = Diagnostic::error(Code::BadQuarters, "this number of quarters cannot be shown")
            .at(at.origin.place(quarters))
            .found(format!("`{}`", quarters.value))
            .expected(format!("1 to {MOST_QUARTERS}"));
        Some(fault)
    }

    /// Who is in the cohort, in words.
    fn rule(&self) -> String {
        let rule = &self.incidents.value;
        let count = |number: u32| if number == 1 { "1 incident".to_owned() } else { format!("{number} incidents") };
        let recent = match rule.recent {
            0 => String::new(),
            recent if rule.recent_months == 1 => format!(", at least {recent} of them in the last month"),
            recent => format!(", at least {recent} of them in the last {} months", rule.recent_months),
        };
        let window = if rule.months == 1 { "the month".to_owned() } else { format!("the {} months", rule.months) };
        format!(
            "A person is in the cohort on a day if they had at least {} in {window} up to it{recent}.",
            count(rule.at_least)
        )
    }

    fn notes(&self, at: &At<'_>) -> Vec<String> {
        let incident = "An incident is a day: two crimes of one person on one day are one incident.".to_owned();
        let in_part = at.scope.part.as_ref().filter(|part| part.is_place()).and_then(Part::name).map(|place| {
            format!("A member counted in {place} had at least one of the incidents of these months there; the others may be elsewhere.")
        });
        [self.rule(), incident].into_iter().chain(in_part).collect()
    }
}

/// A window and its recent part, by the sums over them.
#[derive(Debug, Clone, Copy)]
struct Window {
    whole: Along,
    recent: Along,
    /// The window's incidents in the part that the table is about.
    in_part: Along,
}

impl Measure for Cohort {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let name = self.name();
        let source = at.person_source(Some(&name))?;
        at.require(source, "date", Some(&name))?;
        self.check(&at, source)?;
        match self.by {
            None => self.lay_quarters(&at, source, ask),
            Some(by) => self.lay_members(&at, source, by, ask),
        }
    }
}

#[cfg(test)]
mod tests;
