//! Counts of the records that meet each of several named conditions.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::axis::Axis;
use super::bands::Bands;
use super::categories::Category;
use super::conditions::Conditions;
use super::numbers::number_of;
use super::proportion::{count_column, proportion, proportion_column};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Cell, Column, Figure, Format, RowKind};
use sna_core::yaml::Spanned;
use sna_data::query::{AnswerId, Ask, Keys};
use sna_data::{Predicate, SourceFrame};

/// Counts of the records that meet each of several named conditions, by a dimension, and shares of one in another.
///
/// A record counts in every column whose condition it meets. A share divides the records that meet both conditions by
/// those that meet the second. If some records meet only the first, a note says how many.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the rows.
    #[schemars(with = "String")]
    pub rows: Spanned<String>,
    /// Age bands of the rows, when they are an age.
    pub bands: Option<Bands>,
    /// Conditions in SQL by the name of their column, in the order of the columns; `"TRUE"` counts every record.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub columns: Conditions,
    /// Shares by the name of their column: two columns, the part and the whole.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, Vec<String>>")]
    pub shares: IndexMap<Spanned<String>, Vec<Spanned<String>>>,
    /// Print a row of totals.
    #[serde(default)]
    pub total: bool,
}

/// A share: its name, and the part and the whole by their places among the columns.
struct Share<'a> {
    name: &'a str,
    part: usize,
    whole: usize,
}

/// A column whose question is asked.
#[derive(Clone, Copy)]
struct LaidColumn<'a> {
    name: &'a str,
    counts: AnswerId,
}

/// A share of one column in another.
struct LaidShare<'a> {
    name: &'a str,
    part: LaidColumn<'a>,
    whole: LaidColumn<'a>,
    /// The records that meet both conditions.
    both: AnswerId,
}

/// A tally whose questions are asked.
struct LaidTally<'a> {
    at: At<'a>,
    rows: Axis,
    columns: Vec<LaidColumn<'a>>,
    shares: Vec<LaidShare<'a>>,
    total: bool,
}

impl Measure for Tally {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let (rows, shares, conditions) = self.checked(&at, source)?;
        let mut counts = |conditions: &[&Predicate]| {
            ask.records(source, &at.scope_where(conditions.iter().copied()), [rows.dimension.clone()])
        };
        let columns: Vec<LaidColumn<'_>> = (self.columns.keys().zip(&conditions))
            .map(|(name, condition)| LaidColumn { name: &name.value, counts: counts(&[condition]) })
            .collect();
        let both = |share: Share<'a>| LaidShare {
            name: share.name,
            part: columns[share.part],
            whole: columns[share.whole],
            both: counts(&[&conditions[share.part], &conditions[share.whole]]),
        };
        let shares = shares.into_iter().map(both).collect();
        Ok(Box::new(LaidTally { at, rows, columns, shares, total: self.total }))
    }
}

impl Laid for LaidTally<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let occurring = self.columns.iter().flat_map(|column| answered[column.counts].keys(&self.rows.dimension));
        let categories = self.rows.categories(&self.at, &self.rows.placed(occurring.collect()));
        let total = self.total.then(|| BodyRow {
            key: "total".into(),
            label: "Total".into(),
            kind: RowKind::Total,
            cells: self.cells(answered, None),
        });
        Ok(Body {
            row_header: self.rows.header().to_owned(),
            columns: self.printed_columns(),
            rows: categories.iter().map(|category| self.row(answered, category)).chain(total).collect(),
            notes: self.shares.iter().filter_map(|share| share.note(answered)).collect(),
            ..Body::default()
        })
    }
}

impl LaidTally<'_> {
    fn row(&self, answered: &Answered<'_>, category: &Category) -> BodyRow {
        let cells = self.cells(answered, Some(&self.rows.of(category))).into_iter();
        category.row(cells.map(|cell| self.rows.figure(&self.at, answered, category, cell)).collect())
    }

    /// The cells of a row, or of all rows.
    fn cells(&self, answered: &Answered<'_>, row: Option<&Keys>) -> Vec<Figure> {
        let counts = self.columns.iter().map(|column| Figure::Count(answered[column.counts].sum(row.cloned())));
        counts.chain(self.shares.iter().map(|share| share.figure(answered, row))).collect()
    }

    fn printed_columns(&self) -> Vec<Column> {
        let counts = self.columns.iter().map(|column| count_column(column.name, column.name));
        counts.chain(self.shares.iter().map(|share| proportion_column(share.name, share.name))).collect()
    }
}

impl LaidShare<'_> {
    /// The share in a row, or in all rows.
    fn figure(&self, answered: &Answered<'_>, row: Option<&Keys>) -> Figure {
        let [both, whole] = [self.both, self.whole.counts].map(|counts| answered[counts].sum(row.cloned()));
        proportion(both.value(), whole.value())
    }

    /// A note on records of its part that it does not include.
    fn note(&self, answered: &Answered<'_>) -> Option<String> {
        let outside = answered[self.part.counts].total().saturating_sub(answered[self.both].total());
        let number = Cell::Count(outside).print(Format::Count);
        let (name, part, whole) = (self.name, self.part.name, self.whole.name);
        (outside > 0)
            .then(|| format!("{name}: records under \"{part}\" but not under \"{whole}\" are not included ({number})."))
    }
}

impl Tally {
    /// The rows, the shares and the condition of each column; every fault in the options at once.
    fn checked(
        &self,
        at: &At<'_>,
        source: &SourceFrame,
    ) -> Result<(Axis, Vec<Share<'_>>, Vec<Predicate>), Diagnostics> {
        let mut found = Diagnostics::default();
        let conditions = found.keep(at.conditions(source, self.columns.values()));
        if self.columns.is_empty() {
            found.push(
                Diagnostic::error(Code::NoColumns, "the table has no columns")
                    .at(at.origin.place(&self.rows))
                    .expected("conditions by name under `columns:`"),
            );
        }
        let rows = found.keep(Axis::read(at, source, &self.rows, self.bands.as_ref()));
        match (rows, found.keep(self.shares(at)), conditions) {
            (Some(rows), Some(shares), Some(conditions)) => {
                found.into_result((rows, shares, conditions)).map(|(checked, _)| checked)
            }
            _ => Err(found),
        }
    }

    /// The shares with their columns.
    fn shares(&self, at: &At<'_>) -> Result<Vec<Share<'_>>, Diagnostics> {
        let mut found = Diagnostics::default();
        let mut shares = Vec::new();
        for (name, of) in &self.shares {
            if self.columns.keys().any(|column| column.value == name.value) {
                let twice =
                    Diagnostic::error(Code::TwoColumnsOfOneName, format!("two columns are called `{}`", name.value));
                found.push(twice.at(at.origin.place(name)).expected("a different name for each column"));
            }
            let columns: Vec<_> = of.iter().filter_map(|column| found.keep(self.column(at, column))).collect();
            match columns.as_slice() {
                [part, whole] => shares.push(Share { name: &name.value, part: *part, whole: *whole }),
                _ if of.len() == 2 => {}
                _ => found.push(share_of_two(at, name, of)),
            }
        }
        found.into_result(shares).map(|(shares, _)| shares)
    }

    /// The place of a column among the columns, by its name.
    fn column(&self, at: &At<'_>, named: &Spanned<String>) -> Result<usize, Diagnostic> {
        self.columns.keys().position(|name| name.value == named.value).ok_or_else(|| {
            let known = self.columns.keys().map(|name| name.value.as_str());
            Diagnostic::unknown(Code::UnknownColumn, "column", &named.value, known).at(at.origin.place(named))
        })
    }
}

fn share_of_two(at: &At<'_>, name: &Spanned<String>, of: &[Spanned<String>]) -> Diagnostic {
    Diagnostic::error(Code::ShareOfTwo, format!("share `{}` does not name two columns of this table", name.value))
        .at(at.origin.place(name))
        .found(number_of(of.len() as u64, "column", "columns"))
        .expected("two columns, such as `[Weapons found, For weapons]`")
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use super::*;
    use sna_core::document::Missing;

    const MANIFEST: &str = "title: T
sources:
  offences: { title: O, files: offences.csv, columns: { date: date } }
  stop_searches: { title: S, files: searches.csv, covers: { from: 2021-04, to: 2024-03 }, columns: { date: date, age: age, searched_for: reason, found: found } }
";

    /// Published searches by year: all, for weapons, and weapons found among those; a few weapons more are found by chance.
    const PUBLISHED: [(i32, u64, u64, u64); 3] = [(2021, 1952, 391, 76), (2022, 1990, 481, 74), (2023, 2602, 503, 79)];
    const BY_CHANCE: u64 = 2;

    fn searches() -> World {
        let mut rows = vec!["date,age,reason,found".to_owned()];
        for (year, all, for_weapons, found) in PUBLISHED {
            for at in 0..all {
                let (reason, result) = match at {
                    at if at < found => ("Offensive weapons", "Offensive weapon"),
                    at if at < for_weapons => ("Offensive weapons", ""),
                    at if at < for_weapons + BY_CHANCE => ("Controlled drugs", "Offensive weapon"),
                    _ => ("Controlled drugs", "Drugs"),
                };
                let age = if at == 0 { String::new() } else { (10 + at % 60).to_string() };
                rows.push(format!("{year}-{:02}-02,{age},{reason},{result}", 4 + at % 9));
            }
        }
        let offences = "date\n2019-04-01\n2024-03-31\n".to_owned();
        World::read(MANIFEST, &[("offences.csv", offences), ("searches.csv", rows.join("\n") + "\n")])
            .with_years(2020, 2023)
    }

    const SEARCHES: &str = "tally:
  of: stop_searches
  rows: financial_year
  columns:
    All searches: 'TRUE'
    For weapons: \"searched_for = 'Offensive weapons'\"
    Weapons found: \"found = 'Offensive weapon'\"
  shares: { 'Found, of those searched for': [Weapons found, For weapons] }
  total: true
";

    #[test]
    fn the_published_searches_are_counted() {
        let body = searches().table(SEARCHES).unwrap();
        let columns: Vec<&str> = body.columns.iter().map(|column| column.title.as_str()).collect();
        assert_eq!(columns, ["All searches", "For weapons", "Weapons found", "Found, of those searched for"]);
        for (year, all, for_weapons, found) in PUBLISHED {
            let row = format!("{year}/{}", year - 1999);
            assert_eq!(cell(&body, &row, "All searches"), Cell::Count(all));
            assert_eq!(cell(&body, &row, "For weapons"), Cell::Count(for_weapons));
            assert_eq!(cell(&body, &row, "Weapons found"), Cell::Count(found + BY_CHANCE));
            #[expect(clippy::cast_precision_loss, reason = "small counts")]
            let share = found as f64 / for_weapons as f64;
            assert!((number(&body, &row, "Found, of those searched for") - share).abs() < 1e-12, "{row}");
        }
        assert_eq!(cell(&body, "Total", "All searches"), Cell::Count(1952 + 1990 + 2602));
        assert_eq!(
            body.notes,
            [
                "Found, of those searched for: records under \"Weapons found\" but not under \"For weapons\" are not included (6)."
            ]
        );
    }

    #[test]
    fn a_year_before_the_first_search_is_no_zero() {
        let body = searches().table(SEARCHES).unwrap();
        for column in ["All searches", "Found, of those searched for"] {
            assert_eq!(cell(&body, "2020/21", column), Cell::Missing(Missing::NotAvailable));
        }
    }

    #[test]
    fn rows_are_bands_and_the_unknown_stand_last() {
        let of = "tally: { of: stop_searches, rows: age, bands: { list: [10-17, 18-24, 60+] }, total: true, columns: { All: 'TRUE', Found: \"found = 'Offensive weapon'\" } }";
        let body = searches().table(of).unwrap();
        let rows: Vec<&str> = body.rows.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(rows, ["10 to 17", "18 to 24", "60 and over", "Other ages", "Age not known", "Total"]);
        let sum: f64 = rows[..5].iter().map(|row| number(&body, row, "Found")).sum();
        assert_eq!(sum, number(&body, "Total", "Found"));
        assert_eq!(number(&body, "Age not known", "All"), 3.0);
    }

    #[test]
    fn every_fault_is_told_at_once_with_its_place() {
        let wrong = "tally:
  of: stop_searches
  rows: financial_yeer
  columns:
    All: 'TRUE'
    Weapons: serched_for = 'x'
    Odd: age + 1
  shares:
    All: [Weapon, All]
    Three: [All, All, All]
";
        insta::assert_snapshot!(searches().message(wrong));
        assert_eq!(searches().fault("tally: { of: stop_searches, rows: age, columns: {} }"), "no-columns");
    }
}
