//! Persons of a district, by the engine and worked out again one person after the other from random records.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use proptest::prelude::*;

use super::{Engine, Key, Part, PartValue, PersonQuery, PolarsEngine, Question, Questions, Scope, Side, Sum};
use crate::{Catalogue, FinancialYear, Period};

const MANIFEST: &str = "
title: T
areas: [{ name: North, population: 1000 }, { name: South, population: 500 }, { name: West, population: 500 }]
sources:
  offences: { title: O, files: offences.csv, columns: { id: id, date: date, district: district } }
  victims: { title: V, files: victims.csv, columns: { offence_id: offence, person_id: person } }
  suspects: { title: S, files: suspects.csv, columns: { offence_id: offence, person_id: person } }
";

const DISTRICTS: [&str; 4] = ["North", "South", "West", ""];
const OFFENCES: usize = 10;

/// The district of each offence, by number; and the offence and the person of each record.
type Records = (Vec<usize>, Vec<(usize, usize)>, Vec<(usize, usize)>);

fn records() -> impl Strategy<Value = Records> {
    let of_people = || proptest::collection::vec((0..OFFENCES, 0..6usize), 1..25);
    (proptest::collection::vec(0..DISTRICTS.len(), OFFENCES), of_people(), of_people())
}

/// A district, or what is in none.
fn parts() -> Vec<PartValue> {
    let names = ["North", "South", "West"].map(str::to_owned);
    let each = names.iter().cloned().map(PartValue::Is);
    each.chain([PartValue::NoneOf(names.to_vec()), PartValue::NoneOf(vec!["North".to_owned()])]).collect()
}

fn holds(part: &PartValue, district: &str) -> bool {
    match part {
        PartValue::Is(name) => name == district,
        PartValue::NoneOf(names) => !names.iter().any(|name| name == district),
    }
}

/// Victims and suspects of a part, and the victims' records in it.
fn question(part: PartValue) -> Question {
    let period = Period::financial_years(FinancialYear(2023), FinancialYear(2023));
    let part = Some(Part { dimension: "district", value: part });
    let scope = Scope {
        of: None,
        period,
        part,
        whole: false,
        definition: None,
        conditions: Vec::new(),
        years: crate::Years::default(),
    };
    let side = |source: &str| Side::new(source, Some(scope.clone()), Sum::Records);
    let sides = vec![side("victims"), side("suspects"), side("victims").in_part()];
    Question::Persons(PersonQuery { sides, per: Vec::new(), by: Vec::new() })
}

fn by_engine((districts, victims, suspects): &Records) -> Vec<BTreeMap<Vec<Key>, u64>> {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    let mut offences = "id,date,district\n".to_owned();
    for (id, district) in districts.iter().enumerate() {
        writeln!(offences, "o{id},2023-06-01,{}", DISTRICTS[*district]).unwrap();
    }
    let people = |records: &[(usize, usize)]| {
        let lines: String = records.iter().map(|(offence, person)| format!("o{offence},p{person}\n")).collect();
        format!("offence,person\n{lines}")
    };
    write("offences.csv", offences);
    write("victims.csv", people(victims));
    write("suspects.csv", people(suspects));
    write("data.yaml", MANIFEST.to_owned());
    let (catalogue, _) = Catalogue::alone(&folder.path().join("data.yaml")).unwrap();
    let questions = Questions { queries: parts().into_iter().map(question).collect(), audits: Vec::new() };
    let (answers, _) = PolarsEngine.answer(&catalogue, &questions).unwrap();
    answers.counts.iter().map(|counts| counts.grouped().0.clone()).collect()
}

fn again((districts, victims, suspects): &Records, part: &PartValue) -> BTreeMap<Vec<Key>, u64> {
    let is_here = |offence: usize| holds(part, DISTRICTS[districts[offence]]);
    let here = victims.iter().chain(suspects).filter(|(offence, _)| is_here(*offence));
    let members: BTreeSet<usize> = here.map(|(_, person)| *person).collect();
    let sum = |records: usize| if records == 0 { Key::Missing } else { Key::Number(i64::try_from(records).unwrap()) };
    let mut counts = BTreeMap::new();
    for member in members {
        let own = |records: &[(usize, usize)]| records.iter().filter(|(_, person)| *person == member).count();
        let own_here = victims.iter().filter(|(offence, person)| *person == member && is_here(*offence)).count();
        *counts.entry([own(victims), own(suspects), own_here].map(sum).to_vec()).or_insert(0) += 1;
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn persons_of_parts_are_those_of_the_records(records in records()) {
        for (part, counted) in parts().iter().zip(by_engine(&records)) {
            prop_assert_eq!(counted, again(&records, part), "{:?}", part);
        }
    }
}
