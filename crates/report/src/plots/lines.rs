//! Lines of a table: its columns over its rows, or its rows over its columns.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::drawing::{Drawing, body, column, highest, measured};
use super::words::extremes;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Format, Line, Lines, Mark, Plot, Role, Row, Table, format_number};
use sna_core::yaml::{Origin, Spanned, WordOrList};

/// The key of a column for records without a category.
const UNKNOWN: &str = "unknown";

/// Columns or rows of the table as lines; at most four.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LineSeries {
    /// What each line is: by default a row if `rows` are named and `columns` are not, otherwise a column. The other
    /// direction of the table is the time axis.
    pub of: Option<LinesOf>,
    /// Only these columns; by default all with counts or other figures of the measure.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub columns: Vec<Spanned<String>>,
    /// Only these rows; by default all except the total and what is not known.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub rows: Vec<Spanned<String>>,
    /// Draw only the first N rows.
    pub top: Option<usize>,
    /// A column to draw as a dashed trend line, or a list of such columns, if lines are columns.
    #[schemars(with = "Option<Vec<String>>")]
    pub trend: Option<Spanned<WordOrList<String>>>,
    /// A column of words, if lines are columns: a point of the first line is marked unless its word is `none`.
    #[schemars(with = "Option<String>")]
    pub signals: Option<Spanned<String>>,
    /// Label the highest point of the first line.
    #[serde(default)]
    pub label_peak: bool,
}

/// What is drawn as a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinesOf {
    /// A column, over the rows.
    Columns,
    /// A row, over the columns.
    Rows,
}

/// The part of a table that lines are made of.
struct Chosen<'a> {
    table: &'a Table,
    columns: Vec<usize>,
    rows: Vec<&'a Row>,
    trends: Vec<usize>,
    /// The column of words that mark points.
    signals: Option<usize>,
}

/// Lines over the other direction of the table.
///
/// # Errors
/// `unknown-column`, `unknown-row`, and `trend-over-columns` for a trend or signals if lines are rows.
pub(super) fn lines(options: &LineSeries, table: &Table, origin: &Origin) -> Result<Drawing, Diagnostics> {
    let chosen = choose(options, table, origin)?;
    let of = what_lines_are(options);
    let (positions, lines) = match of {
        LinesOf::Columns => chosen.columns_over_rows(),
        LinesOf::Rows => chosen.rows_over_columns(),
    };
    let format = chosen.columns.first().map_or(Format::Count, |at| table.columns[*at].format);
    let title = match (of, chosen.columns.as_slice()) {
        (LinesOf::Columns, [only]) => table.columns[*only].title.clone(),
        (LinesOf::Columns | LinesOf::Rows, _) => measured(format),
    };
    let first = lines.first().filter(|_| options.label_peak);
    let mut marks = first.map_or_else(Vec::new, |line| peaks(line, &positions, format));
    let unmarked = |mark: &Mark| marks.iter().all(|peak| peak.position != mark.position);
    let signals: Vec<Mark> = chosen.signals().into_iter().filter(unmarked).collect();
    marks.extend(signals);
    let plot = Lines { positions, lines, marks, format };
    let description = in_words(&plot, &table.in_part());
    Ok(Drawing { plot: Plot::Lines(plot), measured: title, description, notes: Vec::new() })
}

/// Columns, unless the author says otherwise or names only rows.
fn what_lines_are(options: &LineSeries) -> LinesOf {
    let rows_alone = options.columns.is_empty() && !options.rows.is_empty();
    options.of.unwrap_or(if rows_alone { LinesOf::Rows } else { LinesOf::Columns })
}

fn choose<'a>(options: &LineSeries, table: &'a Table, origin: &Origin) -> Result<Chosen<'a>, Diagnostics> {
    let mut found = Diagnostics::default();
    let columns = found.keep(columns(&options.columns, table, origin)).unwrap_or_default();
    let mut rows = found.keep(rows(&options.rows, table, origin)).unwrap_or_default();
    rows.truncate(options.top.unwrap_or(usize::MAX));
    let of = what_lines_are(options);
    let beside = |name: &Spanned<String>| beside_columns(name, "trend", of, table, origin);
    let trends = dashed(options).iter().filter_map(|name| found.keep(beside(name))).collect();
    let beside = |name: &Spanned<String>| beside_columns(name, "signals", of, table, origin);
    let signals = options.signals.as_ref().and_then(|name| found.keep(beside(name)));
    found.into_result(Chosen { table, columns, rows, trends, signals }).map(|(chosen, _)| chosen)
}

/// The columns with these names; without names, all with figures of the measure.
fn columns(names: &[Spanned<String>], table: &Table, origin: &Origin) -> Result<Vec<usize>, Diagnostics> {
    let is_value = |at: &usize| table.columns[*at].role == Role::Value && table.columns[*at].key != UNKNOWN;
    if names.is_empty() {
        return Ok((0..table.columns.len()).filter(is_value).collect());
    }
    let mut found = Diagnostics::default();
    let columns = names.iter().filter_map(|name| found.keep(column(name, table, origin))).collect();
    found.into_result(columns).map(|(columns, _)| columns)
}

/// The rows with these names; without names, all categories.
fn rows<'a>(names: &[Spanned<String>], table: &'a Table, origin: &Origin) -> Result<Vec<&'a Row>, Diagnostics> {
    if names.is_empty() {
        return Ok(body(table).collect());
    }
    let mut found = Diagnostics::default();
    let rows = names.iter().filter_map(|name| found.keep(row(name, table, origin))).collect();
    found.into_result(rows).map(|(rows, _)| rows)
}

fn row<'a>(name: &Spanned<String>, table: &'a Table, origin: &Origin) -> Result<&'a Row, Diagnostic> {
    table.row(&name.value).ok_or_else(|| {
        let known = table.rows.iter().map(|row| row.label.as_str());
        Diagnostic::unknown(Code::UnknownRow, "row", &name.value, known)
            .at(origin.place(name))
            .hint(format!("these are the rows of table `{}`", table.id))
    })
}

/// The names of the columns to draw dashed.
fn dashed(options: &LineSeries) -> Vec<Spanned<String>> {
    let Some(named) = &options.trend else { return Vec::new() };
    let names = match &named.value {
        WordOrList::Word(name) => std::slice::from_ref(name),
        WordOrList::List(names) => names.as_slice(),
    };
    let at = |name: &String| Spanned { value: name.clone(), referenced: named.referenced, defined: named.defined };
    names.iter().map(at).collect()
}

/// A column that is drawn with lines of columns.
fn beside_columns(
    name: &Spanned<String>,
    key: &str,
    of: LinesOf,
    table: &Table,
    origin: &Origin,
) -> Result<usize, Diagnostic> {
    match of {
        LinesOf::Columns => column(name, table, origin),
        LinesOf::Rows => {
            Err(Diagnostic::error(Code::TrendOverColumns, "a trend is a column, but these lines are rows")
                .at(origin.place(name))
                .found(format!("`{key}: {}` with lines of rows", name.value))
                .expected(format!("lines of rows without `{key}:`")))
        }
    }
}

impl Chosen<'_> {
    fn columns_over_rows(&self) -> (Vec<String>, Vec<Line>) {
        let line = |name: String, at: usize, trend: bool| Line {
            name,
            values: self.rows.iter().map(|row| row.cells[at].number()).collect(),
            trend,
        };
        let names = self.columns.iter().map(|at| self.table.columns[*at].title.clone());
        let data = shown(names).into_iter().zip(&self.columns).map(|(name, at)| line(name, *at, false));
        let names = shown(self.trends.iter().map(|at| self.table.columns[*at].title.clone()));
        let trends = names.into_iter().zip(&self.trends).map(|(name, at)| line(name, *at, true));
        (self.rows.iter().map(|row| row.label.clone()).collect(), data.chain(trends).collect())
    }

    /// A mark at every row with a signal; among neighbours with the same signal, only the first is named.
    fn signals(&self) -> Vec<Mark> {
        let words = |row: &Row| match self.signals.and_then(|at| row.cells.get(at)) {
            Some(Cell::Text(words)) if words != "none" => Some(words.clone()),
            Some(Cell::Text(_) | Cell::Count(_) | Cell::Number(_) | Cell::Fraction(_) | Cell::Missing(_)) | None => {
                None
            }
        };
        let before = std::iter::once(None).chain(self.rows.iter().map(|row| words(row)));
        let mark = |((position, row), before): ((usize, &&Row), Option<String>)| {
            let signal = words(row)?;
            let label = if before == Some(signal) { String::new() } else { row.label.clone() };
            Some(Mark { position, label })
        };
        self.rows.iter().enumerate().zip(before).filter_map(mark).collect()
    }

    fn rows_over_columns(&self) -> (Vec<String>, Vec<Line>) {
        let values = |row: &Row| self.columns.iter().map(|at| row.cells[*at].number()).collect();
        let names = shown(self.rows.iter().map(|row| row.label.clone()));
        let lines =
            names.into_iter().zip(&self.rows).map(|(name, row)| Line { name, values: values(row), trend: false });
        (self.columns.iter().map(|at| self.table.columns[*at].title.clone()).collect(), lines.collect())
    }
}

/// The names of lines as they are printed: a single line does not need one.
fn shown(names: impl Iterator<Item = String>) -> Vec<String> {
    let names: Vec<String> = names.collect();
    if let [_] = names.as_slice() { vec![String::new()] } else { names }
}

/// A mark at every highest point of a line.
fn peaks(line: &Line, positions: &[String], format: Format) -> Vec<Mark> {
    let known = || line.values.iter().flatten();
    // A level line has no peak.
    let is_level = known().zip(known().skip(1)).all(|(one, next)| one.total_cmp(next).is_eq());
    let top = highest(line.values.iter().copied()).and_then(|at| line.values[at]).filter(|_| !is_level);
    let mark = |(position, value): (usize, &Option<f64>)| {
        let value = value.filter(|value| top.is_some_and(|top| value.total_cmp(&top).is_eq()))?;
        let label = format!("{}: {}", positions.get(position)?, format_number(value, format));
        Some(Mark { position, label })
    };
    line.values.iter().enumerate().filter_map(mark).collect()
}

/// The type, the ends and extremes of each line, the gaps and the trend.
fn in_words(Lines { positions, lines, marks, format }: &Lines, in_part: &BTreeSet<String>) -> String {
    ends_in_words(positions, lines, *format, in_part) + &marked_in_words(positions, lines, marks)
}

fn ends_in_words(positions: &[String], lines: &[Line], format: Format, in_part: &BTreeSet<String>) -> String {
    let (first, last) = (positions.first().map_or("", String::as_str), positions.last().map_or("", String::as_str));
    let mut words = format!("Line chart from {first} to {last}.");
    for line in lines.iter().filter(|line| !line.trend) {
        let named: Vec<(&str, f64)> =
            positions.iter().zip(&line.values).filter_map(|(name, value)| Some((name.as_str(), (*value)?))).collect();
        words += &format!(" {}{}", name_and_ends(line, format), extremes(&named, in_part, format));
        let gaps = line.values.iter().filter(|value| value.is_none()).count();
        if gaps > 0 {
            words += &format!(" Without data, left as gaps: {gaps}.");
        }
    }
    for line in lines.iter().filter(|line| line.trend) {
        let ends: Vec<f64> = line.values.iter().copied().flatten().collect();
        if let (Some(from), Some(to)) = (ends.first(), ends.last()) {
            let name = if line.name.is_empty() { "trend line".to_owned() } else { format!("line {}", line.name) };
            let (from, to) = (format_number(*from, format), format_number(*to, format));
            words += &match from == to {
                true => format!(" The dashed {name} is at {from}."),
                false => format!(" The dashed {name} runs from {from} to {to}."),
            };
        }
    }
    words
}

/// The marked points except the highest, which is named already.
fn marked_in_words(positions: &[String], lines: &[Line], marks: &[Mark]) -> String {
    let values = lines.first().map_or(&[][..], |line| line.values.as_slice());
    let top = values.iter().flatten().copied().reduce(f64::max);
    let is_peak = |mark: &&Mark| top.is_some() && values.get(mark.position).copied().flatten() == top;
    let mut others: Vec<usize> = marks.iter().filter(|mark| !is_peak(mark)).map(|mark| mark.position).collect();
    others.sort_unstable();
    let names: Vec<&str> = others.iter().filter_map(|at| positions.get(*at).map(String::as_str)).collect();
    if names.is_empty() { String::new() } else { format!(" Also marked: {}.", names.join(", ")) }
}

/// `Male: from 900 to 800. `; nothing for a single line.
fn name_and_ends(line: &Line, format: Format) -> String {
    match (line.name.as_str(), line.values.first().copied().flatten(), line.values.last().copied().flatten()) {
        ("", _, _) => String::new(),
        (name, Some(first), Some(last)) => {
            format!("{name}: from {} to {}. ", format_number(first, format), format_number(last, format))
        }
        (name, _, _) => format!("{name}: "),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, table};
    use super::*;

    fn by_sex() -> Table {
        let rows: [(&str, &[u64]); 4] = [
            ("Female", &[400, 410, 0, 810]),
            ("Male", &[900, 800, 1, 1701]),
            ("unknown", &[8, 0, 0, 8]),
            ("total", &[1308, 1210, 1, 2519]),
        ];
        table(&["2022/23", "2023/24", UNKNOWN, "total"], &rows)
    }

    /// Names and values of the lines, the axis, the marks and the title.
    fn outline(words: &str) -> String {
        let (Plot::Lines(Lines { positions, lines, marks, .. }), title) = drawn(words, &by_sex()).expect("lines")
        else {
            panic!("no lines")
        };
        let line = |line: &Line| {
            let values: Vec<String> = line.values.iter().flatten().map(f64::to_string).collect();
            format!("{}{}: {}", line.name, if line.trend { " (trend)" } else { "" }, values.join(" "))
        };
        let marks: Vec<&str> = marks.iter().map(|mark| mark.label.as_str()).collect();
        let lines: Vec<String> = lines.iter().map(line).collect();
        format!("{title} over {} | {} | {}", positions.join(" "), lines.join(", "), marks.join(", "))
    }

    #[test]
    fn lines_are_columns_or_rows_all_or_those_named() {
        let over = "Number over 2022/23 2023/24";
        assert_eq!(outline("lines: { of: rows }"), format!("{over} | Female: 400 410, Male: 900 800 | "));
        assert_eq!(
            outline("lines: { of: rows, top: 1, label_peak: true }"),
            format!("{over} | : 400 410 | 2023/24: 410")
        );
        let against_all = "lines: { rows: [Male, total] }";
        assert_eq!(outline(against_all), format!("{over} | Male: 900 800, total: 1308 1210 | "));
        assert_eq!(outline("lines: {}"), "Number over Female Male | 2022/23: 400 900, 2023/24: 410 800 | ");
        assert_eq!(outline("lines: { of: columns, rows: [Male] }"), "Number over Male | 2022/23: 900, 2023/24: 800 | ");
        let with_trend = "lines: { columns: [2022/23], trend: 2023/24 }";
        assert_eq!(outline(with_trend), "2022/23 over Female Male | : 400 900,  (trend): 410 800 | ");
    }

    #[test]
    fn several_trends_carry_their_names_and_signals_mark_points() {
        let several = "lines: { columns: [2022/23], trend: [2023/24, total] }";
        let drawn_several =
            "2022/23 over Female Male | : 400 900, 2023/24 (trend): 410 800, total (trend): 810 1701 | ";
        assert_eq!(outline(several), drawn_several);
        let mut table = table(&["count", "signal"], &[("A", &[1, 0]), ("B", &[2, 0]), ("C", &[3, 0]), ("D", &[4, 0])]);
        for (row, words) in table.rows.iter_mut().zip(["none", "high", "high", "low"]) {
            row.cells[1] = Cell::Text(words.to_owned());
        }
        let words = "lines: { columns: [count], signals: signal, label_peak: true }";
        let (Plot::Lines(Lines { marks, .. }), _) = drawn(words, &table).expect("lines") else { panic!("no lines") };
        let marks: Vec<(usize, &str)> = marks.iter().map(|mark| (mark.position, mark.label.as_str())).collect();
        assert_eq!(marks, [(3, "D: 4"), (1, "B"), (2, "")]);
    }

    #[test]
    fn what_cannot_be_drawn_is_refused_all_at_once() {
        let words = "lines: { of: rows, columns: [2021/22], rows: [Males], trend: total }";
        insta::assert_snapshot!(drawn(words, &by_sex()).unwrap_err());
    }

    #[test]
    fn lines_with_names_say_where_they_begin_and_end() {
        let line = |name: &str, values: [Option<f64>; 2]| Line {
            name: name.to_owned(),
            values: values.to_vec(),
            trend: false,
        };
        let lines = vec![line("Male", [Some(900.0), Some(800.0)]), line("Female", [None, Some(410.0)])];
        let positions = vec!["2022/23".to_owned(), "2023/24".to_owned()];
        assert_eq!(
            in_words(&Lines { positions, lines, marks: vec![], format: Format::Count }, &BTreeSet::new()),
            "Line chart from 2022/23 to 2023/24. Male: from 900 to 800. The highest is 2022/23 (900), the lowest \
             2023/24 (800). Female: 2023/24 is 410. Without data, left as gaps: 1."
        );
    }

    #[test]
    fn a_description_names_type_extremes_gaps_and_trend() {
        let positions: Vec<String> = ["Jan 2024", "Feb 2024", "Mar 2024"].map(str::to_owned).to_vec();
        let data = Line { name: String::new(), values: vec![Some(10.0), None, Some(30.0)], trend: false };
        let trend = Line { name: String::new(), values: vec![Some(12.0), Some(20.0), Some(28.0)], trend: true };
        let plot = Lines { positions, lines: vec![data, trend], marks: vec![], format: Format::Count };
        assert_eq!(
            in_words(&plot, &BTreeSet::new()),
            "Line chart from Jan 2024 to Mar 2024. The highest is Mar 2024 (30), the lowest Jan 2024 (10). \
             Without data, left as gaps: 1. The dashed trend line runs from 12 to 28."
        );
    }

    #[test]
    fn limits_and_marked_points_are_named() {
        let positions: Vec<String> = ["Jan 2024", "Feb 2024", "Mar 2024"].map(str::to_owned).to_vec();
        let data = Line { name: String::new(), values: vec![Some(10.0), Some(5.0), Some(30.0)], trend: false };
        let mean = Line { name: "Mean".to_owned(), values: vec![Some(15.0); 3], trend: true };
        let marks = [2, 1].map(|position| Mark { position, label: String::new() }).to_vec();
        let plot = Lines { positions, lines: vec![data, mean], marks, format: Format::Count };
        assert_eq!(
            in_words(&plot, &BTreeSet::new()),
            "Line chart from Jan 2024 to Mar 2024. The highest is Mar 2024 (30), the lowest Feb 2024 (5). The dashed line \
             Mean is at 15. Also marked: Feb 2024."
        );
    }
}
