//! Records for the tests of measures: a catalogue from a few lines of CSV, asked and answered the whole way; or none at all,
//! for tables from answers that a test writes itself.

pub(super) mod example;

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Answered, At, Body, ByMonth, Measure, TableSpec};
use sna_core::calendar::CoveredDays;
use sna_core::diag::Diagnostics;
use sna_core::document::{Cell, Missing};
use sna_core::yaml::Origin;
use sna_data::query::{Along, Answers, Ask, Audit, Engine, Grouped, Key, PolarsEngine, Question, Questions, Scope};
use sna_data::{
    Absent, Aggregate, AggregateLine, Catalogue, Covered, Figures, FinancialYear, Month, Period, PopulationSet,
    Predicate, Years,
};

/// A catalogue and where it is asked.
pub(super) struct World {
    /// Where the files are, until the world is dropped.
    folder: Option<PathBuf>,
    catalogue: Catalogue,
    scope: Scope,
    covered: Covered,
}

/// Numbers the folders of a test run.
static NEXT: AtomicU32 = AtomicU32::new(0);

impl Drop for World {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = fs::remove_dir_all(folder);
        }
    }
}

/// A folder of its own with a manifest and files.
fn written(manifest: &str, files: &[(&str, String)]) -> PathBuf {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("sna-measures-{}-{number}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("data.yaml"), manifest).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    folder
}

const DISTRICTS: &str = "title: T
areas: [{ name: North, population: 100 }, { name: South, population: 100 }]
sources:
  offences: { title: O, files: offences.csv, columns: { id: id, date: date, district: district } }
  victims: { title: V, files: victims.csv, columns: { offence_id: offence, person_id: person, age: age, sex: sex } }
  suspects: { title: S, files: suspects.csv, columns: { offence_id: offence, person_id: person, age: age, sex: sex } }
";

const PEOPLE: &str = "title: T
sources:
  offences: { title: O, files: offences.csv, columns: { id: id, date: date, offence: offence, knife: knife } }
  victims: { title: V, files: victims.csv, columns: { offence_id: offence, person_id: person, age: age, sex: sex, ethnicity: ethnicity } }
  suspects: { title: S, files: suspects.csv, columns: { offence_id: offence, person_id: person, age: age, sex: sex, ethnicity: ethnicity } }
populations: { ethnic_group: { residents: { White: 10000, Black: 1000 } } }
";

const BARE: &str = "title: T
sources:
  offences: { title: O, files: offences.csv, columns: { id: id, date: date, hour: hour, offence: offence, offence_group: type, outcome: outcome, street: street, knife: knife } }
  victims: { title: V, files: victims.csv, columns: { offence_id: offence, person_id: person, age: age, sex: sex, ethnicity: ethnicity } }
  suspects: { title: S, files: suspects.csv, columns: { offence_id: offence, person_id: person, age: age, sex: sex, ethnicity: ethnicity } }
  lifestyle: { title: L, files: lifestyle.csv, columns: { person_id: person, date: as_of, factor: factor, present: present } }
";

const CARRIERS: &str = "title: T
sources:
  offences: { title: O, files: offences.csv, columns: { id: id, date: date, offence: offence } }
  suspects: { title: S, files: suspects.csv, columns: { offence_id: offence, person_id: person } }
  lifestyle: { title: L, files: lifestyle.csv, columns: { person_id: person, date: as_of, factor: factor, present: present } }
harm_weights: harm.yaml
";

/// Every kind of column, two districts and their wards with residents, and harm weights.
const WIDE: &str = "title: T
areas: [{ name: North, population: 20000 }, { name: South, population: 5000 }]
population_source: Census
populations:
  wards: { of: ward, residents: { Elm: 1000, Oak: 3000, Ash: 2000 } }
  ethnic_group: { residents: { White: 10000, Black: 1000 } }
harm_weights: harm.yaml
sources:
  offences: { title: O, files: offences.csv, columns: { id: id, date: date, hour: hour, offence: offence, offence_group: type, outcome: outcome, street: street, knife: knife, district: district, ward: ward } }
  victims: { title: V, files: victims.csv, columns: { offence_id: offence, person_id: person, age: age, sex: sex, ethnicity: ethnicity } }
  suspects: { title: S, files: suspects.csv, columns: { offence_id: offence, person_id: person, age: age, sex: sex, ethnicity: ethnicity } }
  lifestyle: { title: L, files: lifestyle.csv, columns: { person_id: person, date: as_of, factor: factor, present: present } }
";

const HARM: &str =
    "Robbery: { days: 365, source: x }\nPossession: { days: 5, source: x }\nHomicide: { days: 5475, source: x }\n";

/// A file of a header line and rows.
pub(super) fn lines(head: &str, rows: &[&str]) -> String {
    [head].iter().chain(rows).map(|row| format!("{row}\n")).collect()
}

impl World {
    /// Sources without a record in the scope, which is 2022/23 and 2023/24.
    pub(super) fn bare() -> Self {
        let offence = "o0,2001-01-01,12,Robbery,Robbery,Charged,Street,no";
        let person = "o0,P0,30,f,W1";
        let files = [
            ("offences.csv", lines("id,date,hour,offence,type,outcome,street,knife", &[offence])),
            ("victims.csv", lines("offence,person,age,sex,ethnicity", &[person])),
            ("suspects.csv", lines("offence,person,age,sex,ethnicity", &[person])),
            ("lifestyle.csv", lines("person,as_of,factor,present", &["P0,2001-01-01,Gang,yes"])),
        ];
        Self::read(BARE, &files)
    }

    /// Sources with every kind of column, for answers made at random; the scope is 2022/23 and 2023/24, both covered.
    pub(super) fn wide() -> Self {
        let offence = "o0,2022-04-01,12,Robbery,Robbery,Charged,Mill Lane,no,North,Elm";
        let person = "o0,P0,30,f,W1";
        let files = [
            ("offences.csv", lines("id,date,hour,offence,type,outcome,street,knife,district,ward", &[offence])),
            ("victims.csv", lines("offence,person,age,sex,ethnicity", &[person])),
            ("suspects.csv", lines("offence,person,age,sex,ethnicity", &[person])),
            ("lifestyle.csv", lines("person,as_of,factor,present", &["P0,2022-04-01,Gang,yes"])),
            ("harm.yaml", HARM.to_owned()),
        ];
        Self::read(WIDE, &files).with_months("2020-01", "2024-03")
    }

    /// The same, about one of its districts.
    pub(super) fn north() -> Self {
        Self::wide().with_area("North")
    }

    /// Victims and suspects of two districts in 2023/24. V1 is a victim twice in the North and once in the South, and a suspect in
    /// the South; V2 is a victim once in the North, V3 twice in the South; one victim in the North has no person. S1 is a
    /// suspect twice in the North, two months apart, and once in the South.
    pub(super) fn districts() -> Self {
        let named = ["o1,2023-04-01,North", "o2,2023-06-01,North", "o3,2023-08-01,South", "o4,2023-10-01,South"];
        // Every month has an offence, so that windows of months are covered.
        let months = Period::of_months(month("2021-04"), month("2024-03")).months();
        let others = months.iter().map(|month| format!("m{0},{0}-01,West", month.key()));
        let offences: Vec<String> = named.iter().map(|line| (*line).to_owned()).chain(others).collect();
        let offences: Vec<&str> = offences.iter().map(String::as_str).collect();
        let victims = ["o1,V1,20,f", "o2,V1,20,f", "o3,V1,20,f", "o2,V2,30,m", "o3,V3,40,m", "o4,V3,40,m", "o1,,,"];
        let suspects = ["o3,V1,20,f", "o1,S1,16,m", "o2,S1,16,m", "o4,S1,17,m"];
        let people = "offence,person,age,sex";
        let files = [
            ("offences.csv", lines("id,date,district", &offences)),
            ("victims.csv", lines(people, &victims)),
            ("suspects.csv", lines(people, &suspects)),
        ];
        Self::read(DISTRICTS, &files)
    }

    /// Two years of victims and suspects. V1 is both; one victim of 2022/23 has no person.
    pub(super) fn people() -> Self {
        let offences = ["o1,2022-04-01,Robbery,no", "o2,2022-05-01,Robbery,no", "o3,2023-03-31,Robbery,no"];
        let more = ["o4,2023-04-01,Robbery,no", "o5,2023-05-01,Robbery,no", "o6,2024-03-31,Robbery,no"];
        let victims = ["o1,V1,20,f,W1", "o2,V1,20,f,W1", "o2,V2,30,m,NS", "o3,,,,"];
        let later = ["o4,V1,21,f,W1", "o4,V3,9,m,B1", "o5,V3,9,m,B1", "o6,V3,10,m,B1"];
        let suspects = ["o1,S1,17,m,W1", "o2,S2,40,m,B1", "o4,V1,21,f,"];
        let people = "offence,person,age,sex,ethnicity";
        let files = [
            ("offences.csv", lines("id,date,offence,knife", &[offences, more].concat())),
            ("victims.csv", lines(people, &[victims, later].concat())),
            ("suspects.csv", lines(people, &suspects)),
        ];
        Self::read(PEOPLE, &files)
    }

    /// Suspects of knife crime on chosen days; the scope is knife crime. Every month has an offence without suspects.
    pub(super) fn knives() -> Self {
        let crimes = [
            ("A", "2022-02-10", 19),
            ("A", "2023-02-10", 20),
            ("B", "2023-05-01", 30),
            ("B", "2023-08-01", 30),
            ("B", "2023-08-01", 30),
            ("B", "2024-01-20", 31),
            ("C", "2023-11-05", 16),
            ("C", "2024-02-01", 16),
            ("D", "2024-02-02", 22),
            ("D", "2024-02-02", 22),
            ("E", "2022-05-01", 40),
            ("E", "2022-09-01", 40),
        ];
        let months = Period::of_months(month("2020-01"), month("2024-03")).months();
        let mut offences: Vec<String> =
            months.iter().map(|month| format!("m{0},{0}-01,Possession,no", month.key())).collect();
        offences.extend(crimes.iter().enumerate().map(|(at, (_, day, _))| format!("k{at},{day},Possession,yes")));
        // F has two crimes without a knife.
        offences.extend(["n1,2023-06-01,Possession,no".to_owned(), "n2,2023-07-01,Possession,no".to_owned()]);
        let mut suspects: Vec<String> =
            crimes.iter().enumerate().map(|(at, (who, _, age))| format!("k{at},{who},{age},m,W1")).collect();
        suspects.extend(["n1,F,20,m,W1".to_owned(), "n2,F,20,m,W1".to_owned()]);
        let all = |head: &str, rows: &[String]| lines(head, &rows.iter().map(String::as_str).collect::<Vec<_>>());
        let people = "offence,person,age,sex,ethnicity";
        let files = [
            ("offences.csv", all("id,date,offence,knife", &offences)),
            ("victims.csv", all(people, &["k0,V1,20,f,W1".to_owned()])),
            ("suspects.csv", all(people, &suspects)),
        ];
        let mut world = Self::read(PEOPLE, &files);
        world.scope.conditions.push(Predicate::read("knife").unwrap());
        world
    }

    /// Four persons assessed: P1 and P3 with harm, P2 without, P4 with harm outside the period.
    pub(super) fn carriers() -> Self {
        let offences = ["o1,2022-06-01,Robbery", "o2,2023-06-01,Possession", "o3,2021-06-01,Homicide"];
        let suspects = ["o1,P1", "o2,P1", "o2,P3", "o3,P4", "o1,S9"];
        let factors = [
            "P1,2024-03-31,Gang,yes",
            "P1,2024-03-31,Weapons,yes",
            "P1,2024-03-31,Debt,no",
            "P2,2024-03-31,Weapons,yes",
        ];
        let more =
            ["P2,2024-03-31,Debt,", "P3,2024-03-31,Weapons,yes", "P4,2024-03-31,Weapons,no", "P4,2024-03-31,Gang,no"];
        let files = [
            ("offences.csv", lines("id,date,offence", &offences)),
            ("suspects.csv", lines("offence,person", &suspects)),
            ("lifestyle.csv", lines("person,as_of,factor,present", &[factors, more].concat())),
            ("harm.yaml", HARM.to_owned()),
        ];
        Self::read(CARRIERS, &files)
    }

    /// A catalogue of these files; the scope is 2022/23 and 2023/24.
    pub(super) fn read(manifest: &str, files: &[(&str, String)]) -> Self {
        let folder = written(manifest, files);
        let catalogue = Catalogue::alone(&folder.join("data.yaml")).map(|(catalogue, _)| catalogue);
        let catalogue = catalogue.unwrap_or_else(|found| panic!("{}", sna_core::diag::render(&found, false)));
        Self { folder: Some(folder), catalogue, scope: scope(), covered: Covered::all_time() }
    }

    /// The code of the first fault of a manifest with these populations.
    pub(super) fn manifest_fault(populations: &str) -> &'static str {
        let manifest = "title: T\nsources: { offences: { title: O, files: o.csv, columns: { date: date } } }\n";
        let files = [("o.csv", "date\n2024-01-01\n".to_owned())];
        let folder = written(&format!("{manifest}populations: {{ {populations} }}\n"), &files);
        let read = Catalogue::alone(&folder.join("data.yaml"));
        let _ = fs::remove_dir_all(folder);
        read.err().and_then(|found| found.iter().next().map(|fault| fault.code.as_str())).unwrap_or("no fault")
    }

    /// The records cover these months.
    pub(super) fn with_months(mut self, first: &str, last: &str) -> Self {
        self.covered = Covered::of_days(CoveredDays::of(Period::of_months(month(first), month(last))));
        self
    }

    /// The scope is these financial years, by the years in which they begin.
    pub(super) fn with_years(mut self, first: i32, last: i32) -> Self {
        self.scope.period = Period::financial_years(FinancialYear(first), FinancialYear(last));
        self
    }

    /// The scope is these months.
    pub(super) fn within(mut self, first: &str, last: &str) -> Self {
        self.scope.period = Period::of_months(month(first), month(last));
        self
    }

    /// Populations of ethnic groups.
    pub(super) fn with_populations(self, groups: &[(&str, u64)]) -> Self {
        self.with_population_set("ethnic_group", "ethnic_group", groups)
    }

    /// A named set of populations.
    pub(super) fn with_population_set(mut self, name: &str, dimension: &str, residents: &[(&str, u64)]) -> Self {
        let residents = residents.iter().map(|(name, residents)| ((*name).to_owned(), *residents)).collect();
        let set = PopulationSet { dimension: dimension.to_owned(), source: None, residents };
        self.catalogue.populations.insert(name.to_owned(), set);
        self
    }

    /// Partners' figures: a header of dimensions and lines of values, the last of which is the figure, blank if it is missing.
    pub(super) fn with_aggregate(mut self, name: &str, figures: Figures, dimensions: &str, lines: &str) -> Self {
        let split = |text: &str| text.split(',').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
        let line = |text: &str| {
            let mut keys = split(text);
            let figure = keys.pop().unwrap().parse().map_err(|_| Absent::Confidential);
            AggregateLine { keys, figure }
        };
        let aggregate = Aggregate {
            name: name.to_owned(),
            title: format!("Figures of {name}"),
            publisher: Some("Partner".to_owned()),
            period: None,
            unit: name.to_owned(),
            figures,
            stocks: Vec::new(),
            totals: indexmap::IndexMap::default(),
            notes: vec![format!("About {name}.")],
            dimensions: split(dimensions),
            lines: lines.lines().map(line).collect(),
            decimals: u8::from(!matches!(figures, Figures::Count | Figures::Stock)),
            path: PathBuf::from(format!("{name}.csv")),
        };
        self.catalogue.aggregates.insert(name.to_owned(), aggregate);
        self
    }

    /// The areas of the data manifest, without residents.
    pub(super) fn with_districts(mut self, names: &[&str]) -> Self {
        let area = |name: &&str| sna_data::Area { name: (*name).to_owned(), population: None, tile: None };
        self.catalogue.areas = names.iter().map(area).collect();
        self
    }

    /// What the manifest says of the totals of an aggregate's dimension.
    pub(super) fn with_totals(mut self, name: &str, dimension: &str, totals: &[&str]) -> Self {
        let totals = totals.iter().map(|total| (*total).to_owned()).collect();
        self.catalogue.aggregates.get_mut(name).unwrap().totals.insert(dimension.to_owned(), totals);
        self
    }

    /// Only the records that meet a condition.
    pub(super) fn where_(mut self, condition: &str) -> Self {
        self.scope.conditions.push(self.catalogue.condition(condition).unwrap());
        self
    }

    /// Values of an aggregate that are stocks.
    pub(super) fn with_stocks(mut self, name: &str, stocks: &[&str]) -> Self {
        let aggregate = self.catalogue.aggregates.get_mut(name).expect("an aggregate");
        aggregate.stocks = stocks.iter().map(ToString::to_string).collect();
        self
    }

    /// One district's records.
    pub(super) fn with_area(mut self, name: &str) -> Self {
        self.scope.part = Some(sna_data::query::Part::is("district", name));
        self
    }

    /// Where measures are asked, if it does not matter which file they are in.
    pub(super) fn at(&self) -> At<'_> {
        static NOWHERE: Origin = Origin::new(String::new(), String::new());
        self.at_in(&NOWHERE)
    }

    fn at_in<'s>(&'s self, origin: &'s Origin) -> At<'s> {
        At { scope: &self.scope, catalogue: &self.catalogue, origin }
    }

    /// A measure's table from answers that the test gives, in the order of the questions; nothing occurs in those that are not given.
    pub(super) fn made(&self, yaml: &str, answers: &[Grouped]) -> Result<Body, Diagnostics> {
        with_measure(yaml, |measure, origin| {
            let mut questions = Questions::default();
            let laid = measure.lay(self.at_in(origin), &mut Ask::new(&mut questions))?;
            let none = std::iter::repeat_with(Grouped::default);
            let counts = answers.iter().cloned().chain(none).take(questions.queries.len()).collect();
            let answers = Answers::new(&questions, counts, Vec::new());
            laid.body(&Answered::new(&answers, self.covered.clone(), ByMonth::default()))
        })
    }

    /// A measure's table from answers made at random, and those answers.
    pub(super) fn random(&self, yaml: &str, seed: u64) -> Result<(Body, Answers), Diagnostics> {
        with_measure(yaml, |measure, origin| {
            let mut questions = Questions::default();
            let laid = measure.lay(self.at_in(origin), &mut Ask::new(&mut questions))?;
            let mut chance = Chance::of(seed);
            let counts = questions.queries.iter().map(|question| random_counts(question, &mut chance)).collect();
            let answers = Answers::new(&questions, counts, Vec::new());
            let body = laid.body(&Answered::new(&answers, self.covered.clone(), ByMonth::default()))?;
            Ok((body, answers))
        })
    }

    /// A measure's table the whole way: questions, answers from the records, table.
    pub(super) fn table(&self, yaml: &str) -> Result<Body, Diagnostics> {
        with_measure(yaml, |measure, origin| {
            let mut questions = Questions::default();
            let mut ask = Ask::new(&mut questions);
            let laid = measure.lay(self.at_in(origin), &mut ask)?;
            let by_month = ByMonth::ask(&mut ask, &self.catalogue);
            let asked = ask.asked();
            for source in self.catalogue.sources.keys() {
                questions.add_audit(Audit { source: source.clone(), scope: self.scope.clone() });
            }
            let (answers, _) = PolarsEngine.answer(&self.catalogue, &questions)?;
            let covered = answers.covered(&asked, &self.catalogue);
            laid.body(&Answered::new(&answers, covered, by_month))
        })
    }

    /// The code of the first fault that a measure's options or table give.
    pub(super) fn fault(&self, yaml: &str) -> &'static str {
        self.table(yaml)
            .err()
            .and_then(|found| found.iter().next().map(|fault| fault.code.as_str()))
            .unwrap_or("no fault")
    }
}

/// What an author reads of a measure's faults.
impl World {
    pub(super) fn message(&self, yaml: &str) -> String {
        self.table(yaml).map_or_else(|found| sna_core::diag::render(&found, false), |_| format!("no fault in {yaml}\n"))
    }
}

/// Random numbers of a fixed sequence.
pub(super) struct Chance(u64);

impl Chance {
    /// The sequence of a seed.
    pub(super) fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// The next whole number below `most`.
    pub(super) fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn one_of<'n>(&mut self, names: &[&'n str]) -> &'n str {
        let at = self.below(names.len() as u64);
        names[usize::try_from(at).unwrap_or(0)]
    }

    fn number(&mut self, first: i64, last: i64) -> Key {
        Key::Number(first + i64::try_from(self.below((last - first + 1).unsigned_abs())).unwrap_or(0))
    }
}

/// Counts at some combinations of keys such as the records of [`World::wide`] could have.
fn random_counts(question: &Question, chance: &mut Chance) -> Grouped {
    let (lines, along) = (1 + chance.below(60), question.along());
    // Nobody is assessed twice for one circumstance.
    let once = along.contains(&Along::Column("factor"));
    let key = |along: &Along, chance: &mut Chance| match along {
        Along::Sum(_) if once => Key::Number(1),
        along => random_key(*along, chance),
    };
    let line = |_| (along.iter().map(|along| key(along, chance)).collect(), chance.below(30));
    Grouped((0..lines).map(line).collect())
}

fn random_key(along: Along, chance: &mut Chance) -> Key {
    let name = match along {
        Along::Sum(_) if chance.below(3) == 0 => return Key::Missing,
        Along::Sum(_) => return chance.number(1, 6),
        Along::Column(name) => name,
    };
    match name {
        "financial_year" | "year" => return chance.number(2022, 2023),
        "month" => return chance.number(2022 * 12 + 3, 2024 * 12 + 2),
        "weekday" => return chance.number(1, 7),
        _ if name != "offence" && chance.below(5) == 0 => return Key::Missing,
        _ => {}
    }
    let names: &[&str] = match name {
        "hour" => return chance.number(0, 23),
        "age" => return chance.number(8, 40),
        "knife" | "present" => return Key::Flag(chance.below(2) == 0),
        "district" => &["North", "South"],
        "ward" => &["Elm", "Oak", "Ash"],
        "offence" | "offence_group" => &["Robbery", "Possession", "Homicide"],
        "sex" => &["Male", "Female"],
        "factor" => &["Gang", "Weapons"],
        "ethnicity" => &["W1", "B1", "NS"],
        "ethnic_group" => &["White", "Black", "Asian"],
        _ => &["Charged", "Gang", "Mill Lane", "High Street"],
    };
    Key::Text(chance.one_of(names).to_owned())
}

/// A day of a financial year; one after the other they fall in all its months.
pub(super) fn day(financial_year: i32, at: usize) -> String {
    let (month, year) = ((at + 3) % 12 + 1, if at % 12 < 9 { financial_year } else { financial_year + 1 });
    format!("{year}-{month:02}-15")
}

fn month(text: &str) -> Month {
    Month::read(text).unwrap()
}

fn scope() -> Scope {
    let period = Period::financial_years(FinancialYear(2022), FinancialYear(2023));
    Scope {
        of: None,
        period,
        part: None,
        whole: false,
        definition: None,
        conditions: Vec::new(),
        years: Years::default(),
    }
}

/// A question and the answer that a test gives to it.
pub(super) fn answer_to<T>(put: impl FnOnce(&mut Ask<'_>) -> T, counts: Grouped) -> (T, Answers) {
    let mut questions = Questions::default();
    let asked = put(&mut Ask::new(&mut questions));
    let answers = Answers::new(&questions, vec![counts], Vec::new());
    (asked, answers)
}

fn with_measure<T>(yaml: &str, then: impl FnOnce(&dyn Measure, &Origin) -> T) -> T {
    let text = format!("id: t\ntitle: T\n{yaml}\n");
    let spec: TableSpec = sna_core::yaml::read(&text, "sna.yaml").unwrap_or_else(|fault| panic!("{fault:?}"));
    let (_, measures) = spec.into_parts();
    then(measures[0].as_ref(), &Origin::new("sna.yaml".to_owned(), text))
}

/// The cell of a row and a column, each by key or by label.
pub(super) fn cell(body: &Body, row: &str, column: &str) -> Cell {
    let row =
        body.rows.iter().find(|known| known.key == row || known.label == row).unwrap_or_else(|| panic!("no row {row}"));
    let at = body.columns.iter().position(|known| known.key == column).unwrap_or_else(|| panic!("no column {column}"));
    assert_eq!(row.cells.len(), body.columns.len(), "the table is ragged");
    row.cells[at].cell()
}

/// A cell of a figure that is not available.
pub(super) const NOT_AVAILABLE: Cell = Cell::Missing(Missing::NotAvailable);

/// A cell of a question that does not apply.
pub(super) const NOT_APPLICABLE: Cell = Cell::Missing(Missing::NotApplicable);

/// The number in a cell.
pub(super) fn number(body: &Body, row: &str, column: &str) -> f64 {
    cell(body, row, column).number().unwrap_or_else(|| panic!("no number in {row}, {column}"))
}
