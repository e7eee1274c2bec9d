//! Other figures in place of the data's. A text is written again with them to see which printed numbers follow the data:
//! one that stays as it was is typed by hand, however it is dressed.

use sna_core::document::{Cell, Fraction};

/// Whose figures are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Shade {
    /// The data's.
    #[default]
    Data,
    /// Others, in the same order of size.
    Steady,
    /// Others, changed by a different factor in each cell.
    Uneven,
}

impl Shade {
    /// What is read in place of a cell at a row and column. Its kind stays, and what is missing stays missing.
    pub(crate) fn cell(self, cell: &Cell, at: (usize, usize)) -> Cell {
        match (self, cell) {
            (Self::Data, cell) => cell.clone(),
            (_, Cell::Count(count)) => Cell::Count(self.count(*count, at)),
            (_, Cell::Number(number)) => Cell::Number(self.number(*number, at)),
            (_, Cell::Fraction(fraction)) => Cell::Fraction(self.fraction(*fraction, at)),
            (_, kept @ (Cell::Text(_) | Cell::Missing(_))) => kept.clone(),
        }
    }

    fn count(self, count: u64, at: (usize, usize)) -> u64 {
        match self {
            Self::Data => count,
            Self::Steady => count.saturating_add(count / 2).saturating_add(3 * count.isqrt()).saturating_add(7),
            Self::Uneven => count.saturating_mul(2 + spread(at) % 7).saturating_add(3 + spread(at) % 11),
        }
    }

    /// What is read in place of a number.
    #[expect(clippy::cast_precision_loss, reason = "the spread is below a hundred")]
    pub(crate) fn number(self, number: f64, at: (usize, usize)) -> f64 {
        match self {
            Self::Data => number,
            // The root keeps the ratio of two numbers from staying as it was.
            Self::Steady => number * 1.5 + 3.0 * number.abs().sqrt().copysign(number) + 0.013,
            Self::Uneven => {
                let root = number.abs().sqrt().copysign(number);
                number * 0.61 * (2 + spread(at) % 7) as f64 + root + 0.017 * (1 + spread(at) % 11) as f64
            }
        }
    }

    fn fraction(self, fraction: Fraction, at: (usize, usize)) -> Fraction {
        let Fraction { count, base, .. } = fraction;
        match self {
            Self::Data => fraction,
            Self::Steady => Fraction {
                count: count.saturating_mul(2).saturating_add(1),
                base: base.saturating_mul(3).saturating_add(5),
                ..fraction
            },
            Self::Uneven => Fraction {
                count: count.saturating_mul(1 + spread(at) % 5).saturating_add(2),
                base: base.saturating_mul(6).saturating_add(5),
                ..fraction
            },
        }
    }

    /// What is given in place of a name: other digits.
    pub(crate) fn name(self, name: &str) -> String {
        match self {
            Self::Data => name.to_owned(),
            Self::Steady | Self::Uneven => turned(name),
        }
    }
}

/// A name with other digits. Twice turned, it is as it was.
pub(crate) fn turned(name: &str) -> String {
    let digit = |c: char| c.to_digit(10).and_then(|digit| char::from_digit((digit + 5) % 10, 10));
    name.chars().map(|c| digit(c).unwrap_or(c)).collect()
}

/// A small number that differs from cell to cell.
fn spread((row, column): (usize, usize)) -> u64 {
    u64::try_from((row * 31 + column * 17 + 5) % 77).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_changes_and_a_steady_change_keeps_their_order() {
        let counts = [0, 1, 2, 7, 100, 101, 13_891, u64::MAX / 4];
        for pair in counts.windows(2) {
            assert!(Shade::Steady.count(pair[0], (0, 0)) < Shade::Steady.count(pair[1], (3, 4)));
        }
        for (at, count) in counts.into_iter().enumerate() {
            assert_ne!(Shade::Steady.count(count, (at, at)), count);
            assert_ne!(Shade::Uneven.count(count, (at, at)), count);
        }
        for number in [-4.0, 0.0, 0.5, 120.0] {
            assert_ne!(Shade::Steady.number(number, (1, 1)), number);
            assert_ne!(Shade::Uneven.number(number, (1, 1)), number);
        }
    }

    #[test]
    fn names_change_their_digits_and_come_back() {
        assert_eq!(turned("0-17, 2023/24"), "5-62, 7578/79");
        assert_eq!(turned(&turned("18 and over")), "18 and over");
    }
}
