//! The crime cohort: suspects of knife crime or weapon possession, not domestic, in the last two years.
//!
//! Exact: its persons by number of offences and by age.

use rand::seq::SliceRandom;

use super::file::CohortEntry;
use super::link::{Random, unreached, weighted};
use super::offences::Offences;
use super::persons::Cutter;
use super::plan::Counts;
use sna_core::diag::Diagnostic;

/// Birth dates tried for a person of the cohort with one plan.
const BIRTHS: u32 = 1_500;

/// The cohort's rule and its persons.
pub(super) struct Cohort<'a> {
    entry: &'a CohortEntry,
    years: usize,
}

impl<'a> Cohort<'a> {
    pub(super) fn new(entry: &'a CohortEntry, years: usize) -> Self {
        Self { entry, years }
    }

    /// Whether an offence counts towards the rule: knife crime or in the group, not domestic, in the last two years.
    pub(super) fn counts(&self, offences: &Offences, row: u32) -> bool {
        let is_of_kind = offences.is_knife(row) || offences.group_name(row) == self.entry.group.value;
        is_of_kind && !offences.is_domestic(row) && offences.year(row) + 2 >= self.years
    }

    /// Makes the cohort's persons, those with most offences first, and takes their plans from `plan`.
    ///
    /// # Errors
    /// No links were found for one of the persons.
    pub(super) fn cut(
        &self,
        cutter: &mut Cutter,
        plan: &mut Vec<Counts>,
        random: &mut Random,
    ) -> Result<(), Diagnostic> {
        let mut sizes = self.entry.persons.value.clone();
        sizes.sort_by_key(|size| std::cmp::Reverse(size.offences));
        let mut left: Vec<u32> = self.entry.ages.value.iter().map(|ages| ages.persons).collect();
        for size in sizes {
            for _ in 0..size.persons {
                let ages = weighted(random, &left).ok_or_else(|| self.missed(size.offences))?;
                left[ages] -= 1;
                self.cut_one(cutter, plan, size.offences, ages, random).ok_or_else(|| self.missed(size.offences))?;
            }
        }
        Ok(())
    }

    fn cut_one(
        &self,
        cutter: &mut Cutter,
        plan: &mut Vec<Counts>,
        offences: u8,
        band: usize,
        random: &mut Random,
    ) -> Option<()> {
        let ages = &self.entry.ages.value[band];
        let fits = |age: u8| (ages.from..=ages.to).contains(&age);
        let mut candidates: Vec<usize> =
            (0..plan.len()).filter(|&index| self.could_meet(&plan[index], offences)).collect();
        candidates.shuffle(random);
        for index in candidates {
            let drawn = (0..BIRTHS).find_map(|_| cutter.person(&plan[index], Some(offences.into()), &fits, random));
            if let Some(person) = drawn {
                cutter.keep(person);
                plan.remove(index);
                return Some(());
            }
        }
        None
    }

    /// Whether a plan has enough links in the last two years, and one in the last.
    fn could_meet(&self, counts: &Counts, offences: u8) -> bool {
        let last = self.years - 1;
        counts[last] > 0 && counts[last].saturating_add(counts[last - 1]) >= offences
    }

    fn missed(&self, offences: u8) -> Diagnostic {
        let found = format!("no person left with {offences} offences");
        unreached(
            "the crime cohort",
            found,
            &format!("persons by offences and age as in `cohort`, of {} years", self.years),
        )
    }
}
