//! Percentages that know the counts they are based on, so that percentages on a small base can be kept back and
//! written as counts.

use serde::{Deserialize, Serialize};

use super::{Format, format_number};

/// What a fraction says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FractionKind {
    /// A part of a whole.
    Share,
    /// A later count compared with an earlier one.
    Change,
}

/// A count divided by its base, printed as a percentage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fraction {
    /// Share or change.
    pub kind: FractionKind,
    /// The part; or the later count.
    pub count: u64,
    /// The whole; or the earlier count. Above 0.
    pub base: u64,
    /// Whether the base is too small for a percentage.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub small: bool,
}

impl Fraction {
    /// The share of `part` in `whole`; `None` if `whole` is 0.
    pub fn share(part: u64, whole: u64) -> Option<Self> {
        (whole > 0).then_some(Self { kind: FractionKind::Share, count: part, base: whole, small: false })
    }

    /// The relative change between two counts; `None` if `before` is 0.
    pub fn change(before: u64, after: u64) -> Option<Self> {
        (before > 0).then_some(Self { kind: FractionKind::Change, count: after, base: before, small: false })
    }

    /// The same, kept back where the base is smaller than `from`.
    #[must_use]
    pub fn kept_back_below(self, from: u64) -> Self {
        Self { small: self.base < from, ..self }
    }

    /// The fraction itself, whatever its base: for comparing, never for printing.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn value(self) -> f64 {
        let (count, base) = (self.count as f64, self.base as f64);
        match self.kind {
            FractionKind::Share => count / base,
            FractionKind::Change => (count - base) / base,
        }
    }

    /// How it is written where its column does not have percentages.
    pub fn format(self) -> Format {
        match self.kind {
            FractionKind::Share => Format::Percent(1),
            FractionKind::Change => Format::SignedPercent(1),
        }
    }

    /// Its counts in words: `6 of 14`, `from 6 to 14`.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub fn in_counts(self) -> String {
        let [count, base] = [self.count, self.base].map(|count| format_number(count as f64, Format::Count));
        match self.kind {
            FractionKind::Share => format!("{count} of {base}"),
            FractionKind::Change => format!("from {base} to {count}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Missing};

    #[test]
    fn a_small_base_leaves_counts_and_no_percentage() {
        let share = Fraction::share(6, 14).unwrap();
        assert_eq!(Cell::Fraction(share).print(Format::Decimal(2)), "42.9%");
        let kept = share.kept_back_below(20);
        assert_eq!(Cell::Fraction(kept).print(Format::Percent(1)), "[u]");
        assert_eq!(
            (Cell::Fraction(kept).number(), Cell::Fraction(kept).missing()),
            (None, Some(Missing::LowReliability))
        );
        assert_eq!(kept.in_counts(), "6 of 14");
        assert_eq!(share.kept_back_below(14), share, "the base itself is enough");
        assert_eq!(Fraction::change(3, 9).unwrap().in_counts(), "from 3 to 9");
        assert_eq!(Cell::Fraction(Fraction::change(100, 75).unwrap()).print(Format::SignedPercent(0)), "\u{2212}25%");
        assert_eq!((Fraction::share(0, 0), Fraction::change(0, 4)), (None, None));
    }
}
