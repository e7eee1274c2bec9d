//! From a table to a plot, as a chart's options ask.

use super::lines::lines;
use super::pyramid::pyramid;
use super::{hexagons, map, standing};
use crate::spec::{Emphasis, OneColumn, PanelRows, PlotSpec};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Bar, Format, Panel, Plot, Role, Row, RowKind, Table};
use sna_core::yaml::{Origin, Spanned};
use sna_data::Catalogue;

/// More columns than these are too many to compare one by one: what they show is their highest.
pub(super) const MANY_COLUMNS: usize = 24;

/// A plot with what is said around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Drawing {
    /// What is drawn.
    pub(super) plot: Plot,
    /// The title of what it measures.
    pub(super) measured: String,
    /// What cannot be seen in it, for the notes under it.
    pub(super) notes: Vec<String>,
}

impl Drawing {
    fn without_notes((plot, measured): (Plot, String)) -> Self {
        Self { plot, measured, notes: Vec::new() }
    }
}

/// The plot of a table; maps find their boundaries and places in the catalogue, and `area` is what
/// a total stands for.
///
/// # Errors
/// A column or row the table does not have; a table that such a plot cannot show.
pub(super) fn plot(
    spec: &PlotSpec,
    table: &Table,
    (catalogue, area): (&Catalogue, &str),
    origin: &Origin,
) -> Result<Drawing, Diagnostics> {
    let plain = match spec {
        PlotSpec::Columns(options) => columns(options, table, origin)?,
        PlotSpec::Bars(options) => {
            let (bars, format, title) = bars(options, table, origin)?;
            let emphasis = emphasised(options.emphasis.unwrap_or(Emphasis::None), &bars);
            (Plot::Bars { bars, format, emphasis }, title)
        }
        PlotSpec::Lines(options) => lines(options, table, origin)?,
        PlotSpec::Panels(options) => panels(options, table),
        PlotSpec::Pyramid(options) => pyramid(options, table, origin)?,
        PlotSpec::Map(options) => return map::map(options, table, catalogue, origin),
        PlotSpec::Hexagons(options) => return hexagons::map(options, table, catalogue, origin),
        PlotSpec::Intervals(options) => return standing::intervals(options, table, area, origin),
        PlotSpec::Funnel(options) => return standing::funnel(options, table, area, origin),
    };
    Ok(Drawing::without_notes(plain))
}

fn columns(options: &OneColumn, table: &Table, origin: &Origin) -> Result<(Plot, String), Diagnostic> {
    let (bars, format, title) = bars(options, table, origin)?;
    let usual = if bars.len() > MANY_COLUMNS { Emphasis::Highest } else { Emphasis::None };
    let emphasis = emphasised(options.emphasis.unwrap_or(usual), &bars);
    Ok((Plot::Columns { bars, format, emphasis }, title))
}

/// The position of a column.
///
/// # Errors
/// `unknown-column`.
pub(super) fn column(name: &Spanned<String>, table: &Table, origin: &Origin) -> Result<usize, Diagnostic> {
    table.column(&name.value).ok_or_else(|| {
        let known = table.columns.iter().map(|column| column.key.as_str());
        Diagnostic::unknown(Code::UnknownColumn, "column", &name.value, known)
            .at(origin.place(name))
            .hint(format!("the columns are those of table `{}`", table.id))
    })
}

/// The rows that stand for a category: neither the total nor what is not known.
pub(super) fn body(table: &Table) -> impl Iterator<Item = &Row> {
    table.rows.iter().filter(|row| row.kind == RowKind::Body)
}

/// What figures of several columns or rows are called together.
pub(super) fn measured(format: Format) -> String {
    match format {
        Format::Percent(_) | Format::SignedPercent(_) => "Share",
        Format::Pounds => "Cost",
        Format::Count | Format::SignedCount | Format::Decimal(_) | Format::SignedDecimal(_) => "Number",
    }
    .to_owned()
}

fn bars(options: &OneColumn, table: &Table, origin: &Origin) -> Result<(Vec<Bar>, Format, String), Diagnostic> {
    let at = column(&options.column, table, origin)?;
    let rows = body(table).take(options.top.unwrap_or(usize::MAX));
    let mut bars: Vec<Bar> = rows.map(|row| Bar { label: row.label.clone(), value: row.cells[at].number() }).collect();
    if options.sort {
        // Rows of equal value keep their order.
        bars.sort_by(|one, other| other.value.unwrap_or(f64::MIN).total_cmp(&one.value.unwrap_or(f64::MIN)));
    }
    let (all, title) = (body(table).count(), &table.columns[at].title);
    let measured =
        if bars.len() < all { format!("{title}, the {} largest of {all}", bars.len()) } else { title.clone() };
    Ok((bars, table.columns[at].format, measured))
}

fn emphasised(emphasis: Emphasis, bars: &[Bar]) -> Option<usize> {
    match emphasis {
        Emphasis::None => None,
        Emphasis::Last => bars.len().checked_sub(1),
        Emphasis::Highest => highest(bars.iter().map(|bar| bar.value)),
    }
}

/// The position of the first of the highest values.
pub(super) fn highest(values: impl Iterator<Item = Option<f64>>) -> Option<usize> {
    let named = values.enumerate().filter_map(|(at, value)| Some((at, value?)));
    named.reduce(|best, each| if each.1 > best.1 { each } else { best }).map(|(at, _)| at)
}

fn panels(options: &PanelRows, table: &Table) -> (Plot, String) {
    let across: Vec<usize> = (0..table.columns.len()).filter(|at| table.columns[*at].role == Role::Value).collect();
    let rows = body(table).take(options.top.unwrap_or(usize::MAX));
    let panels = rows.map(|row| Panel {
        name: row.label.clone(),
        values: across.iter().map(|at| row.cells[*at].number()).collect(),
    });
    let positions = across.iter().map(|at| table.columns[*at].title.clone()).collect();
    let format = across.first().map_or(Format::Count, |at| table.columns[*at].format);
    (Plot::Panels { positions, panels: panels.collect(), format }, measured(format))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use sna_core::document::{Cell, Column};
    use sna_core::{diag, yaml};

    /// A table of counts: its columns, and its rows with one count for each. The last columns and rows may be called
    /// `total` and `unknown`.
    pub(in crate::compose) fn table(columns: &[&str], rows: &[(&str, &[u64])]) -> Table {
        let role = |name: &str| if name == "total" { Role::Total } else { Role::Value };
        let kind = |name: &str| match name {
            "total" => RowKind::Total,
            "unknown" => RowKind::Unknown,
            _ => RowKind::Body,
        };
        let row = |(name, counts): &(&str, &[u64])| Row {
            key: (*name).to_owned(),
            label: (*name).to_owned(),
            kind: kind(name),
            cells: counts.iter().map(|count| Cell::Count(*count)).collect(),
        };
        Table {
            id: "people.ages".to_owned(),
            number: 1,
            title: "Victims".to_owned(),
            base: "victims".to_owned(),
            row_header: "Age".to_owned(),
            columns: columns.iter().map(|name| Column::new(name, name, role(name), Format::Count)).collect(),
            rows: rows.iter().map(row).collect(),
            heat: None,
            notes: Vec::new(),
            source: String::new(),
            provenance: Vec::new(),
            rests_on: Vec::new(),
            printed: true,
        }
    }

    /// What the author's words make of a table, with places from a catalogue.
    pub(in crate::compose) fn within(
        words: &str,
        table: &Table,
        catalogue: &Catalogue,
    ) -> Result<Drawing, Diagnostics> {
        let spec: PlotSpec = yaml::read(words, "sna.yaml")?;
        let origin = Origin { file: "sna.yaml".to_owned(), text: words.to_owned() };
        plot(&spec, table, (catalogue, "Derbyshire"), &origin)
    }

    /// The plot that the author's words make of a table, or the messages.
    pub(in crate::compose) fn drawn(words: &str, table: &Table) -> Result<(Plot, String), String> {
        let drawing = within(words, table, &Catalogue::default()).map_err(|found| diag::render(&found, false))?;
        Ok((drawing.plot, drawing.measured))
    }

    fn single_years(most: u64) -> Table {
        let counts: Vec<(String, [u64; 1])> =
            (0..=most).map(|age| (age.to_string(), [100 - age.abs_diff(15)])).collect();
        let rows: Vec<(&str, &[u64])> = counts.iter().map(|(age, count)| (age.as_str(), count.as_slice())).collect();
        table(&["count"], &rows)
    }

    #[test]
    fn of_many_columns_the_highest_is_the_point_unless_the_author_says_otherwise() {
        let emphasis = |words: &str, most: u64| match drawn(words, &single_years(most)) {
            Ok((Plot::Columns { emphasis, .. } | Plot::Bars { emphasis, .. }, _)) => emphasis,
            other => panic!("{other:?}"),
        };
        assert_eq!(emphasis("columns: { column: count }", 95), Some(15));
        assert_eq!(emphasis("columns: { column: count, emphasis: none }", 95), None);
        assert_eq!(emphasis("columns: { column: count, emphasis: last }", 95), Some(95));
        assert_eq!(emphasis("columns: { column: count }", 23), None);
        assert_eq!(emphasis("bars: { column: count }", 95), None);
    }
}
