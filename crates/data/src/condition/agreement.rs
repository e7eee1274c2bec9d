//! Conditions whose right answers are known, asked of the engine. `scripts/check-conditions` asks the same of other databases.

use polars::prelude::*;
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert_eq};
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::Predicate;
use super::comparing::{ValueKind, kind_of};
use sna_core::columns;

const RECORDS: &str = include_str!("../../../../tests/conditions/records.csv");
const CONDITIONS: &str = include_str!("../../../../tests/conditions/conditions.csv");

/// The lines of a file of two or more columns, the first with their names.
fn lines(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|line| line.expect("a line").iter().map(str::to_owned).collect()).collect()
}

/// The values of a column as records have them: a blank is missing, and `(empty)` is a text without characters.
fn column(name: &str, cells: &[Option<&str>]) -> Column {
    let column = columns::column(name).expect("a registered column");
    let texts = Series::new(name.into(), cells);
    let values = match kind_of(column) {
        ValueKind::Text => Ok(texts),
        ValueKind::Flag => {
            let flags: Vec<Option<bool>> = cells.iter().map(|cell| cell.map(|cell| cell == "yes")).collect();
            Ok(Series::new(name.into(), flags))
        }
        ValueKind::Whole if name == "hour" => texts.cast(&DataType::Int8),
        ValueKind::Whole => texts.cast(&DataType::Int16),
        ValueKind::Decimal => texts.cast(&DataType::Float64),
        ValueKind::Day => texts.str().expect("texts").as_date(Some("%Y-%m-%d"), false).map(IntoSeries::into_series),
    };
    values.expect("values of the column's kind").into_column()
}

fn records() -> LazyFrame {
    let all = lines(RECORDS);
    let (head, rows) = all.split_first().expect("a header");
    let columns = head.iter().enumerate().map(|(at, name)| {
        let cells: Vec<Option<&str>> = rows
            .iter()
            .map(|row| match row[at].as_str() {
                "" => None,
                "(empty)" => Some(""),
                text => Some(text),
            })
            .collect();
        column(name, &cells)
    });
    DataFrame::new(rows.len(), columns.collect()).expect("records").lazy()
}

/// Numbers of the records that meet a condition.
fn met(records: &LazyFrame, condition: &Predicate) -> String {
    let found = records.clone().filter(condition.expr()).collect().expect("an answer");
    let numbers = found.column("id").expect("numbers").str().expect("texts");
    numbers.iter().flatten().collect::<Vec<_>>().join(" ")
}

#[test]
fn conditions_have_the_right_answers() {
    let records = records();
    let conditions = lines(CONDITIONS);
    assert!(conditions.len() > 100);
    for line in &conditions[1..] {
        let condition = Predicate::read(&line[0]).unwrap_or_else(|fault| panic!("{}: {fault:?}", line[0]));
        assert_eq!(met(&records, &condition), line[1], "{}", line[0]);
        let again = Predicate::read(condition.sql()).expect("what is printed is read again");
        assert_eq!(met(&records, &again), line[1], "{}", condition.sql());
    }
}

/// Two conditions turned round and joined are right too: what is known of each decides.
#[test]
fn conditions_are_turned_round_and_joined_by_the_rules_of_sql() {
    let records = records();
    let numbers = |condition: &str| {
        met(&records, &Predicate::read(condition).expect("a condition"))
            .split(' ')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let conditions: Vec<String> = lines(CONDITIONS)[1..].iter().step_by(5).map(|line| line[0].clone()).collect();
    for (one, other) in conditions.iter().zip(conditions.iter().rev()) {
        let [is, not, unknown] =
            [format!("({one})"), format!("NOT ({one})"), format!("({one}) IS NULL")].map(|each| numbers(&each));
        let mut all: Vec<String> =
            is.into_iter().chain(not).chain(unknown).filter(|number| !number.is_empty()).collect();
        all.sort();
        assert_eq!(all.len(), 12, "{one}: each record meets it, does not, or is not known to");
        let [joined, apart] = [format!("NOT (({one}) AND ({other}))"), format!("NOT ({one}) OR NOT ({other})")];
        assert_eq!(numbers(&joined), numbers(&apart), "{joined}");
    }
}

/// Words of the conditions in other places, in other conditions: whatever is read can be asked and is printed in one way, and
/// nothing takes long.
#[test]
fn whatever_is_read_can_be_asked() {
    let records = records().limit(0);
    let conditions: Vec<String> =
        lines(CONDITIONS)[1..].iter().map(|line| line[0].replace('(', "( ").replace(')', " )")).collect();
    let words: Vec<&str> = conditions.iter().flat_map(|text| text.split(' ')).collect();
    let mut runner = TestRunner::new_with_rng(
        Config { cases: 4_000, failure_persistence: None, ..Config::default() },
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let changes = vec((any::<Index>(), any::<Index>()), 1..4);
    let read = std::cell::Cell::new(0);
    let tried = runner.run(&(any::<Index>(), changes), |(base, changes)| {
        let mut text: Vec<&str> = conditions[base.index(conditions.len())].split(' ').collect();
        for (at, word) in changes {
            let at = at.index(text.len());
            text[at] = words[word.index(words.len())];
        }
        let text = text.join(" ");
        if let Ok(condition) = Predicate::read(&text) {
            read.set(read.get() + 1);
            let again = Predicate::read(condition.sql()).map(|again| again.sql().to_owned());
            prop_assert_eq!(again.ok(), Some(condition.sql().to_owned()), "{}", &text);
            let asked = records.clone().select([condition.expr().alias("holds")]).collect();
            let kind = asked.map(|frame| frame.columns()[0].dtype().clone());
            prop_assert_eq!(kind.ok(), Some(DataType::Boolean), "{}", &text);
        }
        Ok(())
    });
    assert!(tried.is_ok(), "{tried:?}");
    assert!(read.get() > 100, "only {} of the changed conditions were read", read.get());
}
