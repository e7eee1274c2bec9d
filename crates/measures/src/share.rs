//! The share of records that meet a condition.

use schemars::JsonSchema;
use serde::Deserialize;

use super::area_comparison::LIMITS;
use super::axis::Axis;
use super::bands::Bands;
use super::categories::Category;
use super::numbers::number_of;
use super::proportion::proportion;
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Cell, Column, Counted, Figure, Format, Missing, Role, RowKind};
use sna_core::stats;
use sna_core::yaml::Spanned;
use sna_data::query::{AnswerId, Ask, Counts, Keys};
use sna_data::{Predicate, SourceFrame};

/// Share of records that meet a condition, by rows and columns, with an interval for the whole period.
///
/// The base of every share is all records of its row and column; a record on which the condition is not known, such as
/// one with a blank flag, counts as not meeting it. The note says so, with the share of such records and the share of the
/// others that meet the condition. With `known: true` the base is only the records on which it is known. The interval is
/// Wilson's, 95 %.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// The condition, in SQL over the data roles, such as `alcohol OR drugs`.
    #[serde(rename = "where")]
    #[schemars(with = "String")]
    pub condition: Spanned<String>,
    /// Dimension of the rows.
    #[schemars(with = "String")]
    pub rows: Spanned<String>,
    /// Age bands of the rows, when they are an age.
    pub bands: Option<Bands>,
    /// Dimension of the columns.
    #[schemars(with = "String")]
    pub columns: Spanned<String>,
    /// Only records on which the condition is known: those that meet it, and those in which none of its columns is blank.
    #[serde(default)]
    pub known: bool,
    /// Print, for each row, the limits within which chance would leave the share of a row with its number of records (95 % and
    /// 99.8 %), which a funnel plot draws: `funnel: { column: pooled, against: of, limits: [low_95, high_95, low_998, high_998] }`.
    #[serde(default)]
    pub funnel: bool,
}

/// A share whose questions are asked.
struct LaidShare<'a> {
    at: At<'a>,
    funnel: bool,
    rows: Axis,
    columns: Axis,
    /// Records that meet the condition.
    met: AnswerId,
    all: AnswerId,
    /// Records on which the condition is known.
    known: AnswerId,
    is_of_known: bool,
}

/// Records that meet the condition, and all records.
#[derive(Clone, Copy)]
struct Parts<'c> {
    met: &'c Counts,
    all: &'c Counts,
}

impl Parts<'_> {
    /// The counts of some rows and columns.
    fn within(self, keys: impl IntoIterator<Item = Keys> + Clone) -> Part {
        Part { met: self.met.sum(keys.clone()), all: self.all.sum(keys) }
    }
}

/// The records of one cell: those that meet the condition, and all.
struct Part {
    met: Counted,
    all: Counted,
}

impl Part {
    fn share(&self) -> Figure {
        proportion(self.met.value(), self.all.value())
    }

    /// Between which shares chance alone would leave a row with so many records and the share of all (Wilson's interval inverted).
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn limits(&self, all: &Self) -> Vec<Figure> {
        let whole = all.met.value() as f64 / all.all.value() as f64;
        let levels = [stats::Confidence::NinetyFive, stats::Confidence::NinetyNinePointEight];
        let limits = levels.into_iter().flat_map(|level| match stats::share_limits(whole, self.all.value(), level) {
            Some(limits) => [limits.low, limits.high].map(Figure::Number),
            None => [Missing::NotApplicable; 2].map(Figure::Missing),
        });
        limits.collect()
    }

    /// The ends of the share's interval.
    fn interval(&self) -> [Figure; 2] {
        let interval = stats::wilson_interval(self.met.value(), self.all.value(), stats::Confidence::NinetyFive);
        interval
            .map_or([Figure::Missing(Missing::NotApplicable), Figure::Missing(Missing::NotApplicable)], |interval| {
                [Figure::Number(interval.low), Figure::Number(interval.high)]
            })
    }
}

impl Measure for Share {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let (rows, columns, condition) = self.checked(&at, source)?;
        let by = || [rows.dimension.clone(), columns.dimension.clone()];
        let met = ask.records(source, &at.scope_where([&condition]), by());
        let all = ask.records(source, at.scope, by());
        let known = is_known(&condition).unwrap_or_else(|| condition.clone());
        let known = ask.records(source, &at.scope_where([&known]), by());
        let (funnel, is_of_known) = (self.funnel, self.known);
        Ok(Box::new(LaidShare { at, funnel, rows, columns, met, all, known, is_of_known }))
    }
}

impl Laid for LaidShare<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let base = if self.is_of_known { self.known } else { self.all };
        let parts = Parts { met: &answered[self.met], all: &answered[base] };
        let down = self.rows.listed(&self.at, parts.all);
        let across = self.columns.listed(&self.at, parts.all);
        let row = |row: &Category| row.row(self.cells(parts, Some(&self.rows.of(row)), &across));
        let total = BodyRow {
            key: "total".into(),
            label: "All".into(),
            kind: RowKind::Total,
            cells: self.cells(parts, None, &across),
        };
        let interval =
            "Low and high are the limits of the 95% confidence interval of the share over all years (Wilson's method).";
        let funnel = self.funnel.then(|| {
            "A row with so many records and the share of all would be within the limits about 95% and 99.8% of the time by chance \
             alone (Wilson's interval inverted)."
                .to_owned()
        });
        let notes = self.base_told(answered).into_iter().chain([interval.to_owned()]).chain(funnel).collect();
        Ok(Body {
            row_header: self.rows.header().to_owned(),
            columns: self.columns_over(&across),
            rows: down.iter().map(row).chain([total]).collect(),
            notes,
            ..Body::default()
        })
    }
}

/// That a condition is met, or that none of its columns is blank.
fn is_known(condition: &Predicate) -> Option<Predicate> {
    let recorded: Vec<String> = condition.columns().iter().map(|column| format!("{column} IS NOT NULL")).collect();
    Predicate::read(&format!("({}) OR ({})", condition.sql(), recorded.join(" AND "))).ok()
}

impl LaidShare<'_> {
    /// What the shares are of, where not every record says whether it meets the condition.
    fn base_told(&self, answered: &Answered<'_>) -> Option<String> {
        let [met, all, known] = [self.met, self.all, self.known].map(|answer| answered[answer].total());
        let number = |count: u64| Cell::Count(count).print(Format::Count);
        let blank = all.saturating_sub(known);
        let of_all = format!("{} of {} blank", number(blank), number_of(all, "record is", "records are"));
        (blank > 0).then(|| match (self.is_of_known, known) {
            (true, _) => format!("The shares are of the records that are not blank: {of_all}."),
            (false, 0) => "All entries are blank, and blank entries count as no.".to_owned(),
            (false, _) => format!(
                "Blank entries count as no, so the true shares may be higher: {of_all}, and of the other {}, {} meet the condition.",
                number(known),
                number(met)
            ),
        })
    }

    /// The cells of a row, or of all rows.
    fn cells(&self, parts: Parts<'_>, row: Option<&Keys>, columns: &[Category]) -> Vec<Figure> {
        let by_column = columns.iter().map(|column| {
            let column = [self.columns.of(column)];
            parts.within(row.into_iter().chain(&column).cloned()).share()
        });
        let pooled = parts.within(row.cloned());
        let share_and_interval = [pooled.share()].into_iter().chain(pooled.interval());
        let limits = if self.funnel { pooled.limits(&parts.within(None)) } else { Vec::new() };
        let counts = [pooled.met, pooled.all].map(Figure::Count);
        by_column.chain(share_and_interval).chain(counts).chain(limits).collect()
    }

    fn columns_over(&self, across: &[Category]) -> Vec<Column> {
        let limits = LIMITS.iter().filter(|_| self.funnel);
        let limits = limits.map(|(key, title)| Column::new(key, title, Role::Interval, Format::Percent(1)));
        Share::columns(across).into_iter().chain(limits).collect()
    }
}

impl Share {
    fn checked(&self, at: &At<'_>, source: &SourceFrame) -> Result<(Axis, Axis, Predicate), Diagnostics> {
        let mut found = Diagnostics::default();
        let rows = found.keep(Axis::read(at, source, &self.rows, self.bands.as_ref()));
        let columns = found.keep(Axis::read(at, source, &self.columns, None));
        let condition = found.keep(at.condition(source, &self.condition));
        match (rows, columns, condition) {
            (Some(rows), Some(columns), Some(condition)) => {
                found.into_result((rows, columns, condition)).map(|(checked, _)| checked)
            }
            _ => Err(found),
        }
    }

    fn columns(columns: &[Category]) -> Vec<Column> {
        let newest = columns.len().saturating_sub(1);
        let percent = |key, title, role| Column::new(key, title, role, Format::Percent(1));
        let of_column =
            |(at, column): (usize, &Category)| Column { format: Format::Percent(1), ..column.column(at == newest) };
        let pooled = [
            percent("pooled", "All years", Role::Total),
            percent("low", "Low", Role::Interval),
            percent("high", "High", Role::Interval),
            Column::new("met", "Number", Role::Derived, Format::Count),
            Column::new("of", "Out of", Role::Derived, Format::Count),
        ];
        columns.iter().enumerate().map(of_column).chain(pooled).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use super::*;
    use sna_core::document::Cell;

    /// 24 of 80 records: 0.3 ± z √(0.3 × 0.7 / 26) for the 26 of a row, with z = 1.96 and 3.09.
    #[test]
    fn a_funnel_has_the_limits_of_a_row_of_its_size() {
        let options = "share: { where: alcohol, rows: offence_group, columns: financial_year, funnel: true }";
        let body = World::examples().table(options).unwrap();
        let at = |column: &str| number(&body, "Possession of weapons", column);
        let wanted = [("low_95", 0.123_855), ("high_95", 0.476_145), ("low_998", 0.022_276), ("high_998", 0.577_724)];
        for (column, wanted) in wanted {
            assert!((at(column) - wanted).abs() < 1e-6, "{column}: {}", at(column));
        }
        assert_eq!(number(&body, "Homicide", "high_998"), 1.0, "of one record anything is chance");
        assert!(body.notes.iter().any(|note| note.ends_with("(Wilson's interval inverted).")));
        let plain = World::examples().table(&options.replace(", funnel: true", "")).unwrap();
        assert_eq!(plain.columns.len() + LIMITS.len(), body.columns.len());
        assert!(matches!(cell(&plain, "All", "of"), Cell::Count(80)));
    }
}
