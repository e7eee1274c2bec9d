//! A population pyramid of a table of age bands, and what such a table must satisfy.

use schemars::JsonSchema;
use serde::Deserialize;

use super::drawing::{Drawing, body, column, measured};
use super::words::highest_named;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Band, Column, Format, LeftOut, Plot, Pyramid, Role, Row, RowKind, Table, format_number};
use sna_core::yaml::{Origin, Spanned};

/// More bands than this cannot be distinguished in the height of a picture.
const MOST_BANDS: usize = 24;

/// Possible names of a column of males, in small letters.
const MALES: [&str; 5] = ["male", "males", "m", "men", "boys"];

/// Possible names of a column of females, in small letters.
const FEMALES: [&str; 5] = ["female", "females", "f", "women", "girls"];

/// The two sides of a pyramid; rows are age bands, youngest first, at most 24.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PyramidSides {
    /// The column of males, drawn to the left; `Male` by default.
    #[schemars(with = "Option<String>")]
    pub left: Option<Spanned<String>>,
    /// The column of females, drawn to the right; `Female` by default.
    #[schemars(with = "Option<String>")]
    pub right: Option<Spanned<String>>,
}

/// A pyramid, bands in the order of the rows.
///
/// # Errors
/// `unknown-column`; `one-sided-pyramid`, `reversed-pyramid` and `unlike-sides` for two columns that do not make two sides;
/// `too-many-bands`, `no-age-band` and `bands-out-of-order` for rows that are not age bands from young to old.
pub(super) fn pyramid(options: &Spanned<PyramidSides>, table: &Table, origin: &Origin) -> Result<Drawing, Diagnostics> {
    let mut found = Diagnostics::default();
    let sides = found.keep(sides(options, table, origin));
    let faults = [too_many_bands(table), no_age_band(table), out_of_order(table)];
    faults.into_iter().flatten().for_each(|fault| found.push(fault.at(origin.place(options))));
    let (sides, _) = found.into_result(sides)?;
    let sides = sides.unwrap_or_default();
    let band = |row: &Row| Band { label: row.label.clone(), values: sides.map(|at| row.cells[at].number()) };
    let format = table.columns[sides[0]].format;
    let plot = Pyramid {
        header: table.row_header.clone(),
        sides: sides.map(|at| table.columns[at].title.clone()),
        bands: body(table).map(band).collect(),
        format,
        left_out: if format == Format::Count { left_out(table, sides) } else { LeftOut::default() },
    };
    let description = in_words(&plot);
    Ok(Drawing { plot: Plot::Pyramid(plot), measured: measured(format), description, notes: Vec::new() })
}

/// The positions of the columns of the left and the right side.
fn sides(options: &Spanned<PyramidSides>, table: &Table, origin: &Origin) -> Result<[usize; 2], Diagnostics> {
    let side = |given: Option<&Spanned<String>>, usual: &str| match given {
        Some(name) => column(name, table, origin),
        None => column(&Spanned::new(usual.to_owned(), options.referenced, options.defined), table, origin)
            .map_err(|fault| fault.hint("name the column of each side: `left` and `right`")),
    };
    let mut found = Diagnostics::default();
    let given = [(options.value.left.as_ref(), "Male"), (options.value.right.as_ref(), "Female")];
    let at = given.map(|(given, usual)| found.keep(side(given, usual)));
    if let [Some(left), Some(right)] = at {
        let fault = no_two_sides(&table.columns[left], &table.columns[right]);
        fault.into_iter().for_each(|fault| found.push(fault.at(origin.place(options))));
    }
    found.into_result(at.map(Option::unwrap_or_default)).map(|(at, _)| at)
}

fn no_two_sides(left: &Column, right: &Column) -> Option<Diagnostic> {
    let is = |column: &Column, names: &[&str]| names.contains(&column.key.to_lowercase().as_str());
    let (code, message, expected) = if left.key == right.key {
        (Code::OneSidedPyramid, "both sides of the pyramid are the same column", "a different column for each side")
    } else if is(left, &FEMALES) || is(right, &MALES) {
        (Code::ReversedPyramid, "the sides of the pyramid are reversed", "males to the left, females to the right")
    } else if (left.role, left.format) != (right.role, right.format) {
        (
            Code::UnlikeSides,
            "the sides of the pyramid have different measures",
            "two columns of the same measure and unit",
        )
    } else {
        return None;
    };
    let found = format!("`{}` to the left, `{}` to the right", left.key, right.key);
    Some(Diagnostic::error(code, message).found(found).expected(expected))
}

fn too_many_bands(table: &Table) -> Option<Diagnostic> {
    let bands = body(table).count();
    (bands > MOST_BANDS).then(|| {
        Diagnostic::error(Code::TooManyBands, format!("table `{}` has too many rows for a pyramid", table.id))
            .found(bands.to_string())
            .expected(format!("at most {MOST_BANDS}"))
            .hint("make the age bands wider, or draw single years of age as `columns`")
    })
}

/// A row such as `Other ages` has no place between young and old.
fn no_age_band(table: &Table) -> Option<Diagnostic> {
    let row = body(table).find(|row| !row.label.contains(|c: char| c.is_ascii_digit()))?;
    let fault = Diagnostic::error(Code::NoAgeBand, format!("a row of table `{}` is not an age band", table.id));
    Some(
        fault
            .found(format!("`{}`", row.label))
            .expected("age bands that cover every age, such as `0 to 4` and `90 and over`"),
    )
}

/// Bands from old to young, or in the order of their counts, would still look like a pyramid.
fn out_of_order(table: &Table) -> Option<Diagnostic> {
    let bands: Vec<(&str, u32)> =
        body(table).filter_map(|row| Some((row.label.as_str(), youngest_age(&row.label)?))).collect();
    let pair = bands.windows(2).find(|pair| pair[1].1 <= pair[0].1)?;
    let message = format!("the rows of table `{}` do not run from young to old", table.id);
    let fault = Diagnostic::error(Code::BandsOutOfOrder, message)
        .found(format!("`{}` after `{}`", pair[1].0, pair[0].0))
        .expected("a row for each age band, youngest first");
    Some(fault.hint("leave the rows of the table in their natural order"))
}

/// The number that a band's name begins with.
fn youngest_age(band: &str) -> Option<u32> {
    band.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

/// How many records are not in any bar. A table without a column of totals cannot say how many belong to neither
/// side.
fn left_out(table: &Table, [left, right]: [usize; 2]) -> LeftOut {
    let total = table.columns.iter().position(|column| column.role == Role::Total);
    let all = |row: &Row| row.cells[total?].number();
    let drawn = |row: &Row| Some(row.cells[left].number()? + row.cells[right].number()?);
    let unknown = table.rows.iter().filter(|row| row.kind == RowKind::Unknown);
    LeftOut {
        without_band: unknown.filter_map(|row| all(row).or_else(|| drawn(row))).sum(),
        on_neither_side: body(table).filter_map(|row| Some((all(row)? - drawn(row)?).max(0.0))).sum(),
    }
}

/// The type, the youngest and the oldest band, each side and what is not drawn.
fn in_words(Pyramid { sides, bands, format, left_out, .. }: &Pyramid) -> String {
    let (young, old) =
        (bands.first().map_or("", |band| band.label.as_str()), bands.last().map_or("", |band| band.label.as_str()));
    let mut words = format!("Population pyramid with {} bands, the youngest {young}, the oldest {old}.", bands.len());
    for at in [0, 1] {
        words += &format!(" {}: {}.", sides[at], side_in_words(bands, at, *format));
    }
    let records = |number: f64, which: &str| match number {
        0.0 => String::new(),
        number => format!(" Records {which}, not drawn: {}.", format_number(number, Format::Count)),
    };
    let neither = format!("with a known age but neither {} nor {}", sides[0], sides[1]);
    words + &records(left_out.without_band, "with no known age") + &records(left_out.on_neither_side, &neither)
}

/// The share of a side, if records are counted, and its largest band.
fn side_in_words(bands: &[Band], at: usize, format: Format) -> String {
    let all: f64 = bands.iter().flat_map(|band| band.values).flatten().sum();
    let named: Vec<(&str, f64)> =
        bands.iter().filter_map(|band| Some((band.label.as_str(), band.values[at]?))).collect();
    // In counts: a percentage might be based on few records.
    let [part, all] = [named.iter().map(|(_, value)| value).sum(), all].map(|sum| format_number(sum, Format::Count));
    match highest_named(&named, format).filter(|_| named.iter().any(|(_, value)| *value > 0.0)) {
        None => "none".to_owned(),
        Some((names, value)) if format == Format::Count => {
            format!("{part} of the {all} drawn, most in {names} ({value})")
        }
        Some((names, value)) => format!("highest in {names} ({value})"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{drawn, table};
    use super::*;

    const COLUMNS: [&str; 4] = ["Female", "Male", "unknown", "total"];

    fn by_age() -> Table {
        let rows: [(&str, &[u64]); 5] = [
            ("Under 10", &[4, 2, 0, 6]),
            ("10 to 17", &[100, 300, 5, 405]),
            ("18 and over", &[90, 200, 1, 291]),
            ("unknown", &[1, 2, 3, 6]),
            ("total", &[195, 504, 9, 708]),
        ];
        table(&COLUMNS, &rows)
    }

    #[test]
    fn bands_keep_their_order_and_what_is_not_drawn_is_counted() {
        let band = |label: &str, values: [f64; 2]| Band { label: label.to_owned(), values: values.map(Some) };
        let expected = Plot::Pyramid(Pyramid {
            header: "Age".to_owned(),
            sides: ["Male".to_owned(), "Female".to_owned()],
            bands: vec![
                band("Under 10", [2.0, 4.0]),
                band("10 to 17", [300.0, 100.0]),
                band("18 and over", [200.0, 90.0]),
            ],
            format: Format::Count,
            left_out: LeftOut { without_band: 6.0, on_neither_side: 6.0 },
        });
        assert_eq!(drawn("pyramid: {}", &by_age()), Ok((expected, "Number".to_owned())));
    }

    #[test]
    fn without_a_column_of_totals_only_what_is_known_is_said() {
        let sparse = table(&COLUMNS[..2], &[("0 to 17", &[1, 2]), ("unknown", &[3, 4])]);
        let Ok((Plot::Pyramid(Pyramid { left_out, .. }), _)) = drawn("pyramid: {}", &sparse) else {
            panic!("no pyramid")
        };
        assert_eq!(left_out, LeftOut { without_band: 7.0, on_neither_side: 0.0 });
    }

    #[test]
    fn columns_that_are_not_two_sides_are_refused() {
        let texts = [
            drawn("pyramid: { left: Males, right: Femal }", &by_age()),
            drawn("pyramid: { right: total }", &table(&["Men", "total"], &[])),
            drawn("pyramid: { left: Female, right: Male }", &by_age()),
            drawn("pyramid: { left: Male, right: Male }", &by_age()),
            drawn("pyramid: { right: total }", &by_age()),
        ];
        insta::assert_snapshot!(texts.map(Result::unwrap_err).join("----\n"));
    }

    #[test]
    fn rows_that_are_not_bands_from_young_to_old_are_refused() {
        let ages: Vec<String> = (0..25).rev().map(|age| age.to_string()).collect();
        let rows: Vec<(&str, &[u64])> = ages.iter().map(|age| (age.as_str(), [1, 2].as_slice())).collect();
        let texts = [
            drawn("pyramid: {}", &table(&COLUMNS[..2], &rows)),
            drawn("pyramid: {}", &table(&COLUMNS[..2], &[("0 to 17", &[1, 2]), ("Other ages", &[1, 2])])),
        ];
        insta::assert_snapshot!(texts.map(Result::unwrap_err).join("----\n"));
    }

    fn of_three_bands(format: Format, left_out: LeftOut) -> Pyramid {
        let band = |label: &str, values: [f64; 2]| Band { label: label.to_owned(), values: values.map(Some) };
        Pyramid {
            header: "Age".to_owned(),
            sides: ["Male".to_owned(), "Female".to_owned()],
            bands: vec![band("0 to 17", [30.0, 0.0]), band("18 to 24", [40.0, 0.0]), band("25 and over", [5.0, 25.0])],
            format,
            left_out,
        }
    }

    #[test]
    fn a_pyramid_names_the_largest_bands_the_shares_and_what_it_leaves_out() {
        assert_eq!(
            in_words(&of_three_bands(Format::Count, LeftOut { without_band: 1008.0, on_neither_side: 2.0 })),
            "Population pyramid with 3 bands, the youngest 0 to 17, the oldest 25 and over. \
             Male: 75 of the 100 drawn, most in 18 to 24 (40). Female: 25 of the 100 drawn, most in 25 and over (25). \
             Records with no known age, not drawn: 1,008. Records with a known age but neither Male nor Female, not drawn: 2."
        );
        assert_eq!(
            in_words(&of_three_bands(Format::Decimal(1), LeftOut::default())),
            "Population pyramid with 3 bands, the youngest 0 to 17, the oldest 25 and over. \
             Male: highest in 18 to 24 (40.0). Female: highest in 25 and over (25.0)."
        );
    }
}
