//! Definitions that came into use inside the period they are applied to.

use std::collections::BTreeMap;

use super::plan::ReportPlan;
use sna_core::calendar::{date_in_words, months_in_words};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_data::{Catalogue, Period};

/// A warning for each definition that is dated inside the period of a section that counts by it, and is not said to be applied to
/// earlier records too.
pub fn dated_inside(plan: &ReportPlan, catalogue: &Catalogue) -> Diagnostics {
    let scopes = plan.all_sections().into_iter().map(|section| &section.scope).chain([&plan.scope]);
    let used = scopes.filter_map(|scope| Some((scope.definition.as_ref()?.0.as_str(), scope.period)));
    let used: BTreeMap<&str, Period> = used.collect();
    let told = |(name, period): (&str, Period)| {
        let definition = catalogue.definitions.get(name).filter(|definition| !definition.backdated)?;
        let since: chrono::NaiveDate = definition.since.parse().ok()?;
        (period.first < since && since <= period.last).then(|| {
            Diagnostic::warning(Code::DefinitionInsidePeriod, format!("definition `{name}` came into use inside the period"))
                .at(definition.place.clone())
                .found(format!("in use since {}, applied to {}", date_in_words(&definition.since), months_in_words(period)))
                .expected("`backdated: true` if earlier records are counted by it too")
                .hint("records from before that day may not have been flagged by the same rules: their years may not be alike")
        })
    };
    used.into_iter().filter_map(told).collect()
}
