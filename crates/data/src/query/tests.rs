//! What the engine answers, on a few records whose counts can be seen by eye; and that an answer never depends on what
//! else is asked, nor on how a question is put.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{
    Answers, Audit, AuditAnswer, Dimension, Engine, Key, Part, PartValue, PersonQuery, PolarsEngine, Query, Question,
    Questions, Scope, Side, Sum,
};
use crate::{Catalogue, FinancialYear, Month, Period, Predicate, Years};
use sna_core::diag::{Diagnostics, Place};

const MANIFEST: &str = "
title: T
areas: [{ name: North, population: 1000 }, { name: South, population: 500 }]
sources:
  offences:
    title: Offences
    files: offences.csv
    columns: { id: id, date: date, hour: hour, offence_group: type, offence: offence, district: district, knife: knife }
  victims:
    title: Victims
    files: victims.csv
    columns: { offence_id: offence, person_id: person, age: age, sex: sex }
  suspects:
    title: Suspects
    files: suspects.csv
    columns: { offence_id: offence, person_id: person, age: age, sex: sex }
";

/// Eight sound rows, five of them in 2023/24 (ids 1, 2, 3, 4 and 6); then a text that is not a date, and an identifier
/// that appeared before.
const OFFENCES: &str = "\
id,date,hour,type,offence,district,knife
0,2023-03-31,9,Theft,Robbery,North,yes
1,2023-04-01,0,Theft,Robbery,North,yes
2,2023-04-30,23,Theft,Burglary,North,no
3,2023-12-25,12,Injury,GBH,South,
4,2024-03-31,,Injury,GBH,,yes
5,2024-04-01,1,Theft,Robbery,North,yes
6,2023-06-01,5,Theft,Burglary,Elsewhere,no
7,2022-06-01,5,Injury,GBH,South,no
8,never,5,Theft,Robbery,North,yes
2,2023-05-01,5,Theft,Robbery,South,yes
";

/// P1 is a victim three times, in both years and both districts; nobody is named on one record.
const VICTIMS: &str = "\
offence,person,age,sex
1,P1,30,f
2,P1,31,f
2,P2,17,m
3,P1,31,f
7,P1,29,f
7,P3,40,m
4,,50,m
3,P4,,m
";

/// P1 is a suspect too; P5's records, two of them of one offence, disagree about the sex.
const SUSPECTS: &str = "\
offence,person,age,sex
1,P5,20,m
1,P5,20,m
2,P5,21,f
3,P1,31,f
";

/// Only 2023/24.
fn year() -> Scope {
    let period = Period::financial_years(FinancialYear(2023), FinancialYear(2023));
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

fn both_years() -> Scope {
    Scope { period: Period::financial_years(FinancialYear(2022), FinancialYear(2023)), ..year() }
}

fn read(condition: &str) -> Predicate {
    Predicate::read(condition).expect("a condition")
}

fn on(condition: &str) -> Scope {
    Scope { conditions: vec![read(condition)], ..year() }
}

fn in_part(value: PartValue) -> Scope {
    Scope { part: Some(Part { dimension: "district", value }), ..year() }
}

fn of(scope: Scope, by: &[&str]) -> Question {
    let group_by = by.iter().map(|name| Dimension::named(name).unwrap()).collect();
    Question::Records(Query { source: "offences".to_owned(), scope, group_by })
}

fn side(source: &str, scope: Scope) -> Side {
    Side::new(source, Some(scope), Sum::Records)
}

/// An answer: how many for each combination of keys.
type Grouped = BTreeMap<Vec<Key>, u64>;

fn ask(queries: &[Question], audits: &[Audit]) -> (Answers, Diagnostics) {
    let folder = tempfile::tempdir().unwrap();
    let records = [("offences.csv", OFFENCES), ("victims.csv", VICTIMS), ("suspects.csv", SUSPECTS)];
    for (name, text) in records.into_iter().chain([("data.yaml", MANIFEST)]) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let questions = Questions { queries: queries.to_vec(), audits: audits.to_vec() };
    let read = Catalogue::alone(&folder.path().join("data.yaml"));
    let answered = read.and_then(|(catalogue, _)| PolarsEngine.answer(&catalogue, &questions));
    answered.unwrap_or_else(|found| panic!("{}", sna_core::diag::render(&found, false)))
}

/// The answers in the order of the questions.
fn answers(queries: &[Question]) -> Vec<Grouped> {
    ask(queries, &[]).0.counts.iter().map(|counts| counts.grouped().0.clone()).collect()
}

fn audited(scope: Scope) -> AuditAnswer {
    let audit = Audit { source: "offences".to_owned(), scope };
    let (answers, _) = ask(&[], std::slice::from_ref(&audit));
    answers.audit(&audit).cloned().expect("an audit that was asked")
}

fn answer(question: &Question) -> Grouped {
    answers(std::slice::from_ref(question)).remove(0)
}

fn total(counts: &Grouped) -> u64 {
    counts.values().sum()
}

fn text(name: &str) -> Key {
    Key::Text(name.to_owned())
}

fn grouped<const N: usize>(lines: impl IntoIterator<Item = ([Key; N], u64)>) -> Grouped {
    lines.into_iter().map(|(keys, count)| (keys.to_vec(), count)).collect()
}

#[test]
fn a_period_includes_its_first_and_its_last_day() {
    assert_eq!(
        answer(&of(year(), &[])),
        grouped([([], 5)]),
        "1 April and 31 March are in, the days before and after are out"
    );
    let months = answer(&of(year(), &["month"]));
    let month = |year: i64, month: i64| [Key::Number(year * 12 + month - 1)];
    assert_eq!(months, grouped([(month(2023, 4), 2), (month(2023, 6), 1), (month(2023, 12), 1), (month(2024, 3), 1)]));
}

/// 1 April 2023 was a Saturday, 30 April a Sunday, 1 June a Thursday, 25 December a Monday, 31 March 2024 a Sunday.
#[test]
fn days_and_hours_follow_the_calendar() {
    let weekdays = answer(&of(year(), &["weekday"]));
    assert_eq!(
        weekdays,
        grouped([([Key::Number(1)], 1), ([Key::Number(4)], 1), ([Key::Number(6)], 1), ([Key::Number(7)], 2)])
    );
    let hours = answer(&of(year(), &["hour"]));
    let at = |hour| [Key::Number(hour)];
    assert_eq!(hours, grouped([(at(0), 1), (at(5), 1), (at(12), 1), (at(23), 1), ([Key::Missing], 1)]));
}

#[test]
fn what_is_not_recorded_is_neither_yes_nor_no() {
    let by_knife = answer(&of(year(), &["knife"]));
    assert_eq!(by_knife, grouped([([Key::Flag(true)], 2), ([Key::Flag(false)], 2), ([Key::Missing], 1)]));
    for (condition, count) in [
        ("knife", 2),
        ("NOT knife", 2),
        ("knife IS NULL", 1),
        ("knife OR offence = 'GBH'", 3),
        ("COALESCE(knife, FALSE) OR offence = 'GBH'", 3),
        ("NOT (knife AND hour = 12)", 3),
        ("hour < 6", 2),
        ("district <> 'North'", 1),
    ] {
        assert_eq!(total(&answer(&of(on(condition), &[]))), count, "{condition}");
    }
}

#[test]
fn a_district_that_is_not_an_area_is_not_known() {
    let (answers, found) = ask(&[of(year(), &["district"])], &[]);
    let counts = &answers.counts[0].grouped().0;
    assert_eq!(*counts, grouped([([text("North")], 2), ([text("South")], 1), ([Key::Missing], 2)]));
    let told = sna_core::diag::render(&found, false);
    assert!(told.contains("warning[unlisted-district]"), "{told}");
}

/// Every record is in exactly one part: one of the parts named, or what is left.
#[test]
fn parts_and_what_is_left_make_the_whole() {
    let named = ["North", "South"].map(|name| in_part(PartValue::Is(name.to_owned())));
    let rest = in_part(PartValue::NoneOf(vec!["North".to_owned(), "South".to_owned()]));
    let scopes = named.into_iter().chain([rest, year()]);
    let by = ["offence_group", "knife"];
    let asked: Vec<Question> = scopes.map(|scope| of(scope, &by)).collect();
    let answered = answers(&asked);
    assert_eq!(answered.iter().map(total).collect::<Vec<_>>(), [2, 1, 2, 5]);
    let mut sum = Grouped::new();
    for (keys, count) in answered[..3].iter().flatten() {
        *sum.entry(keys.clone()).or_default() += count;
    }
    assert_eq!(sum, answered[3]);
    assert_eq!(total(&answer(&of(in_part(PartValue::NoneOf(vec!["North".to_owned()])), &[]))), 3);
}

/// Questions share groupings, and wide ones have their own: the answers must not depend on it.
#[test]
fn an_answer_does_not_depend_on_what_else_is_asked() {
    let north = in_part(PartValue::Is("North".to_owned()));
    let victims = |scope: Scope| Question::Persons(PersonQuery::one(side("victims", scope), Vec::new(), Vec::new()));
    let asked = [
        of(year(), &[]),
        of(year(), &["offence_group", "knife"]),
        of(both_years(), &["financial_year", "offence"]),
        of(on("knife"), &["offence", "district"]),
        of(on("hour < 6"), &["offence", "district"]),
        of(Scope { conditions: vec![read("hour < 6")], ..north.clone() }, &["offence"]),
        of(north.clone(), &["month"]),
        of(year(), &["month", "hour", "weekday", "district", "offence"]),
        of(both_years(), &["month", "hour", "weekday", "knife", "offence_group"]),
        victims(year()),
        victims(north),
        victims(year()),
    ];
    for (question, together) in asked.iter().zip(answers(&asked)) {
        assert_eq!(together, answer(question), "{}", question.sql());
    }
}

/// P1 has three records in 2023/24, P2 and P4 one each; the record without a person belongs to nobody.
#[test]
fn persons_are_counted_by_their_records() {
    let persons = |scope: Scope, per: &[&str], by: &[&str]| {
        let named = |names: &[&str]| names.iter().map(|name| Dimension::named(name).unwrap()).collect();
        Question::Persons(PersonQuery::one(side("victims", scope), named(per), named(by)))
    };
    let one = |records: i64, persons: u64| ([Key::Number(records)], persons);
    assert_eq!(answer(&persons(year(), &[], &[])), grouped([one(3, 1), one(1, 2)]));
    // Over both years P1 has a fourth record and P3 one; in each year a person counts again.
    assert_eq!(answer(&persons(both_years(), &[], &[])), grouped([one(4, 1), one(1, 3)]));
    let in_year = |year: i64, records: i64, persons: u64| ([Key::Number(year), Key::Number(records)], persons);
    let per_year = answer(&persons(both_years(), &["financial_year"], &[]));
    assert_eq!(per_year, grouped([in_year(2022, 1, 2), in_year(2023, 1, 2), in_year(2023, 3, 1)]));
    // The latest age is a person's; one that was never recorded is missing.
    let by_age = answer(&persons(both_years(), &[], &["age"]));
    let aged = |age: i64, records: i64| ([Key::Number(age), Key::Number(records)], 1);
    assert_eq!(by_age, grouped([aged(31, 4), aged(17, 1), aged(40, 1), ([Key::Missing, Key::Number(1)], 1)]));
}

/// P1 is victim and suspect; P2 and P4 are only victims, P5 is only a suspect and has no single sex.
#[test]
fn persons_on_two_sides_are_counted_once() {
    let sides = vec![side("victims", year()), side("suspects", year())];
    let query = PersonQuery { sides, per: Vec::new(), by: vec![Dimension::Column("sex")] };
    let (female, male) = (text("Female"), text("Male"));
    assert_eq!(
        answer(&Question::Persons(query)),
        grouped([
            ([female, Key::Number(3), Key::Number(1)], 1),
            ([male, Key::Number(1), Key::Missing], 2),
            ([Key::Missing, Key::Missing, Key::Number(3)], 1),
        ])
    );
}

/// P1 has three records in 2023/24, two in the North and one in the South; P2 has one in the North, P4 one in the South.
/// P1 belongs to both districts and has three records in each of them. With the district as an author's condition,
/// only its records count.
#[test]
fn persons_of_a_part_have_all_their_records() {
    let persons = |scope| Question::Persons(PersonQuery::one(side("victims", scope), Vec::new(), Vec::new()));
    let one = |records: i64, persons: u64| ([Key::Number(records)], persons);
    let (of_north, of_south) = (grouped([one(2, 1), one(1, 1)]), grouped([one(1, 2)]));
    for (district, of_condition) in [("North", of_north), ("South", of_south)] {
        let in_district = in_part(PartValue::Is(district.to_owned()));
        assert_eq!(answer(&persons(in_district)), grouped([one(3, 1), one(1, 1)]), "{district}");
        assert_eq!(answer(&persons(on(&format!("district = '{district}'")))), of_condition, "{district}");
    }
    let not_in = |names: &[&str]| in_part(PartValue::NoneOf(names.iter().map(|name| (*name).to_owned()).collect()));
    assert_eq!(answer(&persons(not_in(&["South"]))), grouped([one(3, 1), one(1, 1)]));
    assert_eq!(answer(&persons(not_in(&["North", "South"]))), Grouped::new());
}

/// A person belongs to a part of a year by that year's records: in 2022/23 P1 has one record, in the South.
#[test]
fn persons_belong_by_the_records_of_each_year() {
    let scope = |name: &str| Scope { part: Some(Part::is("district", name)), ..both_years() };
    let per_year = |name: &str| {
        let per = vec![Dimension::FinancialYear];
        answer(&Question::Persons(PersonQuery::one(side("victims", scope(name)), per, Vec::new())))
    };
    let in_year = |year: i64, records: i64, persons: u64| ([Key::Number(year), Key::Number(records)], persons);
    assert_eq!(per_year("North"), grouped([in_year(2023, 3, 1), in_year(2023, 1, 1)]));
    assert_eq!(per_year("South"), grouped([in_year(2022, 1, 2), in_year(2023, 3, 1), in_year(2023, 1, 1)]));
}

/// P1 is a victim in both districts, and a suspect in the South only: in the North too, a person who is both. P5 is a suspect
/// in the North only. What is summed in the part only are P1's two records in the North, or the one in the South.
#[test]
fn a_person_of_a_part_may_be_a_suspect_elsewhere() {
    let persons = |name: &str| {
        let scope = in_part(PartValue::Is(name.to_owned()));
        let victims = side("victims", scope.clone());
        let sides = vec![victims.clone(), side("suspects", scope), victims.in_part()];
        answer(&Question::Persons(PersonQuery { sides, per: Vec::new(), by: Vec::new() }))
    };
    let (n, none) = (Key::Number, Key::Missing);
    assert_eq!(
        persons("North"),
        grouped([([n(3), n(1), n(2)], 1), ([n(1), none.clone(), n(1)], 1), ([none.clone(), n(3), none.clone()], 1)])
    );
    assert_eq!(persons("South"), grouped([([n(3), n(1), n(1)], 1), ([n(1), none, n(1)], 1)]));
}

/// A side about the whole makes nobody belong to a part; a side about another part has only that part's records.
#[test]
fn sides_of_different_scopes() {
    let north = in_part(PartValue::Is("North".to_owned()));
    let south = in_part(PartValue::Is("South".to_owned()));
    let ask = |sides| answer(&Question::Persons(PersonQuery { sides, per: Vec::new(), by: Vec::new() }));
    let n = Key::Number;
    // P1 (three records as a victim) and P5 (none) are suspects in the North or the South.
    let victims_anywhere = || side("victims", year());
    let of_south = ask(vec![victims_anywhere(), side("suspects", south.clone())]);
    assert_eq!(of_south, grouped([([n(3), n(1)], 1)]));
    let of_north = ask(vec![victims_anywhere(), side("suspects", north.clone())]);
    assert_eq!(of_north, grouped([([Key::Missing, n(3)], 1)]));
    let other_part = ask(vec![side("victims", north), side("victims", south)]);
    assert_eq!(other_part, grouped([([n(3), n(1)], 1), ([n(1), Key::Missing], 1)]));
}

/// P1 is in two parts; P2 and P4 in one. Outside the parts named is one part more.
#[test]
fn parts_are_counted_by_person() {
    let parts = |names: &[&str]| {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        let side = Side::new("victims", Some(year()), Sum::Parts { dimension: "district", names });
        answer(&Question::Persons(PersonQuery::one(side, Vec::new(), Vec::new())))
    };
    let one = |parts: i64, persons: u64| ([Key::Number(parts)], persons);
    assert_eq!(parts(&["North", "South"]), grouped([one(2, 1), one(1, 2)]));
    assert_eq!(parts(&["North"]), grouped([one(2, 1), one(1, 2)]));
    assert_eq!(parts(&["Elsewhere"]), grouped([one(1, 3)]));
}

/// A part that is not a place is a condition: who repeats theft is judged by records of theft.
#[test]
fn a_part_by_type_of_offence() {
    let scope = |value| Scope { part: Some(Part { dimension: "offence_group", value }), ..year() };
    let is = |name: &str| scope(PartValue::Is(name.to_owned()));
    let rest = scope(PartValue::NoneOf(vec!["Theft".to_owned()]));
    let persons = |scope| Question::Persons(PersonQuery::one(side("victims", scope), Vec::new(), Vec::new()));
    let one = |records: i64, persons: u64| ([Key::Number(records)], persons);
    // P1 is a victim of two thefts and an injury, P2 of a theft, P4 of an injury.
    let expected = [grouped([one(2, 1), one(1, 1)]), grouped([one(1, 2)]), grouped([one(1, 2)])];
    assert_eq!(answers(&[persons(is("Theft")), persons(is("Injury")), persons(rest)]), expected);
    // A side about the whole, next to one about a part that is not a place, has everybody.
    let sides = vec![side("victims", is("Theft")), side("suspects", year())];
    let both = answer(&Question::Persons(PersonQuery { sides, per: Vec::new(), by: Vec::new() }));
    assert_eq!(total(&both), 3);
}

#[test]
fn a_question_about_persons_of_a_part_prints_as_sql() {
    let scope = in_part(PartValue::Is("North".to_owned()));
    let victims = side("victims", scope);
    let sides = vec![victims.clone(), victims.in_part(), side("suspects", year())];
    let query = PersonQuery { sides, per: vec![Dimension::FinancialYear], by: Vec::new() };
    let period = "date BETWEEN DATE '2023-04-01' AND DATE '2024-03-31'";
    let here = "CASE WHEN district = 'North' THEN 1 ELSE 0 END AS here";
    let from = format!("person_id, financial_year FROM victims WHERE person_id IS NOT NULL AND {period}");
    assert_eq!(
        query.sql(),
        format!(
            "SELECT financial_year, sum_0, sum_1, sum_2, COUNT(*) AS persons FROM (SELECT financial_year, \
             SUM(CASE WHEN side = 0 THEN adds END) AS sum_0, SUM(CASE WHEN side = 1 AND here = 1 THEN adds END) AS sum_1, \
             SUM(CASE WHEN side = 2 THEN adds END) AS sum_2 FROM (\
             SELECT 0 AS side, 1 AS adds, {here}, {from} UNION ALL SELECT 1 AS side, 1 AS adds, {here}, {from} UNION ALL \
             SELECT 2 AS side, 1 AS adds, 0 AS here, person_id, financial_year FROM suspects \
             WHERE person_id IS NOT NULL AND {period}) AS records GROUP BY person_id, financial_year HAVING MAX(here) = 1) \
             AS sums GROUP BY financial_year, sum_0, sum_1, sum_2"
        )
    );
}

/// Days and weights: two records on one day are one day; a record without a weight adds 0.
#[test]
fn days_and_weights_are_summed_by_person() {
    let sum = |source: &str, sum: Sum| {
        let side = Side::new(source, Some(year()), sum);
        answer(&Question::Persons(PersonQuery::one(side, Vec::new(), Vec::new())))
    };
    let one = |records: i64, persons: u64| ([Key::Number(records)], persons);
    assert_eq!(sum("suspects", Sum::Days), grouped([one(2, 1), one(1, 1)]));
    // P1: 100 + 10; P2: 10; P4: no weight for GBH.
    let weights = [("Robbery".to_owned(), 100), ("Burglary".to_owned(), 10)].into_iter().collect();
    assert_eq!(
        sum("victims", Sum::Weights { column: "offence", weights }),
        grouped([one(110, 1), one(10, 1), one(0, 1)])
    );
}

/// Ten rows are read: two are set aside, and each of the others has one fate, the first condition that it fails.
#[test]
fn every_row_has_one_fate() {
    let definition = Some(("knives".to_owned(), read("knife")));
    let part = Some(Part::is("district", "North"));
    let rows = |scope: Scope| audited(scope).rows;
    let all = rows(year());
    assert_eq!((all.read, all.used, all.outside_period, all.outside_area, all.outside_definition), (10, 5, 3, 0, 0));
    let rejected: Vec<u64> = all.rejected.iter().map(|(_, count)| *count).collect();
    assert_eq!(rejected, [1, 1], "{:?}", all.rejected);
    let defined = rows(Scope { definition: definition.clone(), ..year() });
    assert_eq!((defined.used, defined.outside_period, defined.outside_definition), (2, 3, 3));
    // Two of the five in the period are in the North, and one of these is with a knife.
    let both = rows(Scope { part, definition, ..year() });
    assert_eq!((both.used, both.outside_period, both.outside_area, both.outside_definition), (1, 3, 3, 1));
    assert_eq!(both.read, 10);
    // Of the five in the period two are without a knife, two with one, and of one it is not known.
    let denied = read("NOT knife").at(&Place::file(Path::new("data.yaml")));
    let open = rows(Scope { definition: Some(("no knives".to_owned(), denied)), ..year() });
    assert_eq!((open.used, open.outside_definition, open.definition_unknown, open.outside_period), (2, 2, 1, 3));
}

/// Further conditions of a section do not decide a fate; a month counts if the source has a sound row in it, inside
/// the period or not.
#[test]
fn months_and_fates_are_the_sources_own() {
    let asked = audited(on("knife"));
    assert_eq!(asked.rows.used, 5);
    let months: Vec<(String, u64)> = asked.months.iter().map(|(month, rows)| (month.key(), *rows)).collect();
    let expected = [
        ("2022-06", 1),
        ("2023-03", 1),
        ("2023-04", 2),
        ("2023-06", 1),
        ("2023-12", 1),
        ("2024-03", 1),
        ("2024-04", 1),
    ];
    assert_eq!(months, expected.map(|(month, rows)| (month.to_owned(), rows)));
    assert_eq!(asked.months.keys().next().copied(), Month::read("2022-06"));
}

#[test]
fn a_question_prints_as_sql() {
    let scope = Scope {
        part: Some(Part::is("ward", "St Leonard's")),
        definition: Some(("d".to_owned(), read("knife\n  OR weapon = 'a  b'"))),
        conditions: vec![read("hour < 6")],
        ..year()
    };
    assert_eq!(
        of(scope, &["offence", "financial_year"]).sql(),
        "SELECT offence, financial_year, COUNT(*) AS records FROM offences \
         WHERE date BETWEEN DATE '2023-04-01' AND DATE '2024-03-31' AND ward = 'St Leonard''s' \
         AND (knife OR weapon = 'a  b') AND (hour < 6) GROUP BY offence, financial_year"
    );
    let rest = in_part(PartValue::NoneOf(vec!["North".to_owned(), "O'Hare".to_owned()]));
    assert_eq!(
        of(rest, &[]).sql(),
        "SELECT COUNT(*) AS records FROM offences WHERE date BETWEEN DATE '2023-04-01' AND DATE '2024-03-31' \
         AND (district IS NULL OR district NOT IN ('North', 'O''Hare'))"
    );
}

/// A report of one part does not change a scope that is about the whole, or about a part of its own.
#[test]
fn a_scope_is_narrowed_to_a_part_once() {
    let north = Part::is("district", "North");
    assert_eq!(year().within(&north).part, Some(north.clone()));
    assert_eq!(Scope { whole: true, ..year() }.within(&north).part, None);
    let south = Scope { part: Some(Part::is("district", "South")), ..year() };
    assert_eq!(south.within(&north), south);
    assert_eq!((south.district(), year().within(&Part::is("ward", "North")).district()), (Some("South"), None));
}
