//! The names of a file's columns, and what is said where wanted ones are not among them. A text file without its line of
//! names begins with a record, and no message may show one.

use std::path::Path;

use super::files::{FileFormat, RecordFile};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place, list};

/// Longest name of a column that is shown, in characters.
const LONGEST: usize = 60;

/// The names of a file's columns.
pub(super) struct Names {
    /// The names.
    pub(super) all: Vec<String>,
    /// The line that holds them.
    pub(super) line: Option<usize>,
    /// Whether they are names beyond doubt: the next line has as many cells.
    pub(super) are_sure: bool,
}

/// A column that is wanted of a file: the name of the role or dimension, its place in the manifest, and the column's name.
pub(super) struct WantedColumn<'a> {
    pub(super) role: &'a str,
    pub(super) place: Place,
    pub(super) column: &'a str,
}

impl Names {
    /// What is wrong with a file that lacks some of the wanted columns.
    pub(super) fn lacking(&self, file: &RecordFile, wanted: &[WantedColumn<'_>]) -> Diagnostics {
        let lacks = |wanted: &&WantedColumn<'_>| !self.all.iter().any(|name| name == wanted.column);
        let lacking: Vec<&WantedColumn<'_>> = wanted.iter().filter(lacks).collect();
        if file.format != FileFormat::Parquet && !lacking.is_empty() && lacking.len() == wanted.len() {
            return self.no_header(file, wanted).into();
        }
        // One cell of a record can be the name of a column by chance.
        let is_header = file.format == FileFormat::Parquet || wanted.len() - lacking.len() > 1;
        lacking.into_iter().map(|wanted| self.unknown(file, wanted, is_header)).collect()
    }

    /// A column that is not there; the names that are, if the line that holds them is a header.
    fn unknown(&self, file: &RecordFile, wanted: &WantedColumn<'_>, is_header: bool) -> Diagnostic {
        let is_shown = |name: &&str| name.chars().count() <= LONGEST && !name.contains(char::is_control);
        let are_sure = self.are_sure && is_header;
        let known = self.all.iter().map(String::as_str).filter(|_| are_sure).filter(is_shown);
        let fault = Diagnostic::unknown(Code::UnknownColumn, "column", wanted.column, known).at(wanted.place.clone());
        let fault = match (self.are_sure, is_header) {
            (true, true) => fault,
            (true, false) => fault.expected("the name of a column, in a line with the names of others"),
            (false, _) => fault.expected("the name of a column, in a line with as many cells as the lines under it"),
        };
        fault.hint(format!("the role `{}` is read from `{}`", wanted.role, file.path.display()))
    }

    fn no_header(&self, file: &RecordFile, wanted: &[WantedColumn<'_>]) -> Diagnostic {
        let path = &file.path;
        let message = format!("`{}` has none of the columns that the manifest names", path.display());
        let names: Vec<&str> = wanted.iter().map(|wanted| wanted.column).collect();
        let fault = Diagnostic::error(Code::NoHeader, message)
            .at(self.line.map_or_else(|| Place::file(path), |line| Place::line(path, line)))
            .expected(format!("a line with the names of the columns, such as {}", list(&names)));
        let fault = match self.separator() {
            Some(separator) => fault
                .found(format!("a line with {separator} between its cells"))
                .hint("save the file with commas between its cells (`CSV UTF-8`)"),
            None => fault
                .found("a line without any of these names")
                .hint(match file.format {
                    FileFormat::Workbook => "`header:` gives the line that holds the names, if it is another one",
                    FileFormat::Csv | FileFormat::CsvGzip | FileFormat::Parquet => {
                        "if the line is a record, add a line of names above it"
                    }
                })
                .hint("if it holds other names, write them under `columns:` in the manifest"),
        };
        fault.hint("what the line holds is not shown here, because it may be a record")
    }

    /// What divides the cells, if it is not the comma.
    fn separator(&self) -> Option<&'static str> {
        let [line] = self.all.as_slice() else { return None };
        let known = [(';', "semicolons"), ('\t', "tabs"), ('|', "vertical bars")];
        known.into_iter().find(|(sign, _)| line.contains(*sign)).map(|(_, name)| name)
    }
}

/// Columns that have the same name, or names that differ in spaces, or of which one is `wanted` and they differ in capital letters:
/// which of them is meant is not clear. Of a file that may lack its line of names only names that are `wanted` are shown.
pub(super) fn twice<'a>(
    names: impl Iterator<Item = &'a str>,
    wanted: Option<&[&str]>,
    path: &Path,
    header: usize,
) -> Diagnostics {
    let (mut seen, mut found): (Vec<(&str, String, String)>, _) = (Vec::new(), Diagnostics::default());
    let is_wanted = |name: &str| wanted.is_none_or(|wanted| wanted.contains(&name));
    for (at, name) in names.enumerate() {
        let (plain, small) = (squeezed(name), squeezed(name).to_lowercase());
        let is_same = |(known, other, other_small): &(&str, String, String)| {
            plain == *other || (small == *other_small && (is_wanted(known) || is_wanted(name)))
        };
        if let Some(first) = seen.iter().position(is_same).filter(|_| !plain.is_empty()) {
            let before = seen[first].0;
            let shown = [name, before].into_iter().find(|name| is_wanted(name));
            let called = shown.map_or_else(|| "have the same name".to_owned(), |name| format!("are called `{name}`"));
            let but = if before == name { "" } else { " but for spaces or capital letters" };
            let fault = Diagnostic::error(Code::ColumnTwice, format!("two columns {called}{but}"));
            let has_place = shown.is_none() || !but.is_empty();
            let fault = if has_place { fault.found(format!("columns {} and {}", first + 1, at + 1)) } else { fault };
            found.push(fault.at(Place::line(path, header)).expected("a different name for each column"));
        }
        seen.push((name, plain, small));
    }
    found
}

/// A name without the spaces around it, and with one for any number of them.
fn squeezed(name: &str) -> String {
    name.trim_start_matches('\u{feff}').split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike_are_one_name() {
        let told = |names: &[&str]| {
            let found = twice(names.iter().copied(), Some(&["date", "ward"]), Path::new("o.csv"), 1);
            sna_core::diag::render(&found, false)
        };
        for names in [
            ["ward", "date", "ward "],
            ["ward\u{a0}", "date", "ward"],
            ["WARD", "date", "ward"],
            ["a  b", "date", "a b"],
        ] {
            assert!(told(&names).contains("but for spaces or capital letters"), "{names:?}");
        }
        assert_eq!(told(&["ward", "Note", "note"]), "", "nobody asks for either");
        insta::assert_snapshot!(told(&["ward", "date", "Ward"]));
    }
}
