//! From what a reader types to the table, chart or section that is meant.

use super::answer::Entry;
use sna_core::diag::{Code, Diagnostic, list};
use sna_core::document::{Chart, Document, Section, Table};

/// Something with a name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named<'a> {
    /// A section.
    Section(&'a Section),
    /// A table.
    Table(&'a Table),
    /// A chart.
    Chart(&'a Chart),
}

impl Named<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Self::Section(_) => "section",
            Self::Table(_) => "table",
            Self::Chart(_) => "chart",
        }
    }

    fn id(&self) -> &str {
        match self {
            Self::Section(section) => &section.id,
            Self::Table(table) => &table.id,
            Self::Chart(chart) => &chart.id,
        }
    }

    fn number(&self) -> String {
        match self {
            Self::Section(section) => section.number.clone(),
            Self::Table(table) => table_number(table),
            Self::Chart(chart) => chart_number(chart),
        }
    }

    /// `table:volume.by_year`.
    fn full_name(&self) -> String {
        format!("{}:{}", self.kind(), self.id())
    }

    /// Its line in a list.
    pub(super) fn entry(&self) -> Entry {
        let title = match self {
            Self::Section(section) => &section.title,
            Self::Table(table) => &table.title,
            Self::Chart(chart) => &chart.headline,
        };
        Entry { name: self.full_name(), number: self.number(), title: title.clone() }
    }
}

/// `Table 3`; empty for a table that is not printed and so has no number.
pub(super) fn table_number(table: &Table) -> String {
    if table.number == 0 { String::new() } else { format!("Table {}", table.number) }
}

/// `Figure 2`.
pub(super) fn chart_number(chart: &Chart) -> String {
    format!("Figure {}", chart.number)
}

/// Everything with a name: sections, then tables, then charts, each in reading order.
pub(super) fn all(document: &Document) -> Vec<Named<'_>> {
    let sections = document.all_sections().into_iter().map(Named::Section);
    sections.chain(document.tables().map(Named::Table)).chain(document.charts().map(Named::Chart)).collect()
}

/// The item with this name: its full name, its number, or the end of its name if no other name ends in the same way.
///
/// # Errors
/// `unknown-name` and `ambiguous-name`.
pub(super) fn find<'a>(document: &'a Document, name: &str) -> Result<Named<'a>, Diagnostic> {
    let (kind, wanted) = match name.split_once(':') {
        Some((kind, rest)) if ["table", "chart", "section"].contains(&kind) => (Some(kind), rest.trim()),
        _ => (None, name.trim()),
    };
    let of_kind: Vec<Named<'a>> =
        all(document).into_iter().filter(|named| kind.is_none_or(|kind| kind == named.kind())).collect();
    let end = format!(".{wanted}");
    let ways: [&dyn Fn(&Named<'_>) -> bool; 3] =
        [&|named| named.id() == wanted, &|named| named.number().eq_ignore_ascii_case(wanted), &|named| {
            named.id().ends_with(&end)
        }];
    for way in ways {
        let meant: Vec<Named<'a>> = of_kind.iter().copied().filter(|named| !wanted.is_empty() && way(named)).collect();
        match meant.as_slice() {
            [] => {}
            [only] => return Ok(*only),
            several => return Err(ambiguous(name, several)),
        }
    }
    Err(Diagnostic::unknown(Code::UnknownName, "table, chart or section", name, of_kind.iter().map(Named::id))
        .hint("`sna explain` with the report alone lists everything that can be asked"))
}

fn ambiguous(name: &str, several: &[Named<'_>]) -> Diagnostic {
    let full_names: Vec<String> = several.iter().map(Named::full_name).collect();
    let names: Vec<&str> = full_names.iter().map(String::as_str).collect();
    Diagnostic::error(Code::AmbiguousName, format!("`{name}` means several things in this report"))
        .found(format!("{} names that match", names.len()))
        .expected(list(&names))
}
