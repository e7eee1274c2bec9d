//! Numbers to lengths: the range of values a plot spans, round numbers on its axis, and where a value is.

use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordf64;

use sna_core::document::Format;

/// The largest figure a plot takes; a larger one is a mistake, and too long to print next to a bar.
pub(super) const LARGEST: f64 = 1e15;

/// Too small to differ from zero in any figure of a report.
const SMALLEST: f64 = 1e-9;

/// A value as it is drawn: not a number and infinity are missing, a vanishing fraction is zero.
pub(super) fn sound(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite()).map(|value| if value.abs() < SMALLEST { 0.0 } else { value })
}

/// How far from a round number, in steps, an end of a scale may be and still be that number.
const NEAR: f64 = 1e-6;

/// The values an axis spans. It always includes zero.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    /// From the least to the greatest value (or zero), for plots that print their values and need no axis.
    pub(super) fn exact(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        if low < high { Self { low, high, step: high - low } } else { Self { low: 0.0, high: 1.0, step: 1.0 } }
    }

    /// As [`Scale::exact`], with about this many round numbers: for a plot that has no height to spare, or whose
    /// words are above its highest value, clear of any number.
    pub(super) fn snug(values: impl Iterator<Item = f64>, numbers: u32, format: Format) -> Self {
        Self::exact(values).stepped(numbers, format)
    }

    /// As [`Scale::exact`], widened to round numbers about a fifth of the range apart.
    pub(super) fn round(values: impl Iterator<Item = f64>, format: Format) -> Self {
        let Self { low, high, step } = Self::exact(values).stepped(5, format);
        Self { low: (low / step).floor() * step, high: (high / step).ceil() * step, step }
    }

    fn stepped(self, intervals: u32, format: Format) -> Self {
        let step = round_step((self.high - self.low) / f64::from(intervals));
        let whole = matches!(format, Format::Count | Format::SignedCount | Format::Pounds);
        Self { step: if whole { step.max(1.0) } else { step }, ..self }
    }

    /// Whether it goes below zero.
    pub(super) fn is_negative(&self) -> bool {
        self.low < 0.0
    }

    /// The round numbers from low to high.
    #[expect(clippy::cast_possible_truncation, reason = "a range holds a few steps")]
    pub(super) fn ticks(&self) -> Vec<f64> {
        let (first, last) =
            ((self.low / self.step - NEAR).ceil() as i32, (self.high / self.step + NEAR).floor() as i32);
        (first..=last).map(|tick| f64::from(tick) * self.step).collect()
    }

    /// Where a value is between the places of the low and the high end.
    pub(super) fn place(&self, value: f64, (low, high): (i32, i32)) -> i32 {
        RangedCoordf64::from(self.low..self.high).map(&value, (low, high))
    }

    /// The format for the numbers of the axis: the format of the values, without decimals the step does not need.
    pub(super) fn tick_format(&self, format: Format) -> Format {
        let needed = |scale: f64, most: u8| {
            let whole = |decimals: &u8| {
                let step = self.step * scale * 10f64.powi(i32::from(*decimals));
                (step - step.round()).abs() < 1e-6 * step
            };
            (0..=most).find(whole).unwrap_or(most)
        };
        match format {
            Format::Count | Format::SignedCount | Format::Pounds => format,
            Format::Decimal(most) => Format::Decimal(needed(1.0, most)),
            Format::SignedDecimal(most) => Format::SignedDecimal(needed(1.0, most)),
            Format::Percent(most) => Format::Percent(needed(100.0, most)),
            Format::SignedPercent(most) => Format::SignedPercent(needed(100.0, most)),
        }
    }
}

/// The least of 1, 2, 5 and 10 times a power of ten that is no smaller than `raw`. Multiplied up or down rather than
/// taken from a logarithm, whose last bit differs between machines.
fn round_step(raw: f64) -> f64 {
    let mut power = 1.0;
    while power > raw {
        power /= 10.0;
    }
    while power * 10.0 <= raw {
        power *= 10.0;
    }
    let steps = [1.0, 2.0, 5.0, 10.0];
    steps.into_iter().map(|step| step * power).find(|step| *step >= raw).unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_numbers_and_holds_zero() {
        let ticks = |values: &[f64], format| Scale::round(values.iter().copied(), format).ticks();
        assert_eq!(ticks(&[268.0, 140.0], Format::Count), [0.0, 100.0, 200.0, 300.0]);
        assert_eq!(ticks(&[2513.0], Format::Count), [0.0, 1000.0, 2000.0, 3000.0]);
        assert_eq!(ticks(&[-343.0, 487.0], Format::SignedCount), [-400.0, -200.0, 0.0, 200.0, 400.0, 600.0]);
        assert_eq!(ticks(&[2.0], Format::Count), [0.0, 1.0, 2.0]);
        assert_eq!(ticks(&[], Format::Count), [0.0, 1.0]);
    }

    #[test]
    fn a_snug_axis_ends_with_the_greatest_value_and_still_has_a_number() {
        let snug = |highest: f64| Scale::snug([highest].into_iter(), 3, Format::Count);
        assert_eq!(snug(1156.0).ticks(), [0.0, 500.0, 1000.0]);
        assert_eq!(snug(1156.0).place(1156.0, (0, 700)), 700);
        assert_eq!(snug(61.0).ticks(), [0.0, 50.0]);
    }

    #[test]
    fn numbers_of_an_axis_carry_no_needless_decimals() {
        let format = |highest: f64, format| Scale::round([highest].into_iter(), format).tick_format(format);
        assert_eq!(format(0.57, Format::Percent(1)), Format::Percent(0));
        assert_eq!(format(0.004, Format::Percent(1)), Format::Percent(1));
        assert_eq!(format(11.6, Format::Decimal(2)), Format::Decimal(0));
        assert_eq!(format(1.6, Format::Decimal(2)), Format::Decimal(1));
    }

    #[test]
    fn what_is_not_a_number_is_missing() {
        assert_eq!(sound(Some(f64::NAN)), None);
        assert_eq!(sound(Some(f64::NEG_INFINITY)), None);
        assert_eq!(sound(Some(-1e-300)), Some(0.0));
    }
}
