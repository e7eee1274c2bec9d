//! A map of hexagons: rows named for hexagons of the data's grid, those of too few records left out.

use super::chart::{Drawing, body, column};
use super::classes::Classes;
use super::map::{boundaries, layer, rings};
use super::names::unplaced;
use crate::spec::HexagonMap;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Hidden, MapArea, Plot, Ring, Row, Table};
use sna_core::yaml::Origin;
use sna_data::{Catalogue, Layer, hexagons};

/// Fewer records than this are not drawn unless the author says otherwise: one record at one place is a person's.
const AT_LEAST: u64 = 3;

/// A map of hexagons, with notes of what it leaves out.
///
/// # Errors
/// `unknown-column`, `uncounted-hexagons`, `no-hexagon-grid`, `no-hexagon`, `unknown-layer`, and what [`Classes`] refuses.
pub(super) fn map(
    options: &HexagonMap,
    table: &Table,
    catalogue: &Catalogue,
    origin: &Origin,
) -> Result<Drawing, Diagnostics> {
    let (at, width_metres, outlines) = resolve(options, table, catalogue, origin)?;
    let at_least = options.at_least.unwrap_or(AT_LEAST).max(1);
    let (mut shown, hidden) = shared_out(table, (at, width_metres), at_least);
    let beyond = outlines.and_then(|layer| beyond(layer, &mut shown, width_metres));
    let counts: Vec<f64> = shown.iter().filter_map(|hexagon| hexagon.value).collect();
    let classes = Classes::choose((options.classes.as_ref(), options.limits.as_ref()), &counts, Format::Count, origin)?;
    shown.iter_mut().for_each(|hexagon| hexagon.class = hexagon.value.map(|count| classes.position(count)));
    let plot = Plot::Hexagons {
        hexagons: shown,
        outlines: outlines.map_or_else(Vec::new, |layer| layer.areas.iter().flat_map(rings).collect()),
        classes: classes.classes,
        width_metres,
        hidden,
    };
    let notes =
        not_shown(hidden).into_iter().chain(beyond).chain(unplaced(table, at)).chain(outlines.and_then(boundaries));
    Ok(Drawing { plot, measured: table.columns[at].title.clone(), notes: notes.collect() })
}

/// The column, the width of the hexagons and the layer of the outlines.
fn resolve<'a>(
    options: &HexagonMap,
    table: &Table,
    catalogue: &'a Catalogue,
    origin: &Origin,
) -> Result<(usize, f64, Option<&'a Layer>), Diagnostics> {
    let mut found = Diagnostics::default();
    let place = origin.place(&options.column);
    let at = found.keep(column(&options.column, table, origin));
    let outlines = options.outlines.as_ref().and_then(|name| found.keep(layer(name, catalogue, origin)));
    let faults = [at.and_then(|at| uncounted(&table.columns[at])), no_grid(catalogue), no_hexagon(table)];
    faults.into_iter().flatten().for_each(|fault| found.push(fault.at(place.clone())));
    let named = (at.unwrap_or_default(), catalogue.hexagon_metres.unwrap_or_default(), outlines);
    found.into_result(named).map(|(named, _)| named)
}

/// The hexagons to draw, without their classes, and what is known of the others that hold any record.
fn shared_out(table: &Table, (at, width_metres): (usize, f64), at_least: u64) -> (Vec<MapArea>, Hidden) {
    let mut hidden = Hidden { at_least, ..Hidden::default() };
    let mut shown = Vec::new();
    for row in body(table) {
        let Cell::Count(count) = row.cells[at] else { continue };
        if count >= at_least {
            shown.extend(hexagon(row, row.cells[at].number(), width_metres));
        } else if count > 0 {
            hidden.hexagons += 1;
            hidden.records += count;
        }
    }
    (shown, hidden)
}

/// Takes the hexagons away that lie beyond the outlines' rectangle: one far place would shrink all others. What was taken, in words.
fn beyond(layer: &Layer, shown: &mut Vec<MapArea>, width_metres: f64) -> Option<String> {
    let points = || layer.areas.iter().flat_map(|area| area.rings.iter().flatten());
    let span = |axis: usize| {
        let along = points().map(|point| point[axis]);
        let (low, high) = along.fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
        low - width_metres..=high + width_metres
    };
    let (across, up) = (span(0), span(1));
    let inside = |area: &MapArea| {
        let centre = hexagons::centre(&area.name, width_metres);
        centre.is_some_and(|[east, north]| across.contains(&east) && up.contains(&north))
    };
    let (within, far): (Vec<MapArea>, Vec<MapArea>) = std::mem::take(shown).into_iter().partition(inside);
    *shown = within;
    let records: f64 = far.iter().filter_map(|area| area.value).sum();
    let records = Cell::Number(records).print(Format::Count);
    (!far.is_empty())
        .then(|| format!("Beyond the map's edge, so not drawn: hexagons {}, records {records}.", far.len()))
}

fn hexagon(row: &Row, value: Option<f64>, width_metres: f64) -> Option<MapArea> {
    let corners = hexagons::corners(hexagons::centre(&row.key, width_metres)?, width_metres);
    let rings = vec![Ring::from_metres(&corners)];
    Some(MapArea { name: row.label.clone(), value, class: None, rings, labelled: false })
}

fn not_shown(hidden: Hidden) -> Option<String> {
    let Hidden { at_least, hexagons, records } = hidden;
    let [number, together] = [hexagons, records].map(|count| Cell::Count(count).print(Format::Count));
    let words = format!(
        "Hexagons of fewer than {at_least} records are left white: {number} of them, with {together} records together."
    );
    (hexagons > 0).then_some(words)
}

fn uncounted(column: &Column) -> Option<Diagnostic> {
    (column.format != Format::Count).then(|| {
        Diagnostic::error(Code::UncountedHexagons, "a map of hexagons draws counts")
            .found(format!("column `{}`, which holds no counts", column.key))
            .expected("a column of counts, so that small ones can be left out")
    })
}

fn no_grid(catalogue: &Catalogue) -> Option<Diagnostic> {
    let sound = catalogue.hexagon_metres.is_some_and(|width| width.is_finite() && width > 0.0);
    (!sound).then(|| {
        Diagnostic::error(Code::NoHexagonGrid, "the data have no grid of hexagons")
            .expected("records with places, and the width of the hexagons, in the data manifest")
    })
}

fn no_hexagon(table: &Table) -> Option<Diagnostic> {
    let row = body(table).find(|row| hexagons::centre(&row.key, 1.0).is_none())?;
    let message = format!("a row of table `{}` is no hexagon", table.id);
    Some(Diagnostic::error(Code::NoHexagon, message).found(format!("`{}`", row.key)).expected("rows such as `447,878`"))
}

#[cfg(test)]
mod tests {
    use super::super::chart::tests::{table, within};
    use super::*;
    use sna_core::document::Role;
    use sna_data::Outline;

    fn gridded() -> Catalogue {
        let mut catalogue = Catalogue { hexagon_metres: Some(1000.0), ..Catalogue::default() };
        let rings = vec![vec![[0.0, 0.0], [4000.0, 0.0], [4000.0, 4000.0]]];
        let areas = vec![Outline { name: "Derby".to_owned(), code: None, rings }];
        let layer = Layer { name: "district".to_owned(), source: Some("the Office for Maps".to_owned()), areas };
        catalogue.layers.insert("district".to_owned(), layer);
        catalogue
    }

    fn counts() -> Table {
        let rows: [(&str, &[u64]); 6] =
            [("0,0", &[40]), ("1,0", &[2]), ("0,1", &[3]), ("2,2", &[1]), ("3,3", &[0]), ("unknown", &[7])];
        table(&["count"], &rows)
    }

    #[test]
    fn no_hexagon_of_few_records_is_in_the_document() {
        let drawing = within("hexagons: { column: count, outlines: district }", &counts(), &gridded()).unwrap();
        let Plot::Hexagons { hexagons, outlines, classes, hidden, .. } = &drawing.plot else { panic!("no hexagons") };
        let outline: Vec<_> =
            hexagons.iter().map(|area| (area.name.as_str(), area.value, area.class, area.rings[0].0[0])).collect();
        assert_eq!(outline, [("0,0", Some(40.0), Some(1), [0, 577]), ("0,1", Some(3.0), Some(0), [500, 1443])]);
        assert_eq!((outlines.len(), classes.len()), (1, 2));
        assert_eq!(*hidden, Hidden { at_least: 3, hexagons: 2, records: 3 });
        insta::assert_snapshot!(drawing.notes.join("\n"));
        let all = within("hexagons: { column: count, at_least: 1 }", &counts(), &gridded()).unwrap();
        assert!(matches!(all.plot, Plot::Hexagons { hexagons, .. } if hexagons.len() == 4));
    }

    #[test]
    fn a_far_hexagon_does_not_shrink_the_map() {
        let counts = table(&["count"], &[("0,0", &[40]), ("90,90", &[12])]);
        let hexagons = |words: &str| match within(words, &counts, &gridded()).unwrap() {
            Drawing { plot: Plot::Hexagons { hexagons, .. }, notes, .. } => (hexagons.len(), notes.join(" ")),
            _ => panic!("no hexagons"),
        };
        let (drawn, notes) = hexagons("hexagons: { column: count, outlines: district }");
        assert!(drawn == 1 && notes.contains("hexagons 1, records 12"), "{notes}");
        assert_eq!(hexagons("hexagons: { column: count }").0, 2);
    }

    #[test]
    fn hexagons_that_cannot_be_drawn_are_refused_all_at_once() {
        let mut rates = table(&["rate"], &[("Derby", &[1])]);
        rates.columns[0] = Column::new("rate", "Rate", Role::Derived, Format::Decimal(1));
        let words = "hexagons: { column: rate, outlines: ward }";
        insta::assert_snapshot!(sna_core::diag::render(&within(words, &rates, &gridded()).unwrap_err(), false));
        let no_grid = within("hexagons: { column: counts }", &counts(), &Catalogue::default()).unwrap_err();
        insta::assert_snapshot!(sna_core::diag::render(&no_grid, false));
    }
}
