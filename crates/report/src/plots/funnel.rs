//! A funnel plot: figures against the size of their areas, with limits for chance variation.

use schemars::JsonSchema;
use serde::Deserialize;

use super::drawing::{Drawing, body, column};
use super::intervals::{figure, whole_name};
use super::names::listed;
use super::words::{counted, named};
use sna_core::diag::Diagnostics;
use sna_core::document::{
    Benchmark, Beyond, Funnel, FunnelPoint, Plot, Row, RowKind, Standing, Table, WIDENED, format_number,
};
use sna_core::yaml::{Origin, Spanned};

/// Figures against the size of their areas; rows are areas.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FunnelRows {
    /// The column of figures, by its name.
    #[schemars(with = "String")]
    pub column: Spanned<String>,
    /// The column that the rates divide by, such as the population.
    #[schemars(with = "String")]
    pub against: Spanned<String>,
    /// The columns of the limits: 95% low and high, 99.8% low and high.
    #[schemars(with = "[String; 4]")]
    pub limits: [Spanned<String>; 4],
}

/// The note of a plot whose limits are widened.
const BEYOND_CHANCE: &str =
    "The limits allow for areas that differ by more than chance explains; the notes under the table say by how much.";

/// A funnel plot, smallest area first; `area` is the place that a table's total is for.
///
/// # Errors
/// `unknown-column`.
pub(super) fn funnel(options: &FunnelRows, table: &Table, area: &str, origin: &Origin) -> Result<Drawing, Diagnostics> {
    let mut found = Diagnostics::default();
    let [at, against] = [&options.column, &options.against].map(|name| found.keep(column(name, table, origin)));
    let limits = options.limits.each_ref().map(|name| found.keep(column(name, table, origin)));
    let ((at, against), _) = found.into_result((at.unwrap_or_default(), against.unwrap_or_default()))?;
    let point = |row: &Row| {
        let (value, size) = (figure(row, at)?, figure(row, against).filter(|size| *size >= 0.0)?);
        let limits = limits.map(|limit| limit.and_then(|at| figure(row, at)));
        Some(FunnelPoint { name: row.label.clone(), size, value, limits })
    };
    let mut points: Vec<FunnelPoint> = body(table).filter_map(point).collect();
    points.sort_by(|one, other| one.size.total_cmp(&other.size));
    let blank: Vec<&str> = body(table).filter(|row| point(row).is_none()).map(|row| row.label.as_str()).collect();
    let total = table.rows.iter().find(|row| row.kind == RowKind::Total);
    let benchmark = total.and_then(|row| Some(Benchmark { name: whole_name(row, area), value: figure(row, at)? }));
    let (column, size) = (&table.columns[at], &table.columns[against]);
    let widened = limits.iter().flatten().any(|limit| table.columns[*limit].title.ends_with(WIDENED));
    let plot = Funnel {
        points,
        benchmark,
        measured: column.title.clone(),
        against: size.title.clone(),
        format: column.format,
        size_format: size.format,
        widened,
    };
    let description = in_words(&plot);
    let blank = listed("Not drawn, because the table has no figure for them", &blank);
    let wide = widened.then(|| BEYOND_CHANCE.to_owned());
    Ok(Drawing {
        plot: Plot::Funnel(plot),
        measured: format!("{} by {}", column.title, lower_first(&size.title)),
        description,
        notes: blank.into_iter().chain(wide).collect(),
    })
}

/// `Population` as within a line; `LSOA` unchanged.
fn lower_first(words: &str) -> String {
    let mut letters = words.chars();
    match (letters.next(), words.chars().nth(1)) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => words.to_owned(),
    }
}

fn in_words(Funnel { points, benchmark, against, format, widened, .. }: &Funnel) -> String {
    let whole = benchmark
        .as_ref()
        .map_or_else(String::new, |whole| format!(" around {} ({})", whole.name, format_number(whole.value, *format)));
    // On either side, the furthest from the whole first.
    let mut sorted: Vec<&FunnelPoint> = points.iter().collect();
    sorted.sort_by(|one, other| other.value.total_cmp(&one.value));
    let of = |beyond: Beyond| {
        let mut names: Vec<&&FunnelPoint> = sorted.iter().filter(|point| point.beyond() == Some(beyond)).collect();
        if matches!(beyond, Beyond::Limit95(Standing::Lower) | Beyond::Limit998(Standing::Lower)) {
            names.reverse();
        }
        let names: Vec<String> =
            names.iter().map(|point| format!("{} ({})", point.name, format_number(point.value, *format))).collect();
        named(&names.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let wide = if *widened { ", widened for the spread between areas," } else { "" };
    let within = points.iter().filter(|point| point.beyond().is_none()).count();
    format!(
        "Funnel plot of {} by size ({against}), with limits of 95% and 99.8%{wide}{whole}. Above the 99.8% limit: {}. \
         Above the 95% limit only: {}. Below the 95% limit only: {}. Below the 99.8% limit: {}. Within the limits: {within}.",
        counted(points.len(), "area"),
        of(Beyond::Limit998(Standing::Higher)),
        of(Beyond::Limit95(Standing::Higher)),
        of(Beyond::Limit95(Standing::Lower)),
        of(Beyond::Limit998(Standing::Lower)),
    )
}

#[cfg(test)]
mod tests {
    use super::super::intervals::tests::rates;
    use super::super::tests::within;
    use super::*;
    use sna_core::document::Format;
    use sna_data::Catalogue;

    #[test]
    fn a_funnel_runs_from_the_smallest_area_and_knows_the_whole() {
        let words = "funnel: { column: rate, against: population, limits: [low, high, low, high] }";
        let drawing = within(words, &rates(), &Catalogue::default()).unwrap();
        let Plot::Funnel(Funnel { points, benchmark, .. }) = &drawing.plot else { panic!("no funnel") };
        let outline: Vec<_> = points.iter().map(|point| (point.name.as_str(), point.size, point.limits[0])).collect();
        assert_eq!(
            outline,
            [
                ("Bolsover", 800.0, Some(8.0)),
                ("High Peak", 900.0, None),
                ("Erewash", 1100.0, Some(12.0)),
                ("Derby", 2600.0, Some(18.0))
            ]
        );
        assert_eq!(benchmark.as_ref().map(|whole| whole.value), Some(15.0));
        assert_eq!(drawing.measured, "rate by population");
    }

    #[test]
    fn a_funnel_says_which_areas_differ() {
        let benchmark = Benchmark { name: "Derbyshire".to_owned(), value: 7.6 };
        let limits = [Some(6.0), Some(9.0), Some(5.0), Some(10.0)];
        let point = |name: &str, value| FunnelPoint { name: name.to_owned(), size: 1.0, value, limits };
        let points = [point("Derby", 11.0), point("Erewash", 9.5), point("Bolsover", 7.0), point("High Peak", 5.5)];
        let plot = Funnel {
            points: points.to_vec(),
            benchmark: Some(benchmark),
            measured: "Rate".to_owned(),
            against: "Population".to_owned(),
            format: Format::Decimal(1),
            size_format: Format::Count,
            widened: false,
        };
        assert_eq!(
            in_words(&plot),
            "Funnel plot of 4 areas by size (Population), with limits of 95% and 99.8% around Derbyshire (7.6). \
             Above the 99.8% limit: Derby (11.0). Above the 95% limit only: Erewash (9.5). \
             Below the 95% limit only: High Peak (5.5). Below the 99.8% limit: none. Within the limits: 1."
        );
        assert!(in_words(&Funnel { widened: true, ..plot }).starts_with(
            "Funnel plot of 4 areas by size (Population), with limits of 95% and 99.8%, widened for the spread between areas, around Derbyshire (7.6). "
        ));
    }

    #[test]
    fn limits_that_are_widened_are_said_to_be() {
        let mut table = rates();
        let of = |table: &Table| {
            within(
                "funnel: { column: rate, against: population, limits: [low, high, low, high] }",
                table,
                &Catalogue::default(),
            )
            .unwrap()
        };
        assert!(!of(&table).notes.iter().any(|note| note == BEYOND_CHANCE));
        table.columns.iter_mut().filter(|column| column.key == "low").for_each(|column| column.title += WIDENED);
        let Drawing { plot: Plot::Funnel(plot), notes, .. } = of(&table) else { panic!("no funnel") };
        assert!(plot.widened && notes.iter().any(|note| note == BEYOND_CHANCE));
    }
}
