//! The examples in `examples/*.md` are tests: their options are read as an author's are and asked of the records in
//! `examples/data`, and the resulting tables must match the text.

use std::fs;

use super::fixture::World;
use super::fixture::example::folder;
use super::{Body, EXAMPLES, TableSpec};

/// Longest line of a note.
const WIDE: usize = 100;
/// A header is broken where it would make its column wider than this and its cells do not.
const WIDE_HEADER: usize = 10;

/// An example with its tables made anew: after each block of options the next block of text.
fn told_anew(example: &str, world: &mut World) -> String {
    let mut parts = example.split("```yaml\n");
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (options, rest) = part.split_once("```\n").expect("options end");
        let (between, rest) = rest.split_once("```text\n").expect("a table after options");
        let (_, after) = rest.split_once("```\n").expect("the table ends");
        told += &format!("```yaml\n{options}```\n{between}```text\n{}```\n{after}", table(options, world));
    }
    told
}

/// The table that an author's options make of the records of the examples.
fn table(options: &str, world: &mut World) -> String {
    let text = format!("id: example\ntitle: Example\n{options}");
    let spec: TableSpec = sna_core::yaml::read(&text, "sna.yaml").unwrap_or_else(|fault| panic!("{fault:?}"));
    world.narrow(&spec.scope);
    let made = world.table(options);
    in_plain_text(&made.unwrap_or_else(|found| panic!("{options}{}", sna_core::diag::render(&found, false))))
}

/// A table as a terminal shows it: header, rows and notes.
fn in_plain_text(body: &Body) -> String {
    let labels = body.rows.iter().map(|row| row.label.clone());
    let mut columns = vec![column(&body.row_header, labels.collect(), true)];
    for (at, header) in body.columns.iter().enumerate() {
        let cells = body.rows.iter().map(|row| row.cells[at].cell().print(header.format));
        columns.push(column(&header.title, cells.collect(), false));
    }
    let tallest = columns.iter().map(|column| column.header.len()).max().unwrap_or(0);
    let header = (0..tallest).rev().map(|up| line(&columns, |column| up_from_foot(&column.header, up)));
    let rule = columns.iter().map(|column| "-".repeat(column.width)).collect::<Vec<_>>().join("  ");
    let rows = (0..body.rows.len()).map(|row| line(&columns, |column| &column.cells[row]));
    let notes = body.notes.iter().flat_map(|note| [String::new()].into_iter().chain(broken(note, WIDE)));
    header.chain([rule]).chain(rows).chain(notes).map(|line| line + "\n").collect()
}

/// A column of text.
struct TextColumn {
    header: Vec<String>,
    cells: Vec<String>,
    width: usize,
    is_label: bool,
}

fn column(header: &str, cells: Vec<String>, is_label: bool) -> TextColumn {
    let widest = |lines: &[String]| lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let header = broken(header, widest(&cells).max(WIDE_HEADER));
    let width = widest(&header).max(widest(&cells));
    TextColumn { header, cells, width, is_label }
}

/// One line of a header, counted from its last.
fn up_from_foot(header: &[String], up: usize) -> &str {
    header.iter().rev().nth(up).map_or("", String::as_str)
}

fn line<'c>(columns: &'c [TextColumn], text: impl Fn(&'c TextColumn) -> &'c str) -> String {
    let padded = columns.iter().map(|column| match column.is_label {
        true => format!("{:<width$}", text(column), width = column.width),
        false => format!("{:>width$}", text(column), width = column.width),
    });
    padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

/// A text in lines of at most this many characters, as far as its words allow.
fn broken(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is always a line");
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > most {
            lines.push(word.to_owned());
        } else {
            *last += if last.is_empty() { "" } else { " " };
            *last += word;
        }
    }
    lines
}

#[test]
fn every_example_makes_the_table_it_shows() {
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always");
    let mut world = World::examples();
    for (name, _) in EXAMPLES {
        let path = folder().join(format!("{name}.md"));
        let example = fs::read_to_string(&path).unwrap();
        let told = told_anew(&example, &mut world);
        if update {
            fs::write(path, told).unwrap();
        } else {
            let advice = "`INSTA_UPDATE=always cargo test --release --workspace` writes it; then check its figures";
            assert!(example == told, "examples/{name}.md is now the following. {advice}.\n\n{told}");
        }
    }
}

#[test]
fn every_example_is_of_a_measure_and_has_options() {
    let mut files: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort_unstable();
    let mut names: Vec<&str> = EXAMPLES.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    assert_eq!(files, names);
    for (name, example) in EXAMPLES {
        let first = example.split("```yaml\n").nth(1).unwrap_or_else(|| panic!("examples/{name}.md has no options"));
        let is_own = first.lines().any(|line| line.starts_with(&format!("{name}:")));
        assert!(is_own, "the first options of examples/{name}.md are not of `{name}`");
    }
}
