//! What a person who opens a workbook does not see, or sees otherwise than it is stored: hidden rows, columns and sheets, and merged
//! cells, of which only the first has the value. The reader of cells does not say, so the parts of the workbook are looked through.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use calamine::Dimensions;
use schemars::JsonSchema;
use serde::Deserialize;
use zip::ZipArchive;

use super::sheet_choice::SheetChoice;
use super::tags::{Tag, look_through, plain, target};
use super::workbook::{MOST_COLUMNS, column_letters};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place, first_of};

/// Most lines or cells named in a message.
const MOST_NAMED: usize = 5;

/// Whether hidden rows and columns of a workbook belong to what is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HiddenCells {
    /// They are left out: what is read is what a person sees.
    LeaveOut,
    /// They are read like all others.
    Take,
}

/// What is not seen of a sheet.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    /// Lines, from 1.
    rows: BTreeSet<usize>,
    /// Columns, from 0.
    columns: BTreeSet<usize>,
    /// Whether the sheet itself is hidden.
    pub(super) sheet: bool,
    /// Cells that are shown as one.
    pub(super) merged: Vec<Dimensions>,
}

/// The part of a sheet that is read: the columns with a name that may be shown or none, and its lines.
pub(super) struct Region<'a> {
    pub(super) path: &'a Path,
    pub(super) sheet: &'a str,
    pub(super) choice: &'a SheetChoice,
    pub(super) columns: &'a [(usize, Option<&'a str>)],
    /// How many lines under the column names have anything in them.
    pub(super) lines: usize,
    /// Which of them are hidden.
    pub(super) hidden: &'a [usize],
}

impl Unseen {
    /// What is not seen of a sheet; nothing where the parts of the workbook cannot be found.
    pub(super) fn of(path: &Path, sheet: &str) -> io::Result<Self> {
        let mut archive = ZipArchive::new(BufReader::new(File::open(path)?)).map_err(io::Error::other)?;
        let workbook =
            target(&mut archive, "_rels/.rels", "", |tag| tag.is("Type", |kind| kind.ends_with("/officeDocument")))?;
        let workbook = workbook.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let (folder, name) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
        let (mut id, mut is_hidden) = (None, false);
        look_through(&mut archive, &workbook, |tag| {
            if tag.name() == "sheet" && tag.attribute("name").is_some_and(|own| plain(own) == sheet) {
                id = tag.attribute("id").map(str::to_owned);
                is_hidden = tag.is("state", |state| state != "visible");
            }
        })?;
        let rels = format!("{folder}/_rels/{name}.rels");
        let part = target(&mut archive, &rels, folder, |tag| {
            tag.attribute("Id").is_some_and(|own| Some(own) == id.as_deref())
        })?;
        let mut unseen = Self { sheet: is_hidden, ..Self::default() };
        let mut line = 0;
        look_through(&mut archive, &part.unwrap_or_default(), |tag| unseen.add(tag, &mut line))?;
        Ok(unseen)
    }

    fn add(&mut self, tag: &Tag<'_>, line: &mut usize) {
        let number = |name: &str| tag.attribute(name).and_then(|text| text.trim().parse::<usize>().ok());
        let is_nothing = |name: &str| tag.is(name, |size| size.trim().parse() == Ok(0.0));
        let is_hidden = |size: &str| tag.is("hidden", |text| matches!(text, "1" | "true")) || is_nothing(size);
        match tag.name() {
            "row" => {
                *line = number("r").unwrap_or(*line + 1);
                if is_hidden("ht") {
                    self.rows.insert(*line);
                }
            }
            "col" if is_hidden("width") => {
                let (from, to) = (number("min").unwrap_or(1).max(1), number("max").unwrap_or(0).min(MOST_COLUMNS));
                self.columns.extend((from..=to).map(|column| column - 1));
            }
            _ => {}
        }
    }

    /// Whether a line is hidden.
    pub(super) fn has_row(&self, line: usize) -> bool {
        self.rows.contains(&line)
    }

    /// Whether a column, from 0, is hidden.
    pub(super) fn has_column(&self, column: usize) -> bool {
        self.columns.contains(&column)
    }

    /// What the reader should know of a sheet: what is hidden and read although nobody said so, and merged cells.
    pub(super) fn told(&self, region: &Region<'_>) -> Diagnostics {
        let is_silent = region.choice.hidden.is_none();
        let hidden = [self.hidden_sheet(region), hidden_rows(region), self.hidden_columns(region)];
        hidden.into_iter().flatten().filter(|_| is_silent).chain(self.merged_cells(region)).collect()
    }

    fn hidden_sheet(&self, region: &Region<'_>) -> Option<Diagnostic> {
        let message = format!("the sheet `{}` is hidden, and it is read", region.sheet);
        self.sheet.then(|| {
            Diagnostic::warning(Code::HiddenCells, message)
                .at(Place::file(region.path))
                .hint("`hidden: take` says that it is the right one; `sheet:` names another")
        })
    }

    fn hidden_columns(&self, region: &Region<'_>) -> Option<Diagnostic> {
        let hidden: Vec<String> = region
            .columns
            .iter()
            .filter(|(at, _)| self.has_column(*at))
            .filter_map(|(at, name)| Some(format!("`{}` ({})", (*name)?, column_letters(*at))))
            .collect();
        let message = match hidden.len() {
            1 => "1 column is hidden in the workbook, and it is read".to_owned(),
            many => format!("{many} columns are hidden in the workbook, and they are read"),
        };
        (!hidden.is_empty()).then(|| {
            Diagnostic::warning(Code::HiddenCells, message)
                .at(Place::line(region.path, region.choice.header))
                .found(first_of(&hidden))
                .hint("`hidden: take` says that hidden cells belong to the data")
        })
    }

    /// Merged cells among those that are read: all but the first of each would be blank.
    fn merged_cells(&self, region: &Region<'_>) -> Option<Diagnostic> {
        let loses = |merged: &&Dimensions| {
            let (top, left) = (merged.start.0 as usize + 1, merged.start.1 as usize);
            let (bottom, right) = (merged.end.0 as usize + 1, merged.end.1 as usize);
            let is_read = |(at, _): &&(usize, Option<&str>)| (left..=right).contains(at);
            let read: Vec<_> = region.columns.iter().filter(is_read).collect();
            let beyond_first = bottom > top || read.iter().any(|(at, _)| *at > left);
            bottom > region.choice.header && !read.is_empty() && beyond_first
        };
        let merged: Vec<&Dimensions> = self.merged.iter().filter(loses).collect();
        let cell = |(line, column): (u32, u32)| format!("{}{}", column_letters(column as usize), line + 1);
        let named = merged.iter().take(MOST_NAMED).map(|one| format!("{}:{}", cell(one.start), cell(one.end)));
        let mut named: Vec<String> = named.collect();
        if merged.len() > MOST_NAMED {
            named.push(format!("{} more", merged.len() - MOST_NAMED));
        }
        let message = match merged.len() {
            1 => "1 group of merged cells has its value in the first of them only; the others are blank".to_owned(),
            many => format!(
                "{many} groups of merged cells have their values in the first of each only; the others are blank"
            ),
        };
        let first = merged.first()?;
        Some(
            Diagnostic::warning(Code::MergedCells, message)
                .at(Place::line(region.path, first.start.0 as usize + 1))
                .found(named.join(", "))
                .expected("the value in every cell that it belongs to")
                .hint("unmerge the cells in a spreadsheet program and fill the blank ones"),
        )
    }
}

fn hidden_rows(region: &Region<'_>) -> Option<Diagnostic> {
    let (count, all) = (region.hidden.len(), region.lines);
    let first = *region.hidden.first()?;
    let are = if count == 1 {
        "is hidden in the workbook, and it is read"
    } else {
        "are hidden in the workbook, and they are read"
    };
    let mut named: Vec<String> = region.hidden.iter().take(MOST_NAMED).map(|line| format!("line {line}")).collect();
    if count > MOST_NAMED {
        named.push(format!("{} more", count - MOST_NAMED));
    }
    Some(
        Diagnostic::warning(Code::HiddenCells, format!("{count} of {all} rows {are}"))
            .at(Place::line(region.path, first))
            .found(named.join(", "))
            .expected("`hidden: leave_out` if they are not meant to count, as in a filtered sheet, or `hidden: take` if they are"),
    )
}
