//! What became of every row, as a table that adds up.

use std::sync::Arc;

use crate::compose::composer::Composer;
use crate::spec::{BlockPlan, SectionPlan};
use sna_core::document::{Block, Cell, Column, Format, Missing, Role, Row, RowKind, SourceRows, Table, Times};
use sna_data::query::Audit;

/// Adds the tables of all reconciliations to those that texts can use.
pub(in crate::compose) fn add_reconciliations(composer: &mut Composer<'_>) {
    for section in composer.plan.all_sections() {
        for audit in section.blocks.iter().filter_map(BlockPlan::as_reconciliation) {
            let id = identifier(section, audit);
            let title = composer.catalogue.sources.get(&audit.source).map_or("", |source| source.title.as_str());
            let table = table(id.clone(), &composer.rows(audit), &audit.source, title);
            composer.tables.insert(id, Arc::new(table));
        }
    }
}

/// The reconciliation of a source.
pub(super) fn make(composer: &mut Composer<'_>, section: &SectionPlan, audit: &Audit) -> Option<Block> {
    let table = composer.tables.get(&identifier(section, audit)).cloned()?;
    Some(Block::Table(Box::new(composer.numbered(&table))))
}

/// `method.reconciliation`, and `method.reconciliation_victims` for a source that the section does not count itself.
fn identifier(section: &SectionPlan, audit: &Audit) -> String {
    match audit.source == section.scope.source() {
        true => format!("{}.reconciliation", section.id),
        false => format!("{}.reconciliation_{}", section.id, audit.source),
    }
}

/// The table: rows read, then each fate; the last row is their sum, equal to the first.
fn table(id: String, rows: &SourceRows, source: &str, source_title: &str) -> Table {
    let body = |key: &str, label: &str, count: u64| row(key, label, RowKind::Body, count, rows.read);
    let mut lines = vec![
        body("used", "Within the definition and the period", rows.used),
        body("outside_definition", "Outside the definition", rows.outside_definition),
        body("outside_period", "Outside the period", rows.outside_period),
    ];
    if rows.definition_unknown > 0 {
        let label = "Not counted: a blank leaves the definition open";
        lines.push(body("definition_unknown", label, rows.definition_unknown));
    }
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
        narrowed: String::new(),
        row_header: "Rows".to_owned(),
        columns: vec![
            Column::new("rows", "Number", Role::Value, Format::Count),
            Column::new("share", "Share of rows read", Role::Derived, Format::Percent(1)),
        ],
        rows: lines,
        times: Times::default(),
        tests: 0,
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
        "1 row is kept with a value not known".to_owned()
    } else {
        format!("{count} rows are kept with a value not known")
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
