//! A map of hexagons: rows are hexagons of the data's grid, and those with too few records are left out.

use schemars::JsonSchema;
use serde::Deserialize;

use super::classes::Classes;
use super::drawing::{Drawing, body, column};
use super::map::{boundaries, layer, rings};
use super::names::unplaced;
use super::words::{by_class, counted, in_classes};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Hexagons, Hidden, MapArea, Plot, Ring, Row, Table, format_number};
use sna_core::yaml::{Origin, Spanned};
use sna_data::{Catalogue, Layer, hexagons};

/// Hexagons with fewer records are not drawn unless the author says otherwise: one record at one place belongs to one
/// person.
const AT_LEAST: u64 = 3;

/// Hexagons shaded by their number of records; rows are hexagons such as `447,878`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HexagonMap {
    /// The column of counts, by its name.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// A layer whose boundaries are drawn over the hexagons.
    #[schemars(with = "Option<String>")]
    pub outlines: Option<Spanned<String>>,
    /// Hexagons with fewer records are not drawn; 3 by default.
    pub at_least: Option<u64>,
    /// How many classes with about the same number of hexagons, 1 to 3; 3 by default.
    #[schemars(with = "Option<usize>")]
    pub classes: Option<Spanned<usize>>,
    /// The lower limits of classes instead: `[10, 50]` makes three.
    #[schemars(with = "Option<Vec<f64>>")]
    pub limits: Option<Spanned<Vec<f64>>>,
}

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
    let plot = Hexagons {
        hexagons: shown,
        outlines: outlines.map_or_else(Vec::new, |layer| layer.areas.iter().flat_map(rings).collect()),
        classes: classes.classes,
        width_metres,
        hidden,
    };
    let description = in_words(&plot);
    let notes =
        not_shown(hidden).into_iter().chain(beyond).chain(unplaced(table, at)).chain(outlines.and_then(boundaries));
    let measured = table.columns[at].title.clone();
    Ok(Drawing { plot: Plot::Hexagons(plot), measured, description, notes: notes.collect() })
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

/// The hexagons to draw, without their classes, and what is known of the others that have records.
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

/// Removes hexagons beyond the outlines' rectangle, because one far place would shrink all others. Returns what was
/// removed, in words.
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
    (!far.is_empty()).then(|| {
        format!("Not drawn because they are beyond the edge of the map: hexagons {}, records {records}.", far.len())
    })
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
        "Hexagons with fewer than {at_least} records are left white: {number} of them, with {together} records in all."
    );
    (hexagons > 0).then_some(words)
}

fn uncounted(column: &Column) -> Option<Diagnostic> {
    (column.format != Format::Count).then(|| {
        Diagnostic::error(Code::UncountedHexagons, "a map of hexagons can draw only counts")
            .found(format!("column `{}`, which does not hold counts", column.key))
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
    let message = format!("a row of table `{}` is not a hexagon", table.id);
    Some(Diagnostic::error(Code::NoHexagon, message).found(format!("`{}`", row.key)).expected("rows such as `447,878`"))
}

fn in_words(Hexagons { hexagons, classes, width_metres, hidden, .. }: &Hexagons) -> String {
    let width = format_number(*width_metres, Format::Count);
    let kind = format!("Map of {} {width} metres wide", counted(hexagons.len(), "hexagon"));
    let members = by_class(&hexagons.iter().map(|area| area.class).collect::<Vec<_>>(), classes, Format::Count);
    let most = hexagons.iter().filter_map(|area| area.value).reduce(f64::max);
    let most = most.map_or_else(String::new, |most| {
        format!(" The highest number in one hexagon is {}.", format_number(most, Format::Count))
    });
    let left = match hidden.hexagons {
        0 => String::new(),
        number => format!(
            " Not drawn because they have fewer than {} records: {}.",
            hidden.at_least,
            Cell::Count(number).print(Format::Count)
        ),
    };
    format!("{kind} {}.{members}{most}{left}", in_classes(classes))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{table, within};
    use super::*;
    use sna_core::document::{Class, Role};
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
        let Plot::Hexagons(Hexagons { hexagons, outlines, classes, hidden, .. }) = &drawing.plot else {
            panic!("no hexagons")
        };
        let outline: Vec<_> =
            hexagons.iter().map(|area| (area.name.as_str(), area.value, area.class, area.rings[0].0[0])).collect();
        assert_eq!(outline, [("0,0", Some(40.0), Some(1), [0, 577]), ("0,1", Some(3.0), Some(0), [500, 1443])]);
        assert_eq!((outlines.len(), classes.len()), (1, 2));
        assert_eq!(*hidden, Hidden { at_least: 3, hexagons: 2, records: 3 });
        insta::assert_snapshot!(drawing.notes.join("\n"));
        let all = within("hexagons: { column: count, at_least: 1 }", &counts(), &gridded()).unwrap();
        assert!(matches!(all.plot, Plot::Hexagons(Hexagons { hexagons, .. }) if hexagons.len() == 4));
    }

    #[test]
    fn a_far_hexagon_does_not_shrink_the_map() {
        let counts = table(&["count"], &[("0,0", &[40]), ("90,90", &[12])]);
        let hexagons = |words: &str| match within(words, &counts, &gridded()).unwrap() {
            Drawing { plot: Plot::Hexagons(Hexagons { hexagons, .. }), notes, .. } => (hexagons.len(), notes.join(" ")),
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

    #[test]
    fn a_description_counts_the_hexagons_of_each_class_and_those_not_drawn() {
        let class = |name: &str, low, high| Class { name: name.to_owned(), low: Some(low), high: Some(high) };
        let hexagon = |at: u8| MapArea {
            name: format!("W{at}"),
            value: Some(f64::from(at)),
            class: Some(usize::from(at > 6)),
            rings: Vec::new(),
            labelled: false,
        };
        let plot = Hexagons {
            hexagons: (1..14_u8).map(hexagon).collect(),
            outlines: Vec::new(),
            classes: vec![class("Lower", 1.0, 6.0), class("Higher", 7.0, 13.0)],
            width_metres: 1000.0,
            hidden: Hidden { at_least: 3, hexagons: 1, records: 2 },
        };
        assert_eq!(
            in_words(&plot),
            "Map of 13 hexagons 1,000 metres wide in 2 shades, the highest class the darkest. Lower: 1 to 6 (6). \
             Higher: 7 to 13 (7). The highest number in one hexagon is 13. \
             Not drawn because they have fewer than 3 records: 1."
        );
    }
}
