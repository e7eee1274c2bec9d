//! Whole messages of conditions that cannot be used, and what is printed for those that can.

use std::time::{Duration, Instant};

use super::Predicate;
use super::bounds::{MOST_TERMS, MOST_VALUES};
use super::tree::Function;
use super::words::{SIGNS, WORDS};
use sna_core::diag::Diagnostics;

/// What a condition says: the SQL that is printed, or the words under the message.
fn says(text: &str) -> String {
    match Predicate::read(text) {
        Ok(read) => read.sql().to_owned(),
        Err(fault) => [fault.found.unwrap_or_default()].into_iter().chain(fault.hints).collect::<Vec<_>>().join("; "),
    }
}

/// Some conditions with what they say.
fn all(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("{text}\n    {}\n", says(text))).collect()
}

#[test]
fn a_condition_is_printed_in_one_way() {
    for (text, sql) in [
        ("  knife\n  and\tDOMESTIC  ", "knife AND domestic"),
        ("offence = 'GBH  with -- intent'", "offence = 'GBH  with -- intent'"),
        ("ward = 'St Leonard''s  ' AND\n knife", "ward = 'St Leonard''s  ' AND knife"),
        ("\"knife\" or age!=18", "knife OR age <> 18"),
        ("(knife OR alcohol) AND NOT (drugs)", "(knife OR alcohol) AND NOT (drugs)"),
        ("knife OR alcohol AND drugs", "knife OR alcohol AND drugs"),
        ("NOT NOT knife", "NOT (NOT knife)"),
        ("age = 3 IS NULL", "(age = 3) IS NULL"),
        ("date > '2023-04-01'", "date > DATE '2023-04-01'"),
        ("date in ('2023-04-01', date '2023-04-02')", "date IN (DATE '2023-04-01', DATE '2023-04-02')"),
        ("case when knife then 1 else null end = 1", "CASE WHEN knife THEN 1 ELSE NULL END = 1"),
        ("hour - (hour - 1) = - 1", "hour - (hour - 1) = -1"),
        ("year BETWEEN '2021' AND '2023'", "year BETWEEN '2021' AND '2023'"),
        ("TRUE", "TRUE"),
    ] {
        assert_eq!(says(text), sql, "{text}");
        assert_eq!(says(sql), sql, "what is printed is read again");
    }
}

#[test]
fn the_whole_message() {
    let texts =
        ["ward IN (SELECT ward FROM read_csv('calls.csv'))", "ofence_group = 'Robbery'", &"knife OR ".repeat(300)];
    let told = texts.map(|text| Predicate::read_over(text, &["knife", "offence_group", "ward"]).expect_err(text));
    insta::assert_snapshot!(sna_core::diag::render(&told.into_iter().collect::<Diagnostics>(), false));
}

#[test]
fn what_no_condition_can_contain_is_named() {
    insta::assert_snapshot!(all(&[
        "ward IN (SELECT ward FROM read_csv('calls.csv'))",
        "EXISTS (SELECT 1)",
        "age = ANY (ARRAY[1])",
        "hour > AVG(hour)",
        "COUNT(*) > 3",
        "ROW_NUMBER() OVER (PARTITION BY ward) = 1",
        "COALESCE(knife, alcohol) OVER ()",
        "COALESCE(DISTINCT knife, alcohol)",
        "CAST(id AS INT) > 1",
        "id::int > 1",
        "read_csv('x')",
        "LOWER(ward) = 'a'",
        "ward ILIKE 'a%'",
        "ward ~ '^A'",
        "ward LIKE 'a\\%'",
        "ward LIKE 'a' ESCAPE '!'",
        "ROUND(hour/2.0) = 3",
        "hour / 2 = 3",
        "hour * 2 = 3",
        "latitude - 1 > 3",
        "year(date) = 2023",
        "date > CURRENT_DATE",
        "knife IS UNKNOWN",
        "(ward, weapon) IN (('a', 'b'))",
        "offences.knife",
        "knife = $1",
        "ward = N'a'",
        "ward = $$a$$",
        "knife -- rest",
        "knife IS /* c */ NOT TRUE",
        "knife; DROP TABLE x",
        "age > 1e3",
        "age > 99999999999999999999",
    ]));
}

#[test]
fn slips_are_told_in_the_words_of_the_author() {
    insta::assert_snapshot!(all(&[
        "",
        "offence_group = \"Robbery\"",
        "offence_group = ‘Robbery’",
        "'offence_group' = 'Robbery'",
        "offence_group == 'Robbery'",
        "knife && alcohol",
        "knife || alcohol",
        "!knife",
        "hour =< 3",
        "offence_group 'Robbery'",
        "knife knife",
        "offence_group = 'Robbery",
        "(knife",
        "knife)",
        "CASE WHEN knife THEN TRUE",
        "knife AND",
        "AND knife",
        "NOT",
        "hour = 1 OR 2",
        "1 < age < 5",
        "age BETWEEN 20 AND 10",
        "ward IN ()",
        "offence_group = NULL",
        "hour IN (1, NULL)",
        "1 = 1",
        "'Robbery'",
        "offence_group",
        "hour",
        "foo(knife)",
    ]));
}

#[test]
fn unlike_values_are_not_compared() {
    insta::assert_snapshot!(all(&[
        "knife = 'Y'",
        "knife = 1",
        "knife IN ('Y')",
        "date > 5",
        "date = '01/04/2023'",
        "date = DATE '2023-02-30'",
        "year = 2024",
        "age = '18'",
        "hour > 'late'",
        "weapon > 'K'",
        "weapon BETWEEN 'a' AND 'b'",
        "knife > FALSE",
        "weekday = 'Mon'",
        "financial_year = '2023-24'",
        "month IN ('2023-4')",
        "year >= '23'",
        "age LIKE '1%'",
        "COALESCE(age, 'none') = 'none'",
        "COALESCE(knife)",
        "CASE WHEN knife THEN 1 ELSE 'no' END = 1",
        "CASE WHEN knife THEN NULL END",
        "-age > 3",
        "knife + 1 = 2",
    ]));
}

/// Nothing costs much: neither what is refused nor what is read.
#[test]
fn long_and_deep_conditions_are_refused_at_once() {
    let chain = |number: usize| (0..number).map(|at| format!("ward = 'w{at}'")).collect::<Vec<_>>().join(" OR ");
    let list = |number: usize| {
        format!("ward IN ({})", (0..number).map(|at| format!("'w{at}'")).collect::<Vec<_>>().join(", "))
    };
    let nested =
        |open: &str, number: usize, close: &str| format!("{}knife{}", open.repeat(number), close.repeat(number));
    fn begins(text: &str) -> &str {
        text.get(..40).unwrap_or(text)
    }
    let begun = Instant::now();
    for text in [chain(200), list(5_000), nested("(", 12, ")"), nested("NOT (", 12, ")"), nested("NOT ", 30, "")] {
        assert!(Predicate::read(&text).is_ok(), "{}", says(&text));
    }
    for text in [
        chain(201),
        chain(20_000),
        list(20_002),
        nested("(", 13, ")"),
        nested("NOT (", 5_000, ")"),
        nested("NOT ", 20_000, ""),
        nested("COALESCE(FALSE, ", 5_000, ")"),
        nested("CASE WHEN knife THEN ", 5_000, " END"),
        format!("age > {}1", "1 + ".repeat(20_000)),
        format!("age > {}1", "1 - ".repeat(500)),
        format!("age > {}1", "- ".repeat(20_000)),
        format!("knife{}", " IS NULL".repeat(20_000)),
        format!("knife{}", " IS NULL".repeat(190)),
        format!("ward = '{}'", "x".repeat(600_000)),
        "'".repeat(20_001),
        "(".repeat(100_000),
        "knife ".repeat(100_000),
    ] {
        let begun = Instant::now();
        let fault = Predicate::read(&text).expect_err(begins(&text));
        assert!(format!("{fault:?}").len() < 2_000, "{fault:?}");
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?} for {}", begun.elapsed(), begins(&text));
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

/// The guide lists all that a condition can contain, and nothing else.
#[test]
fn the_guide_says_what_a_condition_can_contain() {
    let guide = include_str!("../../../../docs/guide.md");
    let (_, after) = guide.split_once("### What a condition can contain").expect("the section");
    let section = after.split_once("\n## ").map_or(after, |(section, _)| section);
    let functions = Function::ALL.map(Function::name);
    for part in WORDS.iter().chain(&SIGNS).chain(&functions) {
        assert!(section.contains(part), "`{part}` is missing");
    }
    let code = section.split('`').skip(1).step_by(2);
    let words = code.flat_map(|code| code.split(|c: char| !c.is_ascii_uppercase())).filter(|word| word.len() > 1);
    let unknown: Vec<&str> = words.filter(|word| !WORDS.contains(word) && !functions.contains(word)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    for number in [MOST_TERMS.to_string(), "20,000 values".to_owned()] {
        assert!(section.contains(&number), "{number}");
    }
    assert_eq!(MOST_VALUES, 20_000);
    let examples = section.split('`').skip(1).step_by(2).filter(|code| code.contains(' ') && !code.starts_with('\''));
    for example in examples.filter(|code| !["DATE ", "IS ", "NOT "].iter().any(|word| code.starts_with(word))) {
        // What is a value becomes a condition.
        let or_known = [example.to_owned(), format!("{example} IS NULL")];
        assert!(or_known.iter().any(|text| Predicate::read(text).is_ok()), "{example}: {}", says(example));
    }
}
