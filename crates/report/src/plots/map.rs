//! Maps of areas: rows of a table found by an area's name or code, then drawn as tiles or within boundaries.

use schemars::JsonSchema;
use serde::Deserialize;

use super::classes::Classes;
use super::drawing::{Drawing, body, column};
use super::names::{listed, unplaced};
use super::words::{Placed, counted, figures, in_classes};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{AreaMap, MapArea, Plot, Ring, Row, Table, Tile, Tiles, format_number};
use sna_core::yaml::{Origin, Spanned};
use sna_data::{Catalogue, Layer, Outline};

/// How many areas are labelled unless the author says otherwise.
const LABELLED: usize = 5;

/// There is no room for more labels than this next to a map.
const MOST_LABELLED: usize = 8;

/// Areas shaded by one column of the table; rows are found by an area's name or code.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapOfAreas {
    /// The column, by its name.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// The layer of areas with boundaries; without it, equal tiles at the places in the data manifest.
    #[schemars(with = "Option<String>")]
    pub layer: Option<Spanned<String>>,
    /// How many classes with about the same number of areas, 1 to 3; 3 by default.
    #[schemars(with = "Option<usize>")]
    pub classes: Option<Spanned<usize>>,
    /// The lower limits of classes instead, as figures are printed: `[5, 10]` makes three, below 5, from 5 and from
    /// 10.
    #[schemars(with = "Option<Vec<f64>>")]
    pub limits: Option<Spanned<Vec<f64>>>,
    /// How many of the highest areas to label with name and figure, at most 8; 5 by default. Tiles always have
    /// labels.
    #[schemars(with = "Option<usize>")]
    pub label: Option<Spanned<usize>>,
}

/// A table's rows on the ground.
struct Mapped<'a> {
    options: &'a MapOfAreas,
    table: &'a Table,
    at: usize,
    origin: &'a Origin,
}

/// A map, and what cannot be seen in it.
///
/// # Errors
/// `unknown-column`; `unknown-layer`, `no-tiles` and `no-area-in-common` if the rows have no place; what [`Classes`]
/// refuses; `too-many-labels`.
pub(super) fn map(
    options: &MapOfAreas,
    table: &Table,
    catalogue: &Catalogue,
    origin: &Origin,
) -> Result<Drawing, Diagnostics> {
    let mapped = Mapped { options, table, at: column(&options.column, table, origin)?, origin };
    let (plot, description, notes) = match &options.layer {
        Some(name) => mapped.in_boundaries(layer(name, catalogue, origin)?)?,
        None => mapped.as_tiles(catalogue)?,
    };
    Ok(Drawing { plot, measured: table.columns[mapped.at].title.clone(), description, notes })
}

/// A layer by its name.
///
/// # Errors
/// `unknown-layer`.
pub(super) fn layer<'a>(
    name: &Spanned<String>,
    catalogue: &'a Catalogue,
    origin: &Origin,
) -> Result<&'a Layer, Diagnostic> {
    catalogue.layers.get(&name.value).ok_or_else(|| {
        let known = catalogue.layers.keys().map(String::as_str);
        Diagnostic::unknown(Code::UnknownLayer, "layer", &name.value, known)
            .at(origin.place(name))
            .hint("layers of areas with boundaries are named in the data manifest")
    })
}

/// Where a layer's boundaries come from, as a note.
pub(super) fn boundaries(layer: &Layer) -> Option<String> {
    layer.source.as_ref().map(|source| format!("Boundaries: {}.", source.trim().trim_end_matches('.')))
}

/// The rings of an area that enclose anything.
pub(super) fn rings(area: &Outline) -> Vec<Ring> {
    let rings = area.rings.iter().map(|ring| Ring::from_metres(ring));
    rings.filter(|ring| ring.0.len() >= 3).collect()
}

impl Mapped<'_> {
    fn in_boundaries(&self, layer: &Layer) -> Result<(Plot, String, Vec<String>), Diagnostics> {
        let names: Vec<Vec<&str>> = layer.areas.iter().map(|area| own_names(layer, area)).collect();
        let rows = self.rows_of(&names, layer)?;
        let classes = self.classes(rows.iter().copied())?;
        let format = self.table.columns[self.at].format;
        let mut areas: Vec<MapArea> = layer
            .areas
            .iter()
            .zip(&rows)
            .map(|(area, row)| {
                let value = self.figure(*row);
                let class = value.map(|value| classes.position(value));
                MapArea { name: area.name.clone(), value, class, rings: rings(area), labelled: false }
            })
            .collect();
        self.label(&mut areas)?;
        areas.retain(|area| !area.rings.is_empty());
        let mut notes =
            self.notes(&layer.areas.iter().map(|area| area.name.as_str()).collect::<Vec<_>>(), &rows, "map");
        let bare = layer.areas.iter().filter(|area| rings(area).is_empty()).map(|area| area.name.as_str());
        notes.extend(listed("Not drawn, because the layer has no boundary for them", &bare.collect::<Vec<_>>()));
        notes.extend(boundaries(layer));
        let plot = AreaMap { areas, classes: classes.classes, format };
        let description = map_in_words(&plot);
        Ok((Plot::Map(plot), description, notes))
    }

    fn as_tiles(&self, catalogue: &Catalogue) -> Result<(Plot, String, Vec<String>), Diagnostics> {
        let placed = || catalogue.areas.iter().filter_map(|area| Some((area.name.as_str(), area.tile?)));
        if placed().next().is_none() {
            let fault = Diagnostic::error(Code::NoTiles, "no area has a place for its tile");
            let fault = fault.at(self.origin.place(&self.options.column)).expected("areas with `tile: [column, row]`");
            return Err(fault
                .hint("give each area of the data manifest a `tile`, or name a `layer` of boundaries")
                .into());
        }
        let names: Vec<&str> = placed().map(|(name, _)| name).collect();
        let rows: Vec<Option<&Row>> = names.iter().map(|name| self.row(&[*name])).collect();
        let classes = self.classes(rows.iter().copied())?;
        let format = self.table.columns[self.at].format;
        let tile = |((name, [column, row]), found): ((&str, [u8; 2]), Option<&Row>)| {
            let value = self.figure(found);
            let class = value.map(|value| classes.position(value));
            Tile { name: name.to_owned(), value, class, column, row }
        };
        let tiles = placed().zip(rows.iter().copied()).map(tile).collect();
        let mut notes = vec!["Each area is a tile of the same size, placed roughly where the area is.".to_owned()];
        notes.extend(self.notes(&names, &rows, "tile map"));
        let plot = Tiles { tiles, classes: classes.classes, format };
        let description = tiles_in_words(&plot);
        Ok((Plot::Tiles(plot), description, notes))
    }

    /// The row of each area.
    fn rows_of(&self, names: &[Vec<&str>], layer: &Layer) -> Result<Vec<Option<&Row>>, Diagnostic> {
        let rows: Vec<Option<&Row>> = names.iter().map(|names| self.row(names)).collect();
        if rows.iter().all(Option::is_none) && body(self.table).next().is_some() {
            let message = format!("no row of table `{}` is an area of layer `{}`", self.table.id, layer.name);
            let some = |words: Vec<&str>| words.into_iter().take(3).map(|word| format!("`{word}`")).collect::<Vec<_>>();
            let found = some(body(self.table).map(|row| row.label.as_str()).collect());
            let expected = some(layer.areas.iter().map(|area| area.name.as_str()).collect());
            return Err(Diagnostic::error(Code::NoAreaInCommon, message)
                .at(self.origin.place(self.options.layer.as_ref().unwrap_or(&self.options.column)))
                .found(format!("rows such as {}", found.join(", ")))
                .expected(format!("rows with the names of areas, such as {}, or their codes", expected.join(", "))));
        }
        Ok(rows)
    }

    fn row(&self, names: &[&str]) -> Option<&Row> {
        body(self.table).find(|row| names.contains(&row.key.as_str()) || names.contains(&row.label.as_str()))
    }

    fn figure(&self, row: Option<&Row>) -> Option<f64> {
        row.and_then(|row| row.cells[self.at].number()).filter(|value| value.is_finite())
    }

    fn classes<'a>(&self, rows: impl Iterator<Item = Option<&'a Row>>) -> Result<Classes, Diagnostics> {
        let figures: Vec<f64> = rows.filter_map(|row| self.figure(row)).collect();
        let asked = (self.options.classes.as_ref(), self.options.limits.as_ref());
        Classes::choose(asked, &figures, self.table.columns[self.at].format, self.origin)
    }

    /// Marks the highest areas; areas with equal figures in the order of the layer.
    fn label(&self, areas: &mut [MapArea]) -> Result<(), Diagnostic> {
        let wanted = match &self.options.label {
            None => LABELLED,
            Some(label) if label.value <= MOST_LABELLED => label.value,
            Some(label) => {
                return Err(Diagnostic::error(Code::TooManyLabels, "a map has no room for this many labels")
                    .at(self.origin.place(label))
                    .found(label.value.to_string())
                    .expected(format!("at most {MOST_LABELLED}")));
            }
        };
        let mut highest: Vec<&mut MapArea> = areas.iter_mut().filter(|area| area.value.is_some()).collect();
        highest.sort_by(|one, other| other.value.unwrap_or(f64::MIN).total_cmp(&one.value.unwrap_or(f64::MIN)));
        highest.into_iter().take(wanted).for_each(|area| area.labelled = true);
        Ok(())
    }

    /// Areas without a figure, and rows without an area.
    fn notes(&self, areas: &[&str], rows: &[Option<&Row>], map: &str) -> Vec<String> {
        let of = |wanted: &dyn Fn(Option<&Row>) -> bool| -> Vec<&str> {
            areas.iter().zip(rows).filter(|(_, row)| wanted(**row)).map(|(name, _)| *name).collect()
        };
        let without_row = of(&|row| row.is_none());
        let blank = of(&|row| row.is_some() && self.figure(row).is_none());
        let lost = body(self.table).filter(|row| !rows.iter().flatten().any(|placed| placed.key == row.key));
        let lost: Vec<&str> = lost.map(|row| row.label.as_str()).collect();
        let notes = [
            listed("Drawn without a figure, because the table has no row for them", &without_row),
            listed("Drawn without a figure, because it is blank in the table", &blank),
            listed(&format!("In the table but not on the {map}"), &lost),
        ];
        notes.into_iter().flatten().chain(unplaced(self.table, self.at)).collect()
    }
}

/// How rows may name an area: its code, and its name unless another area of the layer has the same.
fn own_names<'a>(layer: &'a Layer, area: &'a Outline) -> Vec<&'a str> {
    let alone = layer.areas.iter().filter(|other| other.name == area.name).count() == 1;
    area.code.as_deref().into_iter().chain(alone.then_some(area.name.as_str())).collect()
}

/// A tile map.
fn tiles_in_words(Tiles { tiles, classes, format }: &Tiles) -> String {
    let placed: Vec<Placed> = tiles.iter().map(|tile| (tile.name.as_str(), tile.value, tile.class)).collect();
    let kind = format!("Tile map of {}", counted(tiles.len(), "area"));
    format!("{kind} {}. {}", in_classes(classes), figures(&placed, classes, *format))
}

/// A map of areas within their boundaries.
fn map_in_words(AreaMap { areas, classes, format }: &AreaMap) -> String {
    let placed: Vec<Placed> = areas.iter().map(|area| (area.name.as_str(), area.value, area.class)).collect();
    let kind = format!("Map of {}", counted(areas.len(), "area"));
    let mut labelled: Vec<&MapArea> = areas.iter().filter(|area| area.labelled).collect();
    labelled.sort_by(|one, other| other.value.unwrap_or(f64::MIN).total_cmp(&one.value.unwrap_or(f64::MIN)));
    let named =
        labelled.iter().filter_map(|area| Some(format!("{} ({})", area.name, format_number(area.value?, *format))));
    let named: Vec<String> = named.collect();
    let highest = if named.len() > 1 { format!(" Named on the map: {}.", named.join(", ")) } else { String::new() };
    format!("{kind} {}. {}{highest}", in_classes(classes), figures(&placed, classes, *format))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{table, within};
    use super::*;
    use sna_core::document::{Class, Format};
    use sna_data::Area;

    /// A square of ten kilometres, this far east of the first.
    fn square(name: &str, code: &str, east: f64) -> Outline {
        let corners = [[0.0, 0.0], [1e4, 0.0], [1e4, 1e4], [0.0, 1e4]];
        let ring = corners.map(|[x, north]| [x + east * 1e4, north]).to_vec();
        Outline { name: name.to_owned(), code: Some(code.to_owned()), rings: vec![ring] }
    }

    fn places() -> Catalogue {
        let mut catalogue = Catalogue::default();
        let nowhere = Outline { rings: Vec::new(), ..square("Sea", "E5", 9.0) };
        let areas = vec![
            square("Derby", "E1", 0.0),
            square("Bolsover", "E2", 1.0),
            square("Park", "E3", 2.0),
            square("Park", "E4", 3.0),
            nowhere,
        ];
        let layer = Layer { name: "ward".to_owned(), source: Some("the Office for Maps, 2024.".to_owned()), areas };
        catalogue.layers.insert("ward".to_owned(), layer);
        let area = |name: &str, tile| Area { name: name.to_owned(), population: None, tile };
        catalogue.areas = vec![area("Derby", Some([1, 0])), area("Erewash", Some([0, 1])), area("Bolsover", None)];
        catalogue
    }

    fn counts() -> Table {
        let rows: [(&str, &[u64]); 5] =
            [("Derby", &[40]), ("E2", &[10]), ("Park", &[9]), ("E4", &[25]), ("unknown", &[3])];
        table(&["count"], &rows)
    }

    #[test]
    fn rows_are_found_by_name_or_code_and_what_has_no_place_is_listed() {
        let drawing =
            within("map: { column: count, layer: ward, classes: 2, label: 2 }", &counts(), &places()).unwrap();
        let Plot::Map(AreaMap { areas, classes, .. }) = &drawing.plot else { panic!("no map") };
        let outline: Vec<_> = areas
            .iter()
            .map(|area| (area.name.as_str(), area.value, area.class, area.labelled, area.rings[0].0[2]))
            .collect();
        assert_eq!(
            outline,
            [
                ("Derby", Some(40.0), Some(1), true, [10_000, 10_000]),
                ("Bolsover", Some(10.0), Some(0), false, [20_000, 10_000]),
                ("Park", None, None, false, [30_000, 10_000]),
                ("Park", Some(25.0), Some(1), true, [40_000, 10_000]),
            ]
        );
        assert_eq!(classes.len(), 2);
        insta::assert_snapshot!(drawing.notes.join("\n"));
    }

    #[test]
    fn tiles_are_where_the_manifest_puts_them() {
        let drawing = within("map: { column: count }", &counts(), &places()).unwrap();
        let Plot::Tiles(Tiles { tiles, classes, .. }) = &drawing.plot else { panic!("no tiles") };
        let outline: Vec<_> =
            tiles.iter().map(|tile| (tile.name.as_str(), tile.value, tile.column, tile.row)).collect();
        assert_eq!(outline, [("Derby", Some(40.0), 1, 0), ("Erewash", None, 0, 1)]);
        assert_eq!(classes.len(), 1);
        insta::assert_snapshot!(drawing.notes.join("\n"));
    }

    #[test]
    fn a_map_that_cannot_be_drawn_is_refused() {
        let refused = |words: &str, table: &Table, catalogue: &Catalogue| {
            sna_core::diag::render(&within(words, table, catalogue).unwrap_err(), false)
        };
        let elsewhere = table(&["count"], &[("Ashby", &[1]), ("Corby", &[2])]);
        let texts = [
            refused("map: { column: counts, layer: ward }", &counts(), &places()),
            refused("map: { column: count, layer: wards }", &counts(), &places()),
            refused("map: { column: count, layer: ward }", &elsewhere, &places()),
            refused("map: { column: count, layer: ward, label: 9 }", &counts(), &places()),
            refused("map: { column: count, layer: ward, classes: 4 }", &counts(), &places()),
            refused("map: { column: count }", &counts(), &Catalogue::default()),
        ];
        insta::assert_snapshot!(texts.join("----\n"));
    }

    fn class(name: &str, low: f64, high: f64) -> Class {
        Class { name: name.to_owned(), low: Some(low), high: Some(high) }
    }

    fn area(name: &str, value: Option<f64>, class: Option<usize>, labelled: bool) -> MapArea {
        MapArea { name: name.to_owned(), value, class, rings: Vec::new(), labelled }
    }

    #[test]
    fn a_map_of_few_areas_names_those_of_each_class() {
        let classes = [class("Lower", 4.1, 7.9), class("Higher", 8.0, 14.3)];
        let areas = [
            area("Derby", Some(14.3), Some(1), true),
            area("Erewash", Some(8.0), Some(1), true),
            area("Bolsover", Some(4.1), Some(0), false),
            area("High Peak", None, None, false),
        ];
        assert_eq!(
            map_in_words(&AreaMap { areas: areas.to_vec(), classes: classes.to_vec(), format: Format::Decimal(1) }),
            "Map of 4 areas in 2 shades, the highest class the darkest. Lower, 4.1 to 7.9: Bolsover. Higher, 8.0 to 14.3: \
             Derby, Erewash. The highest is Derby (14.3), the lowest Bolsover (4.1). Without a figure: 1. \
             Named on the map: Derby (14.3), Erewash (8.0)."
        );
        let tile =
            |area: &MapArea| Tile { name: area.name.clone(), value: area.value, class: area.class, column: 0, row: 0 };
        assert_eq!(
            tiles_in_words(&Tiles {
                tiles: areas[2..].iter().map(tile).collect(),
                classes: classes[..1].to_vec(),
                format: Format::Decimal(1)
            }),
            "Tile map of 2 areas in one shade. Lower, 4.1 to 7.9: Bolsover. Bolsover is 4.1. Without a figure: 1."
        );
    }

    #[test]
    fn a_map_of_many_areas_counts_those_of_each_class() {
        let classes = [class("Lower", 1.0, 6.0), class("Higher", 7.0, 13.0)];
        let areas: Vec<MapArea> = (1..14_u8)
            .map(|at| area(&format!("W{at}"), Some(f64::from(at)), Some(usize::from(at > 6)), at > 12))
            .collect();
        assert_eq!(
            map_in_words(&AreaMap { areas: areas.clone(), classes: classes.to_vec(), format: Format::Count }),
            "Map of 13 areas in 2 shades, the highest class the darkest. Lower: 1 to 6 (6). Higher: 7 to 13 (7). \
             The highest is W13 (13), the lowest W1 (1)."
        );
    }
}
