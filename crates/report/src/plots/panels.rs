//! Small multiples: one panel for each row, columns of the table along its axis.

use schemars::JsonSchema;
use serde::Deserialize;

use super::drawing::{Drawing, body, measured};
use super::words::counted;
use sna_core::document::{Format, Panel, Panels, Plot, Role, Table, format_number};

/// Rows of the table as panels.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PanelRows {
    /// Draw only the first N rows.
    pub top: Option<usize>,
}

/// Panels of the rows over the columns with figures of the measure.
pub(super) fn panels(options: &PanelRows, table: &Table) -> Drawing {
    let across: Vec<usize> = (0..table.columns.len()).filter(|at| table.columns[*at].role == Role::Value).collect();
    let rows = body(table).take(options.top.unwrap_or(usize::MAX));
    let panels = rows.map(|row| Panel {
        name: row.label.clone(),
        values: across.iter().map(|at| row.cells[*at].number()).collect(),
    });
    let positions = across.iter().map(|at| table.columns[*at].title.clone()).collect();
    let format = across.first().map_or(Format::Count, |at| table.columns[*at].format);
    let plot = Panels { positions, panels: panels.collect(), format };
    let description = in_words(&plot);
    Drawing { plot: Plot::Panels(plot), measured: measured(format), description, notes: Vec::new() }
}

fn in_words(Panels { positions, panels, format }: &Panels) -> String {
    let (first, last) = (positions.first().map_or("", String::as_str), positions.last().map_or("", String::as_str));
    let ends = |panel: &Panel| {
        let end = |value: Option<&Option<f64>>| {
            value.copied().flatten().map_or_else(|| "no figure".to_owned(), |value| format_number(value, *format))
        };
        format!("{} {} to {}", panel.name, end(panel.values.first()), end(panel.values.last()))
    };
    let listed: Vec<String> = panels.iter().map(ends).collect();
    let charts = counted(panels.len(), "small column chart");
    format!("{charts} on one scale, {first} to {last}: {}.", listed.join("; "))
}
