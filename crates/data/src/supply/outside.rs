//! Records that are dated outside what the manifest says their source covers.

use polars::prelude::*;

use super::Supply;
use crate::canonical::days;
use sna_core::calendar::CoveredDays;
use sna_core::columns::DISTRICT;

impl Supply {
    /// True of a record that is dated outside the days that the manifest states, for its area where records have one; `None` where
    /// it states nothing.
    pub(crate) fn outside(&self, has_area: bool) -> Option<Expr> {
        let stated = if self.is_assumed { CoveredDays::all_time() } else { self.days.clone() };
        let of_source = super::without(&stated, self.gaps.iter().filter(|gap| gap.area.is_none()));
        let names = self.areas.keys().chain(self.gaps.iter().filter_map(|gap| gap.area.as_ref()));
        let mut names: Vec<&String> = names.filter(|_| has_area).collect();
        names.sort_unstable();
        names.dedup();
        if names.is_empty() && of_source == CoveredDays::all_time() {
            return None;
        }
        let of_areas = names.into_iter().fold(inside(&of_source), |rest, name| {
            let own = self.without_gaps_of(name, self.areas.get(name).unwrap_or(&stated));
            when(col(DISTRICT).eq(lit(name.as_str()))).then(inside(&own)).otherwise(rest)
        });
        Some(of_areas.not())
    }
}

/// Whether a record's date is on one of some days. Compared as numbers, as dates are read.
fn inside(covered: &CoveredDays) -> Expr {
    let day = || col("date").to_physical().cast(DataType::Int64);
    let in_run =
        covered.runs().iter().map(|run| day().gt_eq(lit(days(run.first))).and(day().lt_eq(lit(days(run.last)))));
    // A record without a date is set aside for that.
    in_run.fold(lit(false), Expr::or).fill_null(lit(true))
}
