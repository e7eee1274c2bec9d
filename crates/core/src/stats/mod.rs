//! Numbers in, numbers out: the statistics the assessment is based on. One file for each method, with published worked
//! values as its tests. Nothing here reads data, prints, or knows of tables.

#![allow(clippy::cast_precision_loss, reason = "counts past 2^53 lose digits no statistic could show")]
#![allow(clippy::float_cmp, reason = "0, ties and sums that stop moving are exact by design")]

mod binomial;
mod change;
mod concentration;
mod correlation;
mod days_between;
mod difference;
mod funnel;
mod hypergeometric;
mod interval;
mod over_dispersion;
mod poisson;
mod process_control;
mod proportion;
mod rate;
mod rate_ratio;
mod series;
mod several;
mod trend;

pub use change::{
    ChangeTest, Direction, SIGNIFICANCE, change_interval, change_interval_of_people, change_test, change_test_of_people,
};
pub use concentration::{ByChance, MOST_PLACES, Spread, by_chance, gini_for_sparse};
pub use correlation::{Coefficient, Correlation, FEWEST_PAIRS, correlation};
pub use days_between::{BetweenLimits, between_limits};
pub use difference::{
    Difference, Periods, Portion, Spreads, changes_differ, changes_of_people_differ, rates_differ,
    rates_of_people_differ, shares_differ, shares_of_people_differ,
};
pub use funnel::{Against, against, funnel_limits, share_limits};
pub use interval::{Confidence, Interval, Method};
pub use over_dispersion::{OverDispersion, over_dispersion};
pub use poisson::{at_most_beside, poisson_at_most};
pub use process_control::{FIRM_POINTS, ProcessLimits, RARE_MEAN, Signal, process_limits};
pub use proportion::wilson_interval;
pub use rate::{
    Rate, byar_interval, exact_interval, people_interval, poisson_interval, rate_interval, rate_interval_of_people,
};
pub use rate_ratio::{Exposed, RateRatio, rate_ratio, rate_ratio_of_people};
pub use series::{Peak, mean, peak};
pub use several::holm_adjusted;
pub use trend::{Trend, TrendDirection, trend};
