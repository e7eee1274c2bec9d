//! The share of records that meet a condition.

use schemars::JsonSchema;
use serde::Deserialize;

use super::axis::Axis;
use super::bands::Bands;
use super::categories::Category;
use super::proportion::proportion;
use super::{Body, Setting, Stated};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Column, Figure, Format, Missing, Role, RowKind};
use sna_core::stats;
use sna_core::yaml::Spanned;
use sna_data::query::{Grouped, Key, Question};

/// Share of records that meet a condition, by rows and columns, with an interval for the whole period.
///
/// The base of every share is all records of its row and column; a record on which the condition is not known, such as
/// one with a blank flag, counts as not meeting it, which the note says. The interval is Wilson's, 95 %.
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
}

/// Records that meet the condition, and all records.
struct Parts {
    rows: Axis,
    columns: Axis,
    met: Grouped,
    all: Grouped,
}

impl Parts {
    /// The counts in a row and a column, or in all of them.
    fn counts(&self, row: Option<&Key>, column: Option<&Key>) -> (u64, u64) {
        let wanted = |keys: &[Key]| {
            row.is_none_or(|row| keys.first() == Some(row)) && column.is_none_or(|column| keys.get(1) == Some(column))
        };
        let sum = |counts: &Grouped| counts.0.iter().filter(|(keys, _)| wanted(keys)).map(|(_, count)| count).sum();
        (sum(&self.met), sum(&self.all))
    }

    fn cells(&self, row: Option<&Key>, columns: &[Category]) -> Vec<Figure> {
        let share = |(met, all)| proportion(met, all);
        let by_column = columns.iter().map(|column| share(self.counts(row, Some(&column.key))));
        let (met, all) = self.counts(row, None);
        let interval = stats::wilson_interval(met, all, stats::Confidence::NinetyFive);
        let end = |of: fn(&stats::Interval) -> f64| {
            interval.as_ref().map_or(Figure::Missing(Missing::NotApplicable), |interval| Figure::Number(of(interval)))
        };
        let ends = [end(|interval| interval.low), end(|interval| interval.high)];
        by_column
            .chain([share((met, all))])
            .chain(ends)
            .chain([Figure::undeclared(met), Figure::undeclared(all)])
            .collect()
    }
}

impl Share {
    fn axes(&self, setting: &Setting<'_>) -> Result<(Axis, Axis), Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let mut found = Diagnostics::default();
        let rows = found.keep(Axis::read(setting, source, &self.rows, self.bands.as_ref()));
        let columns = found.keep(Axis::read(setting, source, &self.columns, None));
        if let Err(fault) = source.check_condition(&self.condition.value) {
            found.push(fault.at(setting.origin.place(&self.condition)));
        }
        match (rows, columns) {
            (Some(rows), Some(columns)) => found.into_result((rows, columns)).map(|(axes, _)| axes),
            _ => Err(found),
        }
    }

    fn columns(columns: &[Category]) -> Vec<Column> {
        let newest = columns.len().saturating_sub(1);
        let percent = |key, title, role| Column::new(key, title, role, Format::Percent(1));
        let by_column = columns.iter().enumerate();
        let by_column =
            by_column.map(|(at, column)| Column { format: Format::Percent(1), ..column.column(at == newest) });
        let pooled = [
            percent("pooled", "All years", Role::Total),
            percent("low", "Low", Role::Interval),
            percent("high", "High", Role::Interval),
            Column::new("met", "Number", Role::Derived, Format::Count),
            Column::new("of", "Out of", Role::Derived, Format::Count),
        ];
        by_column.chain(pooled).collect()
    }
}

impl Stated for Share {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let (rows, columns) = self.axes(setting)?;
        let group_by = vec![rows.dimension, columns.dimension];
        let met = setting.query_where(source, &[&self.condition.value], group_by.clone());
        Ok(vec![met, setting.query(source, group_by)])
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Grouped]) -> Result<Body, Diagnostics> {
        let (rows, columns) = self.axes(setting)?;
        let folded = |at: usize| columns.fold(&rows.fold(&answers.get(at).cloned().unwrap_or_default(), 0), 1);
        let (met, all) = (folded(0), folded(1));
        let parts = Parts { rows, columns, met, all };
        let down = parts.rows.categories(setting, &parts.all.keys(0));
        let across = parts.columns.categories(setting, &parts.all.keys(1));
        let mut body: Vec<BodyRow> = down.iter().map(|row| row.row(parts.cells(Some(&row.key), &across))).collect();
        body.push(BodyRow {
            key: "total".into(),
            label: "All".into(),
            kind: RowKind::Total,
            cells: parts.cells(None, &across),
        });
        let notes = vec![
            "Blanks count as not meeting the condition, so true shares may be higher.".to_owned(),
            "Low and high bound the 95% interval of the share over all years (Wilson's method).".to_owned(),
        ];
        let row_header = parts.rows.header().to_owned();
        Ok(Body { row_header, columns: Self::columns(&across), rows: body, notes, ..Body::default() })
    }
}
