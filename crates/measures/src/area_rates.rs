//! Area rates: each area's records, their yearly average and their rate, also against the whole area.

use schemars::JsonSchema;
use serde::Deserialize;

use super::area_comparison::Comparison;
use super::areas::{Area, AreaOptions, Areas, Places};
use super::axis::Axis;
use super::categories::Category;
use super::people_of_areas::{ALLOWED_FOR, AskedPeople};
use super::proportion::count_column;
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Column, Figure, Format, Missing, Role, Support};
use sna_core::stats::Rate;
use sna_core::yaml::Spanned;
use sna_data::query::{AnswerId, Ask, Counts, Keys};

/// Records of each area, their yearly average, and their rate per 1,000 residents with a 95 % interval.
///
/// The rate is worked out from the exact average over the months that the records cover, and its interval is Byar's,
/// exact below 10. Where people have several records, it is wider (Dobson's method). The whole area has all records,
/// including those without an area. It has a rate if every area has a population.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AreaRates {
    /// Name of the source; the section's by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension of the rows: `district` (the default), `ward`, `lsoa`, `nte_area`, `street` or `hexagon`.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// Dimension of the columns, such as `financial_year`; without it there is one column.
    #[schemars(with = "Option<String>")]
    pub columns: Option<Spanned<String>>,
    /// Name of the populations in the manifest; by default the districts' own for districts, otherwise the only ones
    /// for these rows.
    #[schemars(with = "Option<String>")]
    pub population: Option<Spanned<String>>,
    /// Say whether the rate of each area is `higher` than the whole's, `lower` or `similar`, by an exact Poisson test at 5 %.
    #[serde(default)]
    pub compare: bool,
    /// Print, for each area, the limits within which chance would leave the rate of an area of its size (95 % and 99.8 %), which a
    /// funnel plot draws. Where areas differ by more than chance explains, the limits are widened for it.
    #[serde(default)]
    pub funnel: bool,
}

/// Rates whose question is asked.
struct LaidAreaRates<'a> {
    options: &'a AreaRates,
    at: At<'a>,
    places: Places,
    across: Option<Axis>,
    counts: AnswerId,
    /// The people whom the records name, if they do.
    people: Option<AskedPeople>,
}

/// A table with its counts.
struct Layout<'c> {
    laid: &'c LaidAreaRates<'c>,
    areas: Areas,
    comparison: Comparison<'c>,
    /// The columns, each with the keys of its records.
    columns: Option<Vec<(Category, Keys)>>,
    counts: &'c Counts,
}

pub(super) const NOT_AVAILABLE: Figure = Figure::Missing(Missing::NotAvailable);
const NOT_APPLICABLE: Figure = Figure::Missing(Missing::NotApplicable);

impl Layout<'_> {
    /// The counts of an area, or of all areas, by column.
    fn counts(&self, area: Option<&Keys>) -> Vec<Figure> {
        let count = |column: Option<&Keys>| Figure::Count(self.counts.sum(area.into_iter().chain(column).cloned()));
        match &self.columns {
            Some(columns) => columns.iter().map(|(_, keys)| count(Some(keys))).collect(),
            None => vec![count(None)],
        }
    }

    /// Whether a yearly average says more than the number next to it.
    fn has_average(&self) -> bool {
        self.columns.is_some() || !self.areas.is_one_year()
    }

    fn area_row(&self, area: &Area) -> BodyRow {
        let further = self.comparison.cells(area, &self.areas);
        let counts = self.counts(Some(&area.category.of(&self.laid.places.dimension)));
        let (average, rate) = (self.areas.average_of(area), self.areas.rate_of(area));
        area.category.row(self.cells(counts, average, (area.residents, rate), further))
    }

    fn cells(
        &self,
        mut cells: Vec<Figure>,
        average: Figure,
        (residents, rate): (Option<u64>, Option<Rate>),
        further: Vec<Figure>,
    ) -> Vec<Figure> {
        cells.extend(self.has_average().then_some(average));
        cells.push(Areas::residents_cell(residents));
        cells.extend(rate_cells(rate.as_ref()));
        cells.extend(further);
        cells
    }

    fn rows(&self) -> Vec<BodyRow> {
        let further = || vec![NOT_APPLICABLE; self.comparison.columns().len()];
        let mut rows: Vec<BodyRow> = self.areas.areas.iter().map(|area| self.area_row(area)).collect();
        let mut unknown = self.counts(Some(&self.laid.places.unknown()));
        unknown.extend(self.has_average().then(|| self.areas.average_of_unknown()));
        unknown.extend(vec![NOT_APPLICABLE; 4]);
        unknown.extend(further());
        rows.extend(self.areas.unknown_row(unknown));
        let all = (self.areas.residents, self.areas.rate_of_all());
        let whole = self.cells(self.counts(None), self.areas.average_of_all(), all, further());
        rows.push(self.areas.whole_row(&self.laid.at, whole));
        rows
    }

    fn table_columns(&self) -> Vec<Column> {
        let newest = self.columns.as_ref().map_or(0, Vec::len).saturating_sub(1);
        let mut columns: Vec<Column> = match &self.columns {
            Some(columns) => columns.iter().enumerate().map(|(at, (column, _))| column.column(at == newest)).collect(),
            None => vec![count_column("count", "Number")],
        };
        let two_decimals = |key, title, role| Column::new(key, title, role, Format::Decimal(2));
        columns
            .extend(self.has_average().then(|| Column::new("average", "Average a year", Role::Derived, Format::Count)));
        columns.extend([
            Column::new("population", "Population", Role::Derived, Format::Count),
            two_decimals("rate", "Per 1,000 residents a year", Role::Derived),
            two_decimals("rate_low", "Low", Role::Interval),
            two_decimals("rate_high", "High", Role::Interval),
        ]);
        columns.extend(self.comparison.columns());
        columns
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.areas.notes();
        notes.push(
            "Low and high are the limits of the 95% confidence interval of the rate (Byar's method; exact below 10)."
                .to_owned(),
        );
        if self.areas.repeats.are_any() {
            notes.push(ALLOWED_FOR.to_owned());
        }
        notes.extend(self.comparison.notes());
        notes
    }
}

fn rate_cells(rate: Option<&Rate>) -> [Figure; 3] {
    let cell = |of: fn(&Rate) -> f64| rate.map_or(NOT_AVAILABLE, |rate| Figure::Number(of(rate)));
    [cell(|rate| rate.value), cell(|rate| rate.interval.low), cell(|rate| rate.interval.high)]
}

impl AreaRates {
    fn options(&self) -> AreaOptions<'_> {
        AreaOptions::new(self.of.as_ref(), self.rows.as_ref(), "district", self.population.as_ref())
    }

    fn across(&self, at: &At<'_>) -> Result<Option<Axis>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        self.columns.as_ref().map(|name| Axis::read(at, source, name, None)).transpose()
    }
}

impl Measure for AreaRates {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::Populations]
    }

    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let mut found = Diagnostics::default();
        let (rows, across) = (found.keep(self.options().read(&at)), found.keep(self.across(&at)));
        let (Some((source, places)), Some(across)) = (rows, across) else { return Err(found) };
        let columns = across.as_ref().map(|axis| axis.dimension.clone());
        let counts = ask.records(source, at.scope, [places.dimension.clone()].into_iter().chain(columns));
        let people = AskedPeople::ask(&at, source, &places.dimension, ask);
        Ok(Box::new(LaidAreaRates { options: self, at, places, across, counts, people }))
    }
}

impl LaidAreaRates<'_> {
    /// The columns that the author asks for, each with the keys of its records.
    fn columns(&self, counts: &Counts) -> Option<Vec<(Category, Keys)>> {
        let across = self.across.as_ref()?;
        let listed = across.listed(&self.at, counts).into_iter();
        Some(listed.map(|column| (column.clone(), across.of(&column))).collect())
    }
}

impl Laid for LaidAreaRates<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let counts = &answered[self.counts];
        let repeats = self.people.as_ref().map(|people| people.repeats(answered)).unwrap_or_default();
        let areas = self.places.areas(&self.at, counts, &answered.covered).with(repeats);
        let layout = Layout {
            laid: self,
            comparison: Comparison::new(self.options, &areas),
            areas,
            columns: self.columns(counts),
            counts,
        };
        Ok(Body {
            row_header: layout.areas.header.to_owned(),
            columns: layout.table_columns(),
            rows: layout.rows(),
            notes: layout.notes(),
            ..Body::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{NOT_APPLICABLE, NOT_AVAILABLE, World, cell, day, lines, number};
    use super::*;
    use sna_core::document::{Cell, WIDENED};
    use sna_data::query::Grouped;

    const MANIFEST: &str = "title: T
areas: [{ name: North, population: 20000 }, { name: South, population: 5000 }, { name: Empty, population: 0 }, { name: Bare }]
population_source: Census
populations: { wards: { of: ward, residents: { Elm: 1000, Oak: 3000 } }, old: { of: district, residents: { North: 10000, South: 5000, Empty: 0, Bare: 1000 } } }
sources:
  offences:
    { title: O, files: o.csv, columns: { date: date, district: district, ward: ward }, covers: { from: 2022-04, to: 2024-01 },
      gaps: [{ from: 2022-05, to: 2022-08, why: W }, { from: 2022-10, to: 2023-03, why: W }, { from: 2023-05, to: 2023-12, why: W }] }
";

    /// A number of offences in an area, one in each month in turn from April 2022.
    fn offences(areas: &[(&str, &str, usize)]) -> World {
        let months = ["2022-04", "2022-09", "2023-04", "2024-01"];
        let mut rows = Vec::new();
        for (district, ward, number) in areas {
            rows.extend((0..*number).map(|at| format!("{}-01,{district},{ward}", months[at % months.len()])));
        }
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        World::read(MANIFEST, &[("o.csv", lines("date,district,ward", &rows))])
    }

    fn whole_years(world: World) -> World {
        world.with_months("2022-04", "2024-03")
    }

    #[test]
    fn rates_are_a_year_over_the_months_covered() {
        let body = offences(&[("North", "Elm", 40), ("South", "Oak", 4), ("", "", 4)]).table("area_rates: {}").unwrap();
        // Four months with records are a third of a year: 40 records are 120 a year, 6 per 1,000 of 20,000.
        assert_eq!((number(&body, "North", "average"), number(&body, "North", "rate")), (120.0, 6.0));
        assert_eq!(number(&body, "unknown", "count"), 4.0);
        assert_eq!(cell(&body, "unknown", "rate"), NOT_APPLICABLE);
        assert_eq!(number(&body, "total", "count"), 48.0);
        assert!(number(&body, "South", "rate_low") < 2.4 && number(&body, "South", "rate_high") > 2.4);
        assert!(
            body.notes[0].contains("over the 4 months covered by the records. Populations: Census."),
            "{:?}",
            body.notes
        );
    }

    #[test]
    fn an_area_without_residents_has_no_rate_and_is_named() {
        let world = offences(&[("North", "Elm", 8), ("Empty", "Oak", 2), ("Bare", "Yew", 2)]);
        let body = world.table("area_rates: { columns: financial_year, compare: true, funnel: true }").unwrap();
        assert_eq!((number(&body, "Empty", "population"), cell(&body, "Bare", "population")), (0.0, NOT_AVAILABLE));
        for column in ["rate", "rate_low", "low_998", "against"] {
            assert_eq!(cell(&body, "Empty", column), NOT_AVAILABLE, "{column}");
            assert_eq!(cell(&body, "Bare", column), NOT_AVAILABLE, "{column}");
        }
        assert_eq!(cell(&body, "total", "rate"), NOT_AVAILABLE, "the residents of Bare are not known");
        assert_eq!(cell(&body, "North", "against"), NOT_AVAILABLE, "there is no whole to compare with");
        assert!(
            body.notes.iter().any(|note| note.ends_with("so without a rate (2): Empty and Bare.")),
            "{:?}",
            body.notes
        );
    }

    #[test]
    fn the_funnel_stands_round_the_whole() {
        let world = offences(&[("North", "Elm", 38), ("South", "Oak", 22), ("Bare", "Yew", 4)]);
        let body = world.table("area_rates: { population: old, compare: true, funnel: true }").unwrap();
        assert_eq!(number(&body, "total", "rate"), 12.0, "64 in a third of a year are 192 a year, of 16,000");
        // 20 of the 64 are expected in South. 11 and 30 events have exact intervals without 20 (5.49 to 19.68, 20.24 to 42.83); 12 and 29
        // have not (6.20 to 20.96, 19.42 to 41.65).
        let event = 12.0 / 20.0;
        assert!((11.0 * event..12.0 * event).contains(&number(&body, "South", "low_95")), "{body:?}");
        assert!((29.0 * event..30.0 * event).contains(&number(&body, "South", "high_95")));
        assert!(number(&body, "South", "high_998") > number(&body, "South", "high_95"));
        assert!(!body.columns.iter().any(|column| column.title.ends_with(WIDENED)));
        assert!(body.notes.iter().any(|note| note.contains("at least 95% and 99.8% of the time (exact Poisson)")));
    }

    /// An area is `higher` or `lower` if and only if it lies outside the 95 % limits of the same table, unless these are widened.
    #[test]
    fn the_word_and_the_funnel_never_contradict_each_other() {
        let word = |word: &str| Cell::Text(word.to_owned());
        for south in 8..=34 {
            let world = offences(&[("North", "Elm", 42), ("South", "Oak", south)]);
            let body = world.table("area_rates: { population: old, compare: true, funnel: true }").unwrap();
            let Some(_) = body.columns.iter().find(|column| column.title == "Limit, low, 95%") else { continue };
            for row in ["North", "South"] {
                let [rate, low, high] = ["rate", "low_95", "high_95"].map(|column| number(&body, row, column));
                let expected = match rate {
                    rate if rate > high => "higher",
                    rate if rate < low => "lower",
                    _ => "similar",
                };
                assert_eq!(cell(&body, row, "against"), word(expected), "{south} in {row}");
            }
        }
    }

    /// Twice and half as many as chance explains: the limits hold them, and the note says why the words still tell them apart.
    #[test]
    fn areas_that_differ_by_more_than_chance_widen_the_funnel() {
        let world = offences(&[("North", "Elm", 20), ("South", "Oak", 40), ("Bare", "Yew", 3), ("", "", 1)]);
        let body = world.table("area_rates: { population: old, compare: true, funnel: true }").unwrap();
        let against = |row| cell(&body, row, "against");
        let word = |word: &str| Cell::Text(word.to_owned());
        assert_eq!(
            [against("North"), against("South"), against("Bare"), against("total")],
            [word("lower"), word("higher"), word("similar"), NOT_APPLICABLE]
        );
        assert!(number(&body, "South", "rate") < number(&body, "South", "high_95"), "{body:?}");
        let titles: Vec<&str> =
            body.columns.iter().map(|column| column.title.as_str()).filter(|title| title.contains("Limit")).collect();
        assert_eq!(titles[0], "Limit, low, 95%, widened");
        assert_eq!(
            body.notes[3..],
            [
                "Areas are compared with 11.81 per 1,000, the rate of the records whose area is known.",
                "Higher and lower mean that an area of this size with the rate of the whole would have so many records, or so few, less than \
             2.5% of the time by chance alone (exact Poisson). The whole includes the area itself.",
                "The areas differ from one another by more than chance explains: \u{3c6} = 6.5 over 3 areas, where chance alone gives about 1. \
             Beyond chance, their rates spread round the whole with a standard deviation of 74% of its rate (\u{3c4}). The limits are \
             widened for it: an area outside them is unusual even among areas that differ so much. Higher and lower leave this spread \
             out: they say only that chance alone is no explanation.",
            ]
        );
    }

    /// A fifth of the records without a district do not make every district look low.
    #[test]
    fn records_without_an_area_do_not_make_every_area_low() {
        let world = offences(&[("North", "Elm", 400), ("South", "Oak", 200), ("", "", 160)]);
        let body = world.table("area_rates: { population: old, compare: true }").unwrap();
        assert_eq!(
            [cell(&body, "North", "against"), cell(&body, "South", "against")],
            [(); 2].map(|()| Cell::Text("similar".to_owned()))
        );
    }

    #[test]
    fn wards_of_one_district_are_those_that_occur() {
        let world = offences(&[("North", "Elm", 4), ("South", "Oak", 4)]);
        let all = world.table("area_rates: { rows: ward, columns: financial_year }").unwrap();
        let labels = |body: &Body| body.rows.iter().map(|row| row.label.clone()).collect::<Vec<_>>();
        assert_eq!(labels(&all), ["Elm", "Oak", "All wards"]);
        assert_eq!([2, 3].map(|year| number(&all, "Elm", &format!("202{year}/2{}", year + 1))), [2.0, 2.0]);
        assert_eq!(number(&all, "total", "population"), 4_000.0);
        let north = world.with_area("North").table("area_rates: { rows: ward }").unwrap();
        assert_eq!(labels(&north), ["Elm", "All of North"]);
        assert_eq!(number(&north, "total", "population"), 20_000.0, "the district's own");
        assert_eq!(north.row_header, "Ward");
    }

    #[test]
    fn no_record_gives_zeros_and_no_rate() {
        let body = World::read(MANIFEST, &[("o.csv", lines("date,district,ward", &["2019-01-01,North,Elm"]))])
            .with_months("2019-01", "2019-01");
        let body = body.made("area_rates: { compare: true, funnel: true }", &[Grouped::default()]).unwrap();
        assert_eq!(cell(&body, "North", "rate"), NOT_AVAILABLE, "no month is covered");
        let body = whole_years(offences(&[("North", "Elm", 1)]))
            .made("area_rates: { compare: true, funnel: true }", &[Grouped::default()])
            .unwrap();
        assert_eq!((number(&body, "North", "count"), number(&body, "North", "rate")), (0.0, 0.0));
        assert!(number(&body, "North", "rate_high") > 0.0);
    }

    #[test]
    fn mistakes_are_named() {
        let world = offences(&[("North", "Elm", 1)]);
        for (options, code) in [
            ("rows: weapon", "missing-column"),
            ("rows: financial_year", "rows-without-places"),
            ("rows: wrd", "unknown-dimension"),
            ("rows: ward, population: ward", "unknown-population"),
            ("population: wards", "population-of-other-rows"),
            ("columns: yeer", "unknown-dimension"),
        ] {
            assert_eq!(world.fault(&format!("area_rates: {{ {options} }}")), code, "{options}");
        }
    }

    /// The published table of night-time economy crime by district. I-45: High Peak's rate was worked out from the rounded
    /// average and printed as 9.54; from the exact one it is 9.53.
    #[test]
    fn meets_the_published_rates_of_night_time_economy_crime() {
        let published = include_str!("../../../tests/golden/s09_nte_by_district.csv");
        let mut reader = csv::Reader::from_reader(published.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
        let (districts, force) = rows.split_at(rows.len() - 1);
        let names: Vec<String> = districts.iter().map(|row| format!("{{ name: {} }}", &row[0])).collect();
        let residents: Vec<String> = districts.iter().map(|row| format!("{}: {}", &row[0], &row[1])).collect();
        let manifest = format!(
            "title: T\nareas: [{}]\npopulations: {{ nte_districts: {{ of: district, residents: {{ {} }} }} }}\n\
             sources: {{ nte: {{ title: N, files: o.csv, columns: {{ date: date, district: district }} }} }}\n",
            names.join(", "),
            residents.join(", ")
        );
        let mut offences = "date,district\n".to_owned();
        for row in districts {
            for (year, column) in (2021..2024).zip(2..5) {
                let number: usize = row[column].parse().unwrap();
                (0..number).for_each(|at| offences += &format!("{},{}\n", day(year, at), &row[0]));
            }
        }
        let world = World::read(&manifest, &[("o.csv", offences)]).with_years(2021, 2023);
        let yaml = "area_rates: { of: nte, columns: financial_year, population: nte_districts }";
        let built = world.table(yaml).unwrap();
        let printed = |name: &str, key: &str, format| cell(&built, name, key).print(format).replace(',', "");
        for (row, name) in districts.iter().map(|row| (row, &row[0])).chain([(&force[0], "total")]) {
            let counts = ["population", "2021/22", "2022/23", "2023/24", "average"];
            for (column, key) in (1..).zip(counts) {
                assert_eq!(printed(name, key, Format::Count), row[column], "{name} {key}");
            }
            let rate = if name == "High Peak" { "9.53" } else { &row[6] };
            assert_eq!(printed(name, "rate", Format::Decimal(2)), rate, "{name}");
        }
        assert!((number(&built, "High Peak", "average") - 2606.0 / 3.0).abs() < 1e-9, "exact behind the printed 869");
    }

    /// 100 records of 40 people, 35 with one and 5 with 13, and 50,000 residents: V = 880. As many of independent people: V = 100.
    #[test]
    fn records_of_the_same_people_are_less_certain() {
        let manifest = "title: T
areas: [{ name: North, population: 50000 }]
population_source: Census
sources:
  offences: { title: O, files: o.csv, columns: { id: id, date: date, district: district } }
  victims: { title: V, files: v.csv, columns: { offence_id: offence, person_id: person } }
";
        let months: Vec<String> = (1..=12).map(|month| format!("o{month},2023-{month:02}-01,North")).collect();
        let months: Vec<&str> = months
            .iter()
            .map(String::as_str)
            .chain(["a,2024-01-01,North", "b,2024-02-01,North", "c,2024-03-31,North"])
            .collect();
        let table = |victims: &[String]| {
            let victims: Vec<&str> = victims.iter().map(String::as_str).collect();
            let files = [("o.csv", lines("id,date,district", &months)), ("v.csv", lines("offence,person", &victims))];
            let world = World::read(manifest, &files).with_years(2023, 2023);
            world.table("area_rates: { of: victims }").unwrap()
        };
        let once = (0..35).map(|person| format!("o6,A{person}"));
        let often = (0..65).map(|record| format!("o6,B{}", record % 5));
        let body = table(&once.chain(often).collect::<Vec<_>>());
        let at = |body: &Body, row: &str| {
            ["rate", "rate_low", "rate_high"].map(|column| format!("{:.2}", number(body, row, column)))
        };
        assert_eq!(at(&body, "North"), ["2.00", "0.89", "3.28"]);
        assert_eq!(at(&body, "total"), ["2.00", "0.89", "3.28"]);
        assert!(body.notes.iter().any(|note| note.starts_with("Some people have several records")), "{:?}", body.notes);
        // Nobody known, or everybody once: the interval is Byar's.
        for victims in [vec!["o6,".to_owned(); 100], (0..100).map(|person| format!("o6,A{person}")).collect()] {
            let body = table(&victims);
            assert_eq!(at(&body, "North"), ["2.00", "1.63", "2.43"]);
            assert!(!body.notes.iter().any(|note| note.starts_with("Some people")));
        }
    }
}
