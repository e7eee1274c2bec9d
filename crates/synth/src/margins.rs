//! Margins that agree: every count a run deals out, resolved from the author's file.

use super::apportion::{apportion, count_printed_as};
use super::calendar::{financial_year, of_month};
use super::file::{Counts, GroupEntry, MarginsFile, OffenceEntry, OutsideEntry};
use super::people::People;
use super::places::PlacesFile;
use super::sums;
use sna_core::calendar::FinancialYear;
use sna_core::diag::Diagnostics;
use sna_core::yaml::Origin;

/// Published counts that agree with one another, ready to be dealt out to rows. Made by
/// [`read_margins`](super::read_margins) only, so every count here fits the rows it counts.
#[derive(Debug)]
pub struct Margins {
    pub(super) id_prefix: String,
    /// The kinds of row; a kind's code is its index, so there are at most 256.
    pub(super) kinds: Vec<Kind>,
    /// Named districts, at most 255; the code after the last is the unknown one.
    pub(super) districts: Vec<String>,
    pub(super) first_year: FinancialYear,
    pub(super) years: Vec<YearMargins>,
    /// Offences by cell, `hour * 7 + weekday` with Monday 0, over all years.
    pub(super) cells: Vec<u32>,
    /// The people in the offences, where the file names a people file.
    pub(super) people: Option<People>,
    /// The places of the offences and other records of places, where the file names a places file.
    pub(super) places: Option<PlacesFile>,
}

/// What stays the same on every row of one offence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) group: String,
    pub(super) offence: String,
    pub(super) weapon: Option<String>,
    pub(super) domestic: bool,
}

/// Counts of one year.
#[derive(Debug)]
pub(super) struct YearMargins {
    pub(super) groups: Vec<Block>,
    /// By district, with unknown last.
    pub(super) districts: Vec<u32>,
    /// April to March.
    pub(super) months: Vec<u32>,
    pub(super) outside: Vec<Block>,
}

/// Rows that share their knife and qualifier counts.
#[derive(Debug)]
pub(super) struct Block {
    /// Kind and count; kinds that may have the knife flag come first.
    pub(super) kinds: Vec<(u8, u32)>,
    /// How many of the first rows may have the knife flag, and how many do.
    pub(super) knife_possible: u32,
    pub(super) knife: u32,
    /// Rows with no qualifier, alcohol alone, drugs alone, both.
    pub(super) qualifiers: [u32; 4],
}

impl Margins {
    /// Rows at scale 1, within the definition and outside it.
    pub(super) fn rows(&self) -> u64 {
        self.years.iter().map(|year| year.inside() + total(&year.outside)).sum()
    }
}

impl YearMargins {
    /// Rows within the definition.
    pub(super) fn inside(&self) -> u64 {
        total(&self.groups)
    }
}

impl Block {
    /// Rows of the block.
    pub(super) fn total(&self) -> u64 {
        self.kinds.iter().map(|&(_, count)| u64::from(count)).sum()
    }
}

fn total(blocks: &[Block]) -> u64 {
    blocks.iter().map(Block::total).sum()
}

/// Resolves a file whose shape has been checked.
///
/// # Errors
/// Every contradiction between its margins.
pub(super) fn resolve(file: &MarginsFile, source: &Origin) -> Result<Margins, Diagnostics> {
    sums::check(file, source)?;
    let mut resolver = Resolver { file, kinds: Vec::new() };
    let years = (0..file.years.value.len()).map(|year| resolver.year(year)).collect();
    Ok(Margins {
        id_prefix: file.id_prefix.clone(),
        kinds: resolver.kinds,
        districts: file.districts.iter().map(|entry| entry.district.value.clone()).collect(),
        first_year: first_year(file),
        years,
        cells: cells(file),
        people: None,
        places: None,
    })
}

/// The first of the years, which the check of the shape has found to be readable.
pub(super) fn first_year(file: &MarginsFile) -> FinancialYear {
    let first = file.years.value.first().and_then(|label| financial_year(label));
    first.expect("the shape's check refuses a file without a readable first year")
}

struct Resolver<'a> {
    file: &'a MarginsFile,
    kinds: Vec<Kind>,
}

impl Resolver<'_> {
    fn year(&mut self, year: usize) -> YearMargins {
        let file = self.file;
        let unknown = file.unknown_district.as_ref().map_or(0, |counts| counts.value[year]);
        YearMargins {
            groups: file.groups.iter().map(|entry| self.group(entry, year)).collect(),
            districts: file.districts.iter().map(|entry| entry.counts.value[year]).chain([unknown]).collect(),
            months: months(file, year),
            outside: file.outside.iter().map(|entry| self.outside(entry, year)).collect(),
        }
    }

    fn group(&mut self, entry: &GroupEntry, year: usize) -> Block {
        let (possible, impossible): (Vec<_>, Vec<_>) =
            entry.offences.iter().partition(|offence| offence.knife_possible);
        let mut kinds: Vec<(u8, u32)> =
            possible.into_iter().chain(impossible).map(|offence| self.offence(entry, offence, year)).collect();
        if kinds.is_empty() {
            kinds.push((self.kind(whole_group(entry)), entry.total.value[year]));
        }
        Block {
            kinds,
            knife_possible: u32::try_from(knife_possible(entry, year)).unwrap_or(u32::MAX),
            knife: entry.knife.as_ref().map_or(0, |counts| counts.value[year]),
            qualifiers: self.qualifiers(entry, year),
        }
    }

    fn offence(&mut self, group: &GroupEntry, entry: &OffenceEntry, year: usize) -> (u8, u32) {
        let kind = Kind {
            group: group.group.value.clone(),
            offence: entry.offence.value.clone(),
            weapon: entry.weapon.clone(),
            domestic: false,
        };
        (self.kind(kind), entry.counts.value[year])
    }

    /// The code of a kind; the shape's check keeps kinds to 256.
    fn kind(&mut self, kind: Kind) -> u8 {
        let known = self.kinds.iter().position(|other| *other == kind);
        let index = known.unwrap_or_else(|| {
            self.kinds.push(kind);
            self.kinds.len() - 1
        });
        u8::try_from(index).unwrap_or(u8::MAX)
    }

    fn qualifiers(&self, entry: &GroupEntry, year: usize) -> [u32; 4] {
        let whole = entry.total.value[year];
        let decimals = self.file.qualifiers.decimals.value;
        let percent = entry.alcohol_or_drugs_percent.as_ref().map_or(0.0, |percents| percents.value[year]);
        // The check of the sums has refused percentages that no whole number prints as.
        self.split(whole, count_printed_as(percent, decimals, whole).unwrap_or(0))
    }

    fn split(&self, whole: u32, qualified: u32) -> [u32; 4] {
        let split = &self.file.qualifiers.split;
        match apportion(qualified, &[split.alcohol.value, split.drugs, split.both])[..] {
            [alcohol, drugs, both] => [whole - qualified, alcohol, drugs, both],
            _ => [whole, 0, 0, 0],
        }
    }

    fn outside(&mut self, entry: &OutsideEntry, year: usize) -> Block {
        let count = entry.counts.value[year];
        let part = |percent: &Option<sna_core::yaml::Spanned<u32>>| {
            let percent = percent.as_ref().map_or(0, |percent| percent.value);
            apportion(count, &[percent, 100_u32.saturating_sub(percent)])[0]
        };
        let kind = Kind {
            group: entry.group.clone(),
            offence: entry.offence.value.clone(),
            weapon: entry.weapon.clone(),
            domestic: entry.domestic,
        };
        Block {
            kinds: vec![(self.kind(kind), count)],
            knife_possible: count,
            knife: part(&entry.knife_percent),
            qualifiers: self.split(count, part(&entry.alcohol_or_drugs_percent)),
        }
    }
}

/// A group that is one offence of the same name.
fn whole_group(entry: &GroupEntry) -> Kind {
    let name = entry.group.value.clone();
    Kind { group: name.clone(), offence: name, weapon: None, domestic: false }
}

/// Offences of a group that may have the knife flag.
pub(super) fn knife_possible(entry: &GroupEntry, year: usize) -> u64 {
    if entry.offences.is_empty() {
        return entry.total.value[year].into();
    }
    let possible = entry.offences.iter().filter(|offence| offence.knife_possible);
    possible.map(|offence| u64::from(offence.counts.value[year])).sum()
}

/// A year's months: the fixed ones as published, the rest in proportion to their weights.
fn months(file: &MarginsFile, year: usize) -> Vec<u32> {
    let fixed = fixed_months(file, year);
    let mut weights = file.months.weights.value[year].value.clone();
    for &(month, _) in &fixed {
        weights[month] = 0;
    }
    let rest = file.total.value[year].saturating_sub(fixed.iter().map(|(_, count)| count).sum());
    let mut months = apportion(rest, &weights);
    for (month, count) in fixed {
        months[month] = count;
    }
    months
}

/// The fixed months of a year: month (0 is April) and count.
pub(super) fn fixed_months(file: &MarginsFile, year: usize) -> Vec<(usize, u32)> {
    let first = first_year(file);
    let this_year = |entry: &super::file::FixedMonth| {
        let (of, month) = of_month(&entry.month.value)?;
        (usize::try_from(of.since(first)) == Ok(year)).then_some((month, entry.count))
    };
    file.months.fixed.iter().filter_map(this_year).collect()
}

/// Counts by cell; what the table does not show goes to the unprinted hour.
fn cells(file: &MarginsFile) -> Vec<u32> {
    let mut cells = vec![0; 24 * 7];
    let mut put = |hour: u8, counts: &[u32]| {
        let start = usize::from(hour) * 7;
        cells[start..start + 7].copy_from_slice(counts);
    };
    for row in &file.hours.by_weekday.value {
        put(row.hour.value, &row.counts.value);
    }
    if let Some(unprinted) = &file.hours.unprinted {
        let like = hour_counts(file, unprinted.shaped_like.value).map_or(&[0; 7][..], |counts| &counts.value);
        put(unprinted.hour.value, &apportion(sums::not_in_the_hours(file), like));
    }
    cells
}

/// The row of an hour, if the table has one.
pub(super) fn hour_counts(file: &MarginsFile, hour: u8) -> Option<&Counts> {
    file.hours.by_weekday.value.iter().find(|row| row.hour.value == hour).map(|row| &row.counts)
}
