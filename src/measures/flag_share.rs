//! The share of records with at least one of some flags.

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{Category, categories, header};
use super::{Body, Measure, Setting};
use crate::data::roles::{Kind, ROLES};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::document::{Cell, Column, Format, Missing, Role, Row, RowKind};
use crate::query::{Counts, Dimension, Key, Question};
use crate::stats;
use crate::yaml::Spanned;

/// Share of records with at least one of some flags, by rows and columns, with an interval for the whole period.
///
/// The base of every share is all records of its row and column; a blank flag counts as not flagged, which the note
/// says. The interval is Wilson's, 95 %.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlagShare {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// The flags; a record with any of them counts.
    #[schemars(with = "Vec<String>")]
    pub flags: Vec<Spanned<String>>,
    /// Dimension of the rows.
    #[schemars(with = "String")]
    pub rows: Spanned<String>,
    /// Dimension of the columns.
    #[schemars(with = "String")]
    pub columns: Spanned<String>,
}

/// Flagged records and all records.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    flagged: u64,
    all: u64,
}

impl FlagShare {
    fn group_by(&self, setting: &Setting<'_>) -> Result<Vec<Dimension>, Diagnostics> {
        let source = setting.source(self.of.as_ref())?;
        let mut found = Diagnostics::default();
        let mut group_by = Vec::new();
        group_by.extend(found.keep(setting.dimension(source, &self.rows)));
        group_by.extend(found.keep(setting.dimension(source, &self.columns)));
        let known = || ROLES.iter().filter(|role| role.kind == Kind::Flag).map(|role| role.name);
        for flag in &self.flags {
            match known().any(|name| name == flag.value) {
                true => group_by.extend(found.keep(setting.dimension(source, flag))),
                false => found.push(
                    Diagnostic::unknown("unknown-flag", "flag", &flag.value, known()).at(setting.origin.place(flag)),
                ),
            }
        }
        if self.flags.is_empty() {
            let place = Place { excerpt: None, ..setting.origin.place(&self.rows) };
            found.push(
                Diagnostic::error("no-flags", "`flag_share` names no flags")
                    .at(place)
                    .expected("at least one flag under `flags:`"),
            );
        }
        found.into_result(group_by).map(|(group_by, _)| group_by)
    }

    fn share(counts: &Counts, row: Option<&Key>, column: Option<&Key>) -> Share {
        let wanted = |keys: &[Key]| {
            row.is_none_or(|row| keys.first() == Some(row)) && column.is_none_or(|column| keys.get(1) == Some(column))
        };
        counts.0.iter().filter(|(keys, _)| wanted(keys)).fold(Share::default(), |share, (keys, count)| {
            let flagged = keys.iter().skip(2).any(|key| *key == Key::Flag(true));
            Share { flagged: share.flagged + if flagged { *count } else { 0 }, all: share.all + count }
        })
    }

    fn cells(counts: &Counts, row: Option<&Key>, columns: &[Category]) -> Vec<Cell> {
        let by_column = columns.iter().map(|column| Self::share(counts, row, Some(&column.key)).cell());
        let pooled = Self::share(counts, row, None);
        let interval = stats::wilson_interval(pooled.flagged, pooled.all, stats::Confidence::NinetyFive);
        let end = |of: fn(&stats::Interval) -> f64| {
            interval.as_ref().map_or(Cell::Missing(Missing::NotApplicable), |interval| Cell::Number(of(interval)))
        };
        by_column
            .chain([
                pooled.cell(),
                end(|interval| interval.low),
                end(|interval| interval.high),
                Cell::Count(pooled.flagged),
            ])
            .collect()
    }
}

impl Share {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn cell(self) -> Cell {
        match self.all {
            0 => Cell::Missing(Missing::NotApplicable),
            all => Cell::Number(self.flagged as f64 / all as f64),
        }
    }
}

impl Measure for FlagShare {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let group_by = self.group_by(setting)?;
        Ok(vec![setting.query(setting.source(self.of.as_ref())?, group_by)])
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Counts]) -> Result<Body, Diagnostics> {
        let counts = answers.first().cloned().unwrap_or_default();
        let group_by = self.group_by(setting)?;
        let [down, across, ..] = group_by.as_slice() else { return Err(Diagnostics::default()) };
        let rows = categories(down, setting, &counts.keys(0));
        let columns = categories(across, setting, &counts.keys(1));
        let mut body: Vec<Row> =
            rows.iter().map(|row| row.row(Self::cells(&counts, Some(&row.key), &columns))).collect();
        body.push(Row {
            key: "total".into(),
            label: "All".into(),
            kind: RowKind::Total,
            cells: Self::cells(&counts, None, &columns),
        });
        let newest = columns.len().saturating_sub(1);
        let percent = |key, title, role| Column::new(key, title, role, Format::Percent(1));
        let by_column = columns
            .iter()
            .enumerate()
            .map(|(at, column)| Column { format: Format::Percent(1), ..column.column(at == newest) });
        let pooled = [
            percent("pooled", "All years", Role::Total),
            percent("low", "Low", Role::Interval),
            percent("high", "High", Role::Interval),
            Column::new("flagged", "Number flagged", Role::Derived, Format::Count),
        ];
        let notes = vec![
            "A blank flag counts as not flagged: the field is optional, so true shares may be higher.".to_owned(),
            "Low and high bound the 95% interval of the share over all years (Wilson's method).".to_owned(),
        ];
        Ok(Body {
            row_header: header(down).to_owned(),
            columns: by_column.chain(pooled).collect(),
            rows: body,
            heat: None,
            notes,
        })
    }
}
