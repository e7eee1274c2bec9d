//! What became of every row, as a table that adds up.

use sna_core::document::{Cell, Column, Format, Missing, Role, Row, RowKind, SourceRows, Table};

/// The table: rows read, then each fate; the last row is their sum, equal to the first.
pub(super) fn table(id: String, rows: &SourceRows, source: &str, source_title: &str) -> Table {
    let body = |key: &str, label: &str, count: u64| row(key, label, RowKind::Body, count, rows.read);
    let mut lines = vec![
        body("used", "Counted in this report", rows.used),
        body("outside_definition", "Outside the definition", rows.outside_definition),
        body("outside_period", "Outside the period", rows.outside_period),
    ];
    if rows.outside_area > 0 {
        lines.push(body("outside_area", "Outside the area", rows.outside_area));
    }
    let rejected: u64 = rows.rejected.iter().map(|(_, count)| count).sum();
    if rejected == 0 {
        lines.push(body("rejected", "Set aside because they cannot be read", 0));
    }
    lines.extend(rows.rejected.iter().map(|(why, count)| body(why, &format!("Set aside: {why}"), *count)));
    lines.push(row("read", "Rows read", RowKind::Total, rows.read, rows.read));
    Table {
        id,
        number: 0,
        title: format!("What became of every row of the {source}"),
        base: "rows".to_owned(),
        row_header: "Rows".to_owned(),
        columns: vec![
            Column::new("rows", "Number", Role::Value, Format::Count),
            Column::new("share", "Share of rows read", Role::Derived, Format::Percent(1)),
        ],
        rows: lines,
        heat: None,
        notes: rows.doubted.iter().map(|(why, count)| doubt(why, *count)).collect(),
        source: source_title.to_owned(),
        provenance: Vec::new(),
        rests_on: Vec::new(),
        printed: true,
    }
}

fn doubt(why: &str, count: u64) -> String {
    let rows = if count == 1 {
        "1 row stays, with a value not known".to_owned()
    } else {
        format!("{count} rows stay, with a value not known")
    };
    format!("{rows}: {why}.")
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn row(key: &str, label: &str, kind: RowKind, count: u64, read: u64) -> Row {
    let share = match read {
        0 => Cell::Missing(Missing::NotApplicable),
        read => Cell::Number(count as f64 / read as f64),
    };
    Row { key: key.to_owned(), label: label.to_owned(), kind, cells: vec![Cell::Count(count), share] }
}
