//! Kinds of chart: one file each, with the options an author writes, how a table becomes the plot, and the words that
//! describe it. This room knows tables and what a chart may look up; it knows neither plans nor sections, so that the
//! shape of a spec can contain its options.

mod bars;
mod classes;
mod drawing;
mod funnel;
mod hexagons;
mod intervals;
mod lines;
mod map;
mod names;
mod panels;
mod pyramid;
mod words;

use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use drawing::Drawing;

use bars::OneColumn;
use funnel::FunnelRows;
use hexagons::HexagonMap;
use intervals::IntervalRows;
use lines::LineSeries;
use map::MapOfAreas;
use panels::PanelRows;
use pyramid::PyramidSides;
use sna_core::diag::Diagnostics;
use sna_core::document::{BREAK, Plot, Table, is_after_break};
use sna_core::yaml::{Origin, Spanned};
use sna_data::Catalogue;

/// What is drawn.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlotSpec {
    /// Vertical columns, one for each row: for rows that are years, or single years of age.
    Columns(OneColumn),
    /// Horizontal bars, one for each row.
    Bars(OneColumn),
    /// Lines over months or years.
    Lines(LineSeries),
    /// Small multiples: one panel for each row, columns along its axis.
    Panels(PanelRows),
    /// A population pyramid: rows that are age bands, a column for each side.
    Pyramid(#[schemars(with = "PyramidSides")] Spanned<PyramidSides>),
    /// A map: areas shaded by their figures, within boundaries or as equal tiles.
    Map(MapOfAreas),
    /// A map of hexagons shaded by their number of records.
    Hexagons(HexagonMap),
    /// Each area's figure with its interval, against the figure of the whole.
    Intervals(IntervalRows),
    /// A funnel plot: figures against the size of their areas, with limits for chance variation.
    Funnel(FunnelRows),
}

/// The plot of a table; maps find their boundaries and places in the catalogue, and `area` is the place that a total
/// is for.
///
/// # Errors
/// The table does not have a column or row, or cannot be shown as such a plot.
pub(crate) fn plot(
    spec: &PlotSpec,
    table: &Table,
    (catalogue, area): (&Catalogue, &str),
    origin: &Origin,
) -> Result<Drawing, Diagnostics> {
    let drawing = match spec {
        PlotSpec::Columns(options) => bars::columns(options, table, origin),
        PlotSpec::Bars(options) => bars::bars(options, table, origin),
        PlotSpec::Lines(options) => lines::lines(options, table, origin),
        PlotSpec::Panels(options) => Ok(panels::panels(options, table)),
        PlotSpec::Pyramid(options) => pyramid::pyramid(options, table, origin),
        PlotSpec::Map(options) => map::map(options, table, catalogue, origin),
        PlotSpec::Hexagons(options) => hexagons::map(options, table, catalogue, origin),
        PlotSpec::Intervals(options) => intervals::intervals(options, table, area, origin),
        PlotSpec::Funnel(options) => funnel::funnel(options, table, area, origin),
    }?;
    Ok(breaks_described(drawing))
}

/// The drawing, its description with the dashed lines that mark breaks.
fn breaks_described(drawing: Drawing) -> Drawing {
    let times: Vec<&str> = match &drawing.plot {
        Plot::Columns(bars) => bars.bars.iter().map(|bar| bar.label.as_str()).collect(),
        Plot::Lines(lines) => lines.positions.iter().map(String::as_str).collect(),
        Plot::Panels(panels) => panels.positions.iter().map(String::as_str).collect(),
        Plot::Bars(_)
        | Plot::Pyramid(_)
        | Plot::Tiles(_)
        | Plot::Map(_)
        | Plot::Hexagons(_)
        | Plot::Intervals(_)
        | Plot::Funnel(_) => Vec::new(),
    };
    let broken = times.into_iter().skip(1).filter(|label| is_after_break(label));
    let told: String = broken
        .map(|label| {
            format!(" A dashed line before {} marks a break in the series.", label.trim_end_matches(BREAK).trim_end())
        })
        .collect();
    Drawing { description: drawing.description.clone() + &told, ..drawing }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sna_core::document::{Cell, Column, Format, Role, Row, RowKind};
    use sna_core::{diag, yaml};

    /// A table of counts: its columns, and its rows with one count for each. The last columns and rows may be called
    /// `total` and `unknown`.
    pub(in crate::plots) fn table(columns: &[&str], rows: &[(&str, &[u64])]) -> Table {
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
            narrowed: String::new(),
            row_header: "Age".to_owned(),
            columns: columns.iter().map(|name| Column::new(name, name, role(name), Format::Count)).collect(),
            rows: rows.iter().map(row).collect(),
            times: sna_core::document::Times::default(),
            tests: 0,
            heat: None,
            notes: Vec::new(),
            source: String::new(),
            provenance: Vec::new(),
            rests_on: Vec::new(),
            printed: true,
        }
    }

    /// What the author's words make of a table, with places from a catalogue.
    pub(in crate::plots) fn within(words: &str, table: &Table, catalogue: &Catalogue) -> Result<Drawing, Diagnostics> {
        let spec: PlotSpec = yaml::read(words, "sna.yaml")?;
        let origin = Origin::new("sna.yaml".to_owned(), words.to_owned());
        plot(&spec, table, (catalogue, "Derbyshire"), &origin)
    }

    /// The plot that the author's words make of a table, or the messages.
    pub(in crate::plots) fn drawn(words: &str, table: &Table) -> Result<(Plot, String), String> {
        let drawing = within(words, table, &Catalogue::default()).map_err(|found| diag::render(&found, false))?;
        Ok((drawing.plot, drawing.measured))
    }
}
