//! What is said of sources whose cover the manifest does not state.

use std::collections::BTreeSet;

use super::Supply;
use crate::{Catalogue, Period, SourceFrame};
use sna_core::calendar::{CoveredDays, days_in_words};
use sna_core::diag::{Code, Diagnostic};

impl Catalogue {
    /// The warning that the cover of some sources is worked out from their records; none where the manifest states all of them.
    pub fn cover_assumed(&self, asked: &BTreeSet<&str>, period: Period) -> Option<Diagnostic> {
        let assumed = self.sources.values().filter(|source| is_assumed(source) && asked.contains(source.name.as_str()));
        let assumed: Vec<String> =
            assumed.map(|source| format!("`{}` {}", source.name, source.supply.in_words(period))).collect();
        if assumed.is_empty() {
            return None;
        }
        let told = Diagnostic::warning(Code::CoverAssumed, "what the records cover is worked out from the records")
            .found(assumed.join(", "))
            .expected("`covers: { from: ..., to: ... }` under each of these sources")
            .hint("a month without a record inside these days counts as a true zero; outside them there is no figure");
        Some(match &self.manifest {
            Some(place) => told.at(place.clone()),
            None => told,
        })
    }
}

/// Records that belong to offences cover what the offences cover.
fn is_assumed(source: &SourceFrame) -> bool {
    source.supply.is_assumed && !source.belongs_to_offences() && source.columns.contains(&"date")
}

impl Supply {
    /// The days within a period that it covers: `1 April 2019 to 31 March 2024`, `the whole period`.
    pub fn in_words(&self, period: Period) -> String {
        let days = self.days.within(period);
        if days == CoveredDays::of(period) {
            return format!("{} (the whole period)", days_in_words(period));
        }
        days.ends().map_or_else(|| "no day of the period".to_owned(), days_in_words)
    }
}
