//! Rare events one by one: the days from each to the next, and the limits within which chance alone keeps them. A chart of counts a
//! month is silent on events this rare.
//!
//! The t chart: times between events of a steady process are exponential, and their 1/3.6th power is close to normal
//! (Nelson 1994, "A control chart for parts-per-million nonconforming items"; Provost and Murray 2011, *The Health Care Data
//! Guide*, chapter 7). The limits are those of individuals and moving ranges of the powers, raised again.

use super::process_control::{ProcessLimits, Signal, process_limits};

/// The power that makes times between events close to normal, inverted.
const POWER: f64 = 3.6;

/// The limits of times between events, in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetweenLimits(ProcessLimits);

/// The limits of the days between events, oldest first; a gap where the days are not known.
///
/// `None` without two known neighbours.
pub fn between_limits(days: &[Option<f64>]) -> Option<BetweenLimits> {
    process_limits(&powers(days)).map(BetweenLimits)
}

impl BetweenLimits {
    /// The middle of the days: as many are longer as shorter, if the process is steady.
    pub fn centre(&self) -> f64 {
        self.0.mean.powf(POWER)
    }

    /// The lower limit; 0 where no number of days is short enough to be a signal.
    pub fn lower(&self) -> f64 {
        self.0.lower().powf(POWER)
    }

    /// The upper limit.
    pub fn upper(&self) -> f64 {
        self.0.upper().powf(POWER)
    }

    /// Whether there are too few times between events for the limits to be more than trial limits.
    pub fn is_trial(&self) -> bool {
        self.0.is_trial()
    }

    /// How many times between events the limits are based on.
    pub fn points(&self) -> usize {
        self.0.points
    }

    /// The positions that take part in a signal.
    pub fn signals(&self, days: &[Option<f64>], signal: Signal) -> Vec<usize> {
        self.0.signals(&powers(days), signal)
    }
}

fn powers(days: &[Option<f64>]) -> Vec<Option<f64>> {
    days.iter().map(|days| days.map(|days| days.max(0.0).powf(1.0 / POWER))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Powers 2, 3, 4 and 3: their mean is 3 and their mean moving range 1, so the limits are 0.34 and 5.66 before they are raised.
    #[test]
    fn limits_are_those_of_the_powers_raised_again() {
        let days: Vec<Option<f64>> = [2.0f64, 3.0, 4.0, 3.0].map(|power| Some(power.powf(3.6))).to_vec();
        let limits = between_limits(&days).unwrap();
        let wanted = [(limits.centre(), 52.1961), (limits.lower(), 0.020_576), (limits.upper(), 513.019)];
        for (found, wanted) in wanted {
            assert!((found / wanted - 1.0).abs() < 1e-3, "{found}, wanted {wanted}");
        }
        assert!(limits.is_trial() && limits.points() == 4);
    }

    #[test]
    fn a_long_quiet_time_is_a_signal_and_events_on_one_day_are_answered() {
        let mut days: Vec<Option<f64>> =
            [30.0, 41.0, 22.0, 35.0, 28.0, 44.0, 31.0, 26.0, 38.0, 33.0, 29.0, 40.0].map(Some).to_vec();
        days.push(Some(400.0));
        let limits = between_limits(&days).unwrap();
        assert_eq!(limits.signals(&days, Signal::OutsideLimits), [12]);
        let same = [Some(0.0), Some(0.0), Some(0.0)];
        assert_eq!(between_limits(&same).map(|limits| (limits.centre(), limits.upper())), Some((0.0, 0.0)));
        assert_eq!(between_limits(&[Some(3.0), None, Some(4.0)]), None);
    }
}
