//! Areas with their intervals, against the figure of the whole.

use schemars::JsonSchema;
use serde::Deserialize;

use super::drawing::{Drawing, body, column};
use super::names::listed;
use super::words::{counted, highest_and_lowest, named};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{
    Benchmark, Column, Interval, Intervals, Missing, Plot, Row, RowKind, Standing, Table, format_number,
};
use sna_core::yaml::{Origin, Spanned};

/// More intervals than this do not fit on a page.
const MOST_INTERVALS: usize = 40;

/// A figure and the ends of its interval; rows are areas.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IntervalRows {
    /// The column of figures, by its name.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// The column of the intervals' lower ends.
    #[schemars(with = "String")]
    pub low: Spanned<String>,
    /// The column of the intervals' upper ends.
    #[schemars(with = "String")]
    pub high: Spanned<String>,
    /// The row that areas are compared with, by its name or `total`; for ratios, what a ratio of 1 is called.
    #[schemars(with = "String")]
    pub benchmark: Spanned<String>,
    /// The figures are ratios: they are compared with 1, and `benchmark` is only its name.
    #[serde(default)]
    pub ratios: bool,
    /// Draw only the highest N.
    pub top: Option<usize>,
}

/// Intervals, highest figure first; `area` is the place that a table's total is for.
///
/// # Errors
/// `unknown-column`; `unknown-row` and `benchmark-without-figure` for the benchmark; `too-many-intervals`.
pub(super) fn intervals(
    options: &IntervalRows,
    table: &Table,
    area: &str,
    origin: &Origin,
) -> Result<Drawing, Diagnostics> {
    let mut found = Diagnostics::default();
    let named = [&options.column, &options.low, &options.high];
    let columns = named.map(|name| found.keep(column(name, table, origin)));
    let whole = if options.ratios { None } else { found.keep(whole(&options.benchmark, table, origin)) };
    let compared = columns[0].zip(whole);
    let is_uncovered =
        |row: &Row, at: usize| !table.times.uneven.is_empty() && row.cells[at].missing() == Some(Missing::NotAvailable);
    if let Some((at, row)) = compared.filter(|(at, row)| is_uncovered(row, *at)) {
        return Ok(nothing_to_compare(&table.columns[at], whole_name(row, area)));
    }
    let benchmark = match options.ratios {
        true => Some(Benchmark { name: options.benchmark.value.clone(), value: 1.0 }),
        false => compared.and_then(|(at, row)| found.keep(benchmark((row, at), area, &options.benchmark, origin))),
    };
    let ((columns, benchmark), _) = found.into_result((columns, benchmark))?;
    let ([Some(at), Some(low), Some(high)], Some(benchmark)) = (columns, benchmark) else {
        return Err(Diagnostics::default());
    };
    let (mut intervals, blank) = highest_first(table, whole, [at, low, high]);
    let all = intervals.len();
    intervals.truncate(options.top.unwrap_or(usize::MAX));
    too_many(&intervals, &options.column, origin)?;
    let column = &table.columns[at];
    let measured = match intervals.len() {
        shown if shown < all => format!("{}, the {shown} highest of {all}", column.title),
        _ => column.title.clone(),
    };
    let notes = listed("Not drawn, because the table has no figure or no interval for them", &blank);
    let plot = Intervals { intervals, benchmark, format: column.format };
    let description = in_words(&plot);
    Ok(Drawing { plot: Plot::Intervals(plot), measured, description, notes: notes.into_iter().collect() })
}

/// No intervals, as an area is missing from the figure to compare them with; such a chart is left out.
fn nothing_to_compare(column: &Column, name: String) -> Drawing {
    let plot = Intervals { intervals: Vec::new(), benchmark: Benchmark { name, value: 0.0 }, format: column.format };
    let (measured, description) = (column.title.clone(), in_words(&plot));
    Drawing { plot: Plot::Intervals(plot), measured, description, notes: Vec::new() }
}

/// Intervals of all rows except the benchmark, and the names of rows without an interval.
fn highest_first<'a>(table: &'a Table, whole: Option<&Row>, columns: [usize; 3]) -> (Vec<Interval>, Vec<&'a str>) {
    let (mut intervals, mut blank) = (Vec::new(), Vec::new());
    for row in body(table).filter(|row| whole.is_none_or(|whole| row.key != whole.key)) {
        match columns.map(|at| figure(row, at)) {
            [Some(value), Some(low), Some(high)] => {
                intervals.push(Interval { name: row.label.clone(), value, low, high });
            }
            _ => blank.push(row.label.as_str()),
        }
    }
    intervals.sort_by(|one, other| other.value.total_cmp(&one.value));
    (intervals, blank)
}

/// A figure that can be drawn.
pub(super) fn figure(row: &Row, at: usize) -> Option<f64> {
    row.cells[at].number().filter(|value| value.is_finite())
}

/// The row of the benchmark.
fn whole<'a>(name: &Spanned<String>, table: &'a Table, origin: &Origin) -> Result<&'a Row, Diagnostic> {
    table.row(&name.value).ok_or_else(|| {
        let known = table.rows.iter().map(|row| row.label.as_str());
        Diagnostic::unknown(Code::UnknownRow, "row", &name.value, known)
            .at(origin.place(name))
            .hint(format!("the benchmark is a row of table `{}`, such as its total", table.id))
    })
}

fn benchmark(
    (row, at): (&Row, usize),
    area: &str,
    name: &Spanned<String>,
    origin: &Origin,
) -> Result<Benchmark, Diagnostic> {
    let value = figure(row, at).ok_or_else(|| {
        Diagnostic::error(Code::BenchmarkWithoutFigure, format!("row `{}` has no figure to compare with", name.value))
            .at(origin.place(name))
            .expected("a row with a figure in the column that is drawn")
    })?;
    Ok(Benchmark { name: whole_name(row, area), value })
}

pub(super) fn whole_name(row: &Row, area: &str) -> String {
    // A total of wards may be the total of only some wards, and its label says so.
    let is_whole = row.kind == RowKind::Total && (!row.label.starts_with("All ") || row.label.starts_with("All of "));
    if is_whole { area.to_owned() } else { row.label.clone() }
}

fn too_many(intervals: &[Interval], column: &Spanned<String>, origin: &Origin) -> Result<(), Diagnostic> {
    if intervals.len() <= MOST_INTERVALS {
        return Ok(());
    }
    Err(Diagnostic::error(Code::TooManyIntervals, "this many intervals do not fit on a page")
        .at(origin.place(column))
        .found(intervals.len().to_string())
        .expected(format!("at most {MOST_INTERVALS}"))
        .hint("draw only the highest with `top`, or all areas as a `funnel`"))
}

fn in_words(Intervals { intervals, benchmark, format }: &Intervals) -> String {
    let of = |standing: Standing| {
        let names = intervals.iter().filter(|area| area.standing(benchmark.value) == standing);
        named(&names.map(|area| area.name.as_str()).collect::<Vec<_>>())
    };
    let figures: Vec<(&str, f64)> = intervals.iter().map(|area| (area.name.as_str(), area.value)).collect();
    format!(
        "{} with 95% intervals, highest first, against {} ({}). Higher: {}. Similar: {}. Lower: {}. {}",
        counted(intervals.len(), "figure"),
        benchmark.name,
        format_number(benchmark.value, *format),
        of(Standing::Higher),
        of(Standing::Similar),
        of(Standing::Lower),
        highest_and_lowest(&figures, *format)
    )
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::tests::{table, within};
    use super::*;
    use sna_core::document::Format;
    use sna_data::Catalogue;

    pub(in crate::plots) fn rates() -> Table {
        let rows: [(&str, &[u64]); 5] = [
            ("Bolsover", &[10, 8, 13, 800]),
            ("Derby", &[20, 18, 22, 2600]),
            ("Erewash", &[15, 12, 19, 1100]),
            ("High Peak", &[16, 12, 19, 900]),
            ("total", &[15, 14, 16, 5400]),
        ];
        let mut rates = table(&["rate", "low", "high", "population"], &rows);
        rates.rows[3].cells[1] = sna_core::document::Cell::Missing(sna_core::document::Missing::LowReliability);
        rates
    }

    fn refused(words: &str) -> String {
        sna_core::diag::render(&within(words, &rates(), &Catalogue::default()).unwrap_err(), false)
    }

    #[test]
    fn intervals_are_sorted_and_those_without_one_are_named() {
        let words = "intervals: { column: rate, low: low, high: high, benchmark: total }";
        let drawing = within(words, &rates(), &Catalogue::default()).unwrap();
        let Plot::Intervals(Intervals { intervals, benchmark, .. }) = &drawing.plot else { panic!("no intervals") };
        let outline: Vec<_> =
            intervals.iter().map(|area| (area.name.as_str(), area.value, area.low, area.high)).collect();
        assert_eq!(
            outline,
            [("Derby", 20.0, 18.0, 22.0), ("Erewash", 15.0, 12.0, 19.0), ("Bolsover", 10.0, 8.0, 13.0)]
        );
        assert_eq!(*benchmark, Benchmark { name: "Derbyshire".to_owned(), value: 15.0 });
        assert_eq!(drawing.notes, ["Not drawn, because the table has no figure or no interval for them: High Peak."]);
        let against_erewash = within(
            "intervals: { column: rate, low: low, high: high, benchmark: Erewash, top: 1 }",
            &rates(),
            &Catalogue::default(),
        );
        let drawing = against_erewash.unwrap();
        assert_eq!(drawing.measured, "rate, the 1 highest of 2");
    }

    #[test]
    fn ratios_are_compared_with_one() {
        let words = "intervals: { column: rate, low: low, high: high, benchmark: As in the rest, ratios: true }";
        let drawing = within(words, &rates(), &Catalogue::default()).unwrap();
        let Plot::Intervals(Intervals { intervals, benchmark, .. }) = &drawing.plot else { panic!("no intervals") };
        assert_eq!(*benchmark, Benchmark { name: "As in the rest".to_owned(), value: 1.0 });
        assert_eq!(intervals.len(), 3, "every category, and not the total");
    }

    #[test]
    fn what_has_no_column_or_no_benchmark_is_refused() {
        let many: Vec<(String, [u64; 3])> = (0..42).map(|at| (at.to_string(), [1, 1, 1])).collect();
        let rows: Vec<(&str, &[u64])> = many.iter().map(|(name, counts)| (name.as_str(), counts.as_slice())).collect();
        let words = "intervals: { column: a, low: b, high: c, benchmark: \"0\" }";
        let many = within(words, &table(&["a", "b", "c"], &rows), &Catalogue::default());
        let mut blank = rates();
        blank.rows[4].cells[0] = sna_core::document::Cell::Missing(sna_core::document::Missing::NotAvailable);
        let words = "intervals: { column: rate, low: low, high: high, benchmark: total }";
        let texts = [
            refused("intervals: { column: rates, low: lo, high: high, benchmark: Total }"),
            sna_core::diag::render(&within(words, &blank, &Catalogue::default()).unwrap_err(), false),
            refused("funnel: { column: rate, against: residents, limits: [low, high, low_998, high] }"),
            sna_core::diag::render(&many.unwrap_err(), false),
        ];
        insta::assert_snapshot!(texts.join("----\n"));
    }

    #[test]
    fn intervals_say_which_areas_differ() {
        let interval = |name: &str, value, low, high| Interval { name: name.to_owned(), value, low, high };
        let benchmark = Benchmark { name: "Derbyshire".to_owned(), value: 7.6 };
        let areas = [interval("Derby", 9.0, 8.0, 10.0), interval("Erewash", 7.0, 6.0, 8.0)];
        assert_eq!(
            in_words(&Intervals { intervals: areas.to_vec(), benchmark, format: Format::Decimal(1) }),
            "2 figures with 95% intervals, highest first, against Derbyshire (7.6). Higher: Derby. Similar: Erewash. \
             Lower: none. The highest is Derby (9.0), the lowest Erewash (7.0)."
        );
    }
}
