//! Why rows are set aside, and why values count as not known. Each reason of a source has a number of its own,
//! whichever file or step gives it first: the column `_reject` has the number of one, `_doubt` has a bit for each of
//! several.

use polars::prelude::*;
use sna_core::diag::Code;

use sna_core::columns::COLUMNS;

/// Why a row is set aside, or a value counts as not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Kebab-case code: `unreadable-date`.
    pub code: Code,
    /// For the reconciliation: `date cannot be read`.
    pub text: String,
}

/// True where a row has a fault or a doubt, and which.
pub(super) type Test = (Expr, Reason);

/// Reasons in the order in which they were first given, each once.
#[derive(Debug, Clone, Default)]
struct Numbered(Vec<Reason>);

impl Numbered {
    /// The number of a reason.
    fn number(&mut self, reason: Reason) -> usize {
        self.0.iter().position(|known| *known == reason).unwrap_or_else(|| {
            self.0.push(reason);
            self.0.len() - 1
        })
    }
}

/// Why rows of a source are set aside.
#[derive(Debug, Clone, Default)]
pub(super) struct Faults(Numbered);

impl Faults {
    /// The column `_reject`: the number of the first of some faults that a row has, missing where it has none.
    pub(super) fn reject(&mut self, faults: Vec<Test>) -> Expr {
        let sound = lit(NULL).cast(DataType::UInt8);
        let numbered: Vec<(Expr, u8)> = faults.into_iter().map(|(test, reason)| (test, self.number(reason))).collect();
        let first = numbered.into_iter().rev();
        first.fold(sound, |rest, (test, number)| when(test).then(lit(number)).otherwise(rest)).alias("_reject")
    }

    fn number(&mut self, reason: Reason) -> u8 {
        u8::try_from(self.0.number(reason)).expect("a column gives three reasons at most")
    }

    /// The reasons by their numbers.
    pub(super) fn into_reasons(self) -> Vec<Reason> {
        self.0.0
    }
}

/// Why values of a source count as not known. It alone hands out the bits of `_doubt`.
#[derive(Debug, Clone, Default)]
pub(super) struct Doubts(Numbered);

/// What is wrong with a point as a whole, and a date of birth that does not fit the record's date.
const OF_SEVERAL_COLUMNS: usize = 6;

// No source can run out of numbers: a column gives three faults or one doubt at most.
const _: () = assert!(3 * COLUMNS.len() < u8::MAX as usize && COLUMNS.len() + OF_SEVERAL_COLUMNS <= u64::BITS as usize);

impl Doubts {
    /// The bits of the doubts that a row has, to be added to those it has already.
    pub(super) fn bits(&mut self, doubts: Vec<Test>) -> Expr {
        let bits = doubts.into_iter().map(|(test, reason)| when(test).then(lit(self.bit(reason))).otherwise(lit(0u64)));
        // Where there are none, the optimiser folds the zeros into a number of its own type.
        bits.fold(lit(0u64), |all, bit| all + bit).cast(DataType::UInt64)
    }

    fn bit(&mut self, reason: Reason) -> u64 {
        let number = self.0.number(reason);
        u32::try_from(number).ok().and_then(|number| 1u64.checked_shl(number)).expect("there are bits for all columns")
    }

    /// The reasons by the numbers of their bits.
    pub(super) fn into_reasons(self) -> Vec<Reason> {
        self.0.0
    }
}

/// The numbers of the doubts whose bits a row has.
pub(crate) fn doubts_in(bits: u64) -> impl Iterator<Item = u8> {
    (0u8..64).filter(move |number| bits >> number & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(at: usize) -> Reason {
        Reason { code: Code::UnreadableDate, text: format!("reason {at}") }
    }

    /// The value of an expression over one row.
    fn value(expr: Expr) -> u64 {
        let row = df!("row" => [0u32]).expect("a frame").lazy().select([expr.cast(DataType::UInt64).alias("value")]);
        let value =
            row.collect().expect("an answer").column("value").expect("a column").u64().expect("a number").get(0);
        value.expect("a value")
    }

    #[test]
    fn every_doubt_has_a_bit_of_its_own_also_beyond_32() {
        let mut doubts = Doubts::default();
        let first = value(doubts.bits((0..40).map(|at| (lit(at % 2 == 1), reason(at))).collect()));
        let later = value(doubts.bits((40..64).map(|at| (lit(at >= 62), reason(at))).collect()));
        let held: Vec<u8> = doubts_in(first + later).collect();
        let expected: Vec<u8> = (0..40).filter(|at| at % 2 == 1).chain([62, 63]).collect();
        assert_eq!(held, expected);
        assert_eq!(doubts.into_reasons().len(), 64);
    }

    #[test]
    fn a_reason_keeps_its_number_in_every_file() {
        let (mut faults, mut doubts) = (Faults::default(), Doubts::default());
        let of_text = vec![(lit(false), reason(1)), (lit(true), reason(2)), (lit(true), reason(3))];
        assert_eq!(value(faults.reject(of_text)), 1);
        assert_eq!(value(faults.reject(vec![(lit(true), reason(3))])), 2);
        assert_eq!(faults.number(reason(4)), 3);
        assert_eq!(value(doubts.bits(vec![(lit(true), reason(1))])), value(doubts.bits(vec![(lit(true), reason(1))])));
        assert_eq!(doubts.into_reasons(), [reason(1)]);
    }
}
