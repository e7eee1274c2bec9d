//! Counts of the records that meet each of several named conditions.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::axis::Axis;
use super::bands::Bands;
use super::conditions::Conditions;
use super::proportion::{count_column, proportion, proportion_column};
use super::{Body, Measure, Setting};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Format, Row, RowKind};
use sna_core::yaml::Spanned;
use sna_data::SourceFrame;
use sna_data::query::{Counts, Key, Question};

/// Counts of the records that meet each of several named conditions, by a dimension, and shares of one in another.
///
/// A record counts in every column whose condition it meets. A share is that of the records that meet both conditions in
/// those that meet the second; where records meet the first alone, a note says how many.
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

/// A share: its name, and the part and the whole by name and condition.
struct Share<'a> {
    name: &'a str,
    part: (&'a str, &'a str),
    whole: (&'a str, &'a str),
}

/// Answers by column, and for each share the records that meet both of its conditions.
struct Tallied<'a> {
    columns: Vec<(&'a str, Counts)>,
    shares: Vec<(Share<'a>, Counts)>,
}

/// The count in a row, or in all rows.
fn at(counts: &Counts, row: Option<&Key>) -> u64 {
    row.map_or_else(|| counts.total(), |row| counts.at(std::slice::from_ref(row)))
}

impl Tallied<'_> {
    fn of_column(&self, name: &str) -> Counts {
        let named = self.columns.iter().find(|(known, _)| *known == name);
        named.map(|(_, counts)| counts.clone()).unwrap_or_default()
    }

    fn cells(&self, row: Option<&Key>) -> Vec<Cell> {
        let counts = self.columns.iter().map(|(_, counts)| Cell::Count(at(counts, row)));
        let shares = self.shares.iter();
        let shares = shares.map(|(share, both)| proportion(at(both, row), at(&self.of_column(share.whole.0), row)));
        counts.chain(shares).collect()
    }

    /// What a share leaves out of its part.
    fn notes(&self) -> Vec<String> {
        let note = |(share, both): &(Share<'_>, Counts)| {
            let outside = self.of_column(share.part.0).total().saturating_sub(both.total());
            let number = Cell::Count(outside).print(Format::Count);
            let (part, whole) = (share.part.0, share.whole.0);
            (outside > 0).then(|| {
                format!("{}: records under \"{part}\" but not under \"{whole}\" are left out ({number}).", share.name)
            })
        };
        self.shares.iter().filter_map(note).collect()
    }
}

impl Tally {
    /// The shares with their conditions.
    fn shares(&self, setting: &Setting<'_>) -> Result<Vec<Share<'_>>, Diagnostics> {
        let mut found = Diagnostics::default();
        let mut shares = Vec::new();
        for (name, of) in &self.shares {
            if self.columns.keys().any(|column| column.value == name.value) {
                let twice =
                    Diagnostic::error(Code::TwoColumnsOfOneName, format!("two columns are called `{}`", name.value));
                found.push(twice.at(setting.origin.place(name)).expected("a name of its own for each column"));
            }
            let columns: Vec<_> = of.iter().filter_map(|column| found.keep(self.column(setting, column))).collect();
            match columns.as_slice() {
                [part, whole] => shares.push(Share { name: &name.value, part: *part, whole: *whole }),
                _ if of.len() == 2 => {}
                _ => found.push(share_of_two(setting, name, of)),
            }
        }
        found.into_result(shares).map(|(shares, _)| shares)
    }

    /// A column by its name: the name and the condition.
    fn column(&self, setting: &Setting<'_>, named: &Spanned<String>) -> Result<(&str, &str), Diagnostic> {
        let column = self.columns.iter().find(|(name, _)| name.value == named.value);
        column.map(|(name, condition)| (name.value.as_str(), condition.value.as_str())).ok_or_else(|| {
            let known = self.columns.keys().map(|name| name.value.as_str());
            Diagnostic::unknown(Code::UnknownColumn, "column", &named.value, known).at(setting.origin.place(named))
        })
    }

    fn rows(&self, setting: &Setting<'_>, source: &SourceFrame) -> Result<Axis, Diagnostics> {
        Axis::read(setting, source, &self.rows, self.bands.as_ref())
    }

    fn tallied<'a>(&'a self, rows: &Axis, shares: Vec<Share<'a>>, answers: &[Counts]) -> Tallied<'a> {
        let mut answers = answers.iter().map(|counts| rows.fold(counts, 0));
        let mut next = || answers.next().unwrap_or_default();
        let columns = self.columns.keys().map(|name| (name.value.as_str(), next())).collect();
        Tallied { columns, shares: shares.into_iter().map(|share| (share, next())).collect() }
    }
}

fn share_of_two(setting: &Setting<'_>, name: &Spanned<String>, of: &[Spanned<String>]) -> Diagnostic {
    Diagnostic::error(Code::ShareOfTwo, format!("share `{}` is not one column in another", name.value))
        .at(setting.origin.place(name))
        .found(format!("{} columns", of.len()))
        .expected("two columns, such as `[Weapons found, For weapons]`")
}

impl Measure for Tally {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let mut found = setting.condition_faults(source, self.columns.values());
        if self.columns.is_empty() {
            found.push(
                Diagnostic::error(Code::NoColumns, "the table has no columns")
                    .at(setting.origin.place(&self.rows))
                    .expected("conditions by name under `columns:`"),
            );
        }
        let (rows, shares) = (found.keep(self.rows(setting, source)), found.keep(self.shares(setting)));
        let (Some(rows), Some(shares)) = (rows, shares) else { return Err(found) };
        let ((), _) = found.into_result(())?;
        let query = |conditions: &[&str]| setting.query_where(source, conditions, vec![rows.dimension.clone()]);
        let columns = self.columns.values().map(|condition| query(&[&condition.value]));
        let shares = shares.iter().map(|share| query(&[share.part.1, share.whole.1]));
        Ok(columns.chain(shares).collect())
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let rows = self.rows(setting, setting.source(self.of.as_ref())?)?;
        let tallied = self.tallied(&rows, self.shares(setting)?, answers);
        let occurring = tallied.columns.iter().flat_map(|(_, counts)| counts.keys(0)).collect();
        let row = |category: &super::categories::Category| {
            let cells = tallied.cells(Some(&category.key)).into_iter();
            category.row(cells.map(|cell| rows.figure(setting, category, cell)).collect())
        };
        let mut body: Vec<Row> = rows.categories(setting, &occurring).iter().map(row).collect();
        if self.total {
            let cells = tallied.cells(None);
            body.push(Row { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells });
        }
        let counts = tallied.columns.iter().map(|(name, _)| count_column(name, name));
        let shares = tallied.shares.iter().map(|(share, _)| proportion_column(share.name, share.name));
        let columns = counts.chain(shares).collect();
        let row_header = rows.header().to_owned();
        Ok(Body { row_header, columns, rows: body, notes: tallied.notes(), ..Body::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use super::*;
    use sna_core::document::Missing;

    const MANIFEST: &str = "title: T
sources:
  offences: { title: O, files: offences.csv, columns: { date: date } }
  stop_searches: { title: S, files: searches.csv, columns: { date: date, age: age, searched_for: reason, found: found } }
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
                "Found, of those searched for: records under \"Weapons found\" but not under \"For weapons\" are left out (6)."
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
