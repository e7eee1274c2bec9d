//! A document as a comparison reads it: a list of its sections, with the contents of each.

use sna_core::comparison::Place;
use sna_core::document::{Block, Chart, Document, Section, Table};

/// A section, or the inside front, which is the first of all and has no heading.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chapter<'a> {
    /// Its identifier; empty for the inside front.
    pub(super) id: &'a str,
    /// Its number.
    pub(super) number: &'a str,
    /// Its heading.
    pub(super) title: &'a str,
    /// Its contents.
    pub(super) blocks: &'a [Block],
    /// Position of the section around it.
    pub(super) parent: Option<usize>,
}

impl<'a> Chapter<'a> {
    /// Its place.
    pub(super) fn place(&self) -> Place {
        Place { section: self.number.to_owned(), title: self.title.to_owned() }
    }

    /// An identifier without the part that belongs to its section.
    pub(super) fn own<'b>(&self, id: &'b str) -> &'b str {
        id.strip_prefix(self.id).and_then(|rest| rest.strip_prefix('.')).unwrap_or(id)
    }

    /// Its tables.
    pub(super) fn tables(&self) -> impl Iterator<Item = (usize, &'a Table)> + use<'a> {
        self.blocks.iter().enumerate().filter_map(|(at, block)| Some((at, block.as_table()?)))
    }

    /// Its charts.
    pub(super) fn charts(&self) -> impl Iterator<Item = (usize, &'a Chart)> + use<'a> {
        self.blocks.iter().enumerate().filter_map(|(at, block)| Some((at, block.as_chart()?)))
    }
}

/// Something in a section.
#[derive(Debug, Clone, Copy)]
pub(super) struct Held<'a, T> {
    /// Position of its section.
    pub(super) chapter: usize,
    /// Its position among the section's blocks.
    pub(super) block: usize,
    /// The item.
    pub(super) thing: &'a T,
}

/// The outline of a document.
#[derive(Debug)]
pub(super) struct Outline<'a> {
    /// The document.
    pub(super) document: &'a Document,
    /// The inside front, then every section in reading order.
    pub(super) chapters: Vec<Chapter<'a>>,
    /// Every table.
    pub(super) tables: Vec<Held<'a, Table>>,
    /// Every chart.
    pub(super) charts: Vec<Held<'a, Chart>>,
}

impl<'a> Outline<'a> {
    /// Reads a document.
    pub(super) fn of(document: &'a Document) -> Self {
        let mut chapters = vec![Chapter { id: "", number: "", title: "", blocks: &document.about, parent: None }];
        walk(&document.sections, None, &mut chapters);
        let each = || chapters.iter().enumerate();
        let tables =
            each().flat_map(|(chapter, held)| held.tables().map(move |(block, thing)| Held { chapter, block, thing }));
        let charts =
            each().flat_map(|(chapter, held)| held.charts().map(move |(block, thing)| Held { chapter, block, thing }));
        let (tables, charts) = (tables.collect(), charts.collect());
        Self { document, chapters, tables, charts }
    }

    /// The place of a section's items.
    pub(super) fn place(&self, chapter: usize) -> Place {
        self.chapters[chapter].place()
    }

    /// A table by its identifier.
    pub(super) fn table(&self, id: &str) -> Option<&'a Table> {
        self.tables.iter().map(|held| held.thing).find(|table| table.id == id)
    }
}

fn walk<'a>(sections: &'a [Section], parent: Option<usize>, found: &mut Vec<Chapter<'a>>) {
    for Section { id, number, title, blocks, sections } in sections {
        found.push(Chapter { id, number, title, blocks, parent });
        let own = found.len() - 1;
        walk(sections, Some(own), found);
    }
}

/// `Table 3: Offences by district`; a table that is not printed has no number.
pub(super) fn table_name(table: &Table) -> String {
    match table.number {
        0 => format!("Table: {}", table.title),
        number => format!("Table {number}: {}", table.title),
    }
}

/// `Figure 2: Robbery peaked in 2022/23`.
pub(super) fn chart_name(chart: &Chart) -> String {
    format!("Figure {}: {}", chart.number, chart.headline)
}
