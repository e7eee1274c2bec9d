//! Values of a column that look like another one: the same word written in two ways, or one with a slip in it. Tables count them
//! apart.

use std::collections::{BTreeMap, BTreeSet};

use super::engine::Questions;
use super::sought::conditions;
use crate::{Catalogue, SourceFrame};
use sna_core::columns::{Column, Kind};
use sna_core::diag::{Code, Diagnostic, is_one_slip};

/// A value with a slip has at most one record for so many of the other.
const RARER: u64 = 20;
/// Shortest word in which a wrong letter is taken for a slip.
const SHORTEST: usize = 4;
/// Longest value that is shown, in characters.
const LONGEST: usize = 60;
/// Most values that one message names.
const MOST_NAMED: usize = 10;
/// Most different values of a column that are compared with each other.
const MOST_COMPARED: usize = 2_000;

/// Values that the author or a list has written, each by its column: none of them is a slip.
#[derive(Default)]
pub(super) struct Declared<'a> {
    by_column: BTreeMap<&'a str, BTreeSet<&'a str>>,
    /// The offences of lists of weights and costs.
    offences: BTreeSet<&'a str>,
}

impl<'a> Declared<'a> {
    pub(super) fn of(questions: &'a Questions, source: &SourceFrame, catalogue: &'a Catalogue) -> Self {
        let mut declared = Self::default();
        let sought = questions.queries.iter().flat_map(conditions).flat_map(|(_, condition)| condition.sought());
        for sought in sought {
            declared.by_column.entry(sought.column).or_default().insert(&sought.value);
        }
        for (role, column) in catalogue.reading.get(&source.name).into_iter().flatten() {
            declared.by_column.entry(role).or_default().extend(column.recode.values().map(String::as_str));
        }
        let weights = catalogue.harm_weights.iter().flat_map(|weights| weights.0.keys());
        let costs = catalogue.unit_costs.iter().flat_map(|costs| costs.costs.keys());
        declared.offences = weights.chain(costs).map(String::as_str).collect();
        declared
    }

    fn has(&self, column: &str, value: &str) -> bool {
        let listed = column.starts_with("offence") && self.offences.contains(value);
        listed || self.by_column.get(column).is_some_and(|values| values.contains(value))
    }
}

/// Two values that look alike, the rarer one first.
struct Pair<'v> {
    rare: (&'v str, u64),
    common: (&'v str, u64),
}

/// A warning about the values of a column that look like another one.
pub(super) fn alike_told(
    column: &Column,
    records: &BTreeMap<String, u64>,
    declared: &Declared<'_>,
) -> Option<Diagnostic> {
    let pairs = pairs(column, records, declared);
    let count = |records: u64| if records == 1 { "1 record".to_owned() } else { format!("{records} records") };
    let said = |pair: &Pair<'_>| {
        let ((rare, few), (common, many)) = (pair.rare, pair.common);
        format!("`{rare}` in {} and `{common}` in {many}", count(few))
    };
    let mut found: Vec<String> = pairs.iter().take(MOST_NAMED).map(said).collect();
    let more = pairs.len().saturating_sub(MOST_NAMED);
    found.extend((more > 0).then(|| format!("{more} more")));
    let first = pairs.first()?;
    let message = match pairs.len() {
        1 => format!("a value of `{}` looks like another one", column.name),
        many => format!("{many} values of `{}` look like others", column.name),
    };
    let (rare, common) = (first.rare.0, first.common.0);
    let told = Diagnostic::warning(Code::LookAlikeValue, message)
        .found(found.join("; "))
        .hint("tables count them apart")
        .hint(format!("if they mean the same: `recode: {{ \"{rare}\": \"{common}\" }}` under `{}:`", column.name))
        .hint(format!("if they do not: `recode: {{ \"{rare}\": \"{rare}\", \"{common}\": \"{common}\" }}` says so"));
    Some(told)
}

/// The values that look like a commoner one, each with the commonest.
fn pairs<'v>(column: &Column, records: &'v BTreeMap<String, u64>, declared: &Declared<'_>) -> Vec<Pair<'v>> {
    let is_name = |value: &str| value.chars().count() <= LONGEST && !value.contains(char::is_control);
    let mut values: Vec<(&str, u64)> =
        records.iter().map(|(value, count)| (value.as_str(), *count)).filter(|(value, _)| is_name(value)).collect();
    if !matches!(column.kind, Kind::Category | Kind::Area) || values.len() > MOST_COMPARED {
        return Vec::new();
    }
    values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let slips = column.kind == Kind::Category;
    let of_rarer = |(at, rare): (usize, &(&'v str, u64))| {
        let known = declared.has(column.name, rare.0);
        let is_alike = |common: &&(&'v str, u64)| {
            let is_slip = slips && rare.1 * RARER <= common.1 && is_slip_of(rare.0, common.0);
            // What a single record has is shown only next to what many have: it may be no value of the list at all.
            (is_slip || (common.1 > 1 && is_same(rare.0, common.0))) && !(known && declared.has(column.name, common.0))
        };
        values[..at].iter().find(is_alike).map(|common| Pair { rare: *rare, common: *common })
    };
    values.iter().enumerate().filter_map(of_rarer).collect()
}

/// Whether two values are the same but for case, spaces, hyphens and other signs. Signs between digits count.
fn is_same(one: &str, other: &str) -> bool {
    let has_digit = |text: &str| text.contains(|letter: char| letter.is_numeric());
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let plain = |text: &str| text.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    if has_digit(one) || has_digit(other) {
        return spaced(one) == spaced(other);
    }
    !plain(one).is_empty() && plain(one) == plain(other)
}

/// Whether one value is another with one letter wrong, missing, added or exchanged with the next, in one word and not at its
/// beginning.
fn is_slip_of(rare: &str, common: &str) -> bool {
    let (one, other) = (words(rare), words(common));
    if one.len() != other.len() {
        return false;
    }
    let unlike: Vec<(&String, &String)> = one.iter().zip(&other).filter(|(one, other)| one != other).collect();
    let [(one, other)] = unlike.as_slice() else { return false };
    let is_word = |word: &str| word.chars().count() >= SHORTEST && word.chars().all(char::is_alphabetic);
    is_word(one)
        && is_word(other)
        && one.chars().count().max(other.chars().count()) > SHORTEST
        && one.chars().next() == other.chars().next()
        && is_one_slip(one, other)
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sna_core::columns::column;

    fn told(name: &str, values: &[(&str, u64)]) -> Option<String> {
        let records = values.iter().map(|(value, count)| ((*value).to_owned(), *count)).collect();
        let told = alike_told(column(name).unwrap(), &records, &Declared::default());
        told.map(|told| sna_core::diag::render(&told.into(), false))
    }

    #[test]
    fn a_slip_and_another_spelling_are_told_with_their_numbers() {
        let values = [("Robbery", 900), ("Robery", 12), ("Homicide", 40), ("Knife crime", 30), ("knife-crime", 25)];
        insta::assert_snapshot!(told("offence", &values).unwrap_or_default(), @r#"
        warning[look-alike-value]: 2 values of `offence` look like others
         |
         = found: `knife-crime` in 25 records and `Knife crime` in 30; `Robery` in 12 records and `Robbery` in 900
         = hint: tables count them apart
         = hint: if they mean the same: `recode: { "knife-crime": "Knife crime" }` under `offence:`
         = hint: if they do not: `recode: { "knife-crime": "knife-crime", "Knife crime": "Knife crime" }` says so
        "#);
        assert!(told("weapon", &[("Machete", 40), ("Machtee", 1)]).is_some(), "exchanged letters");
        assert!(told("ward", &[("St Mary's", 40), ("St. Marys", 1)]).is_some());
    }

    #[test]
    fn different_things_with_like_names_are_not() {
        let of_offence = |values: &[(&str, u64)]| told("offence", values);
        assert_eq!(of_offence(&[("A1", 900), ("A2", 3), ("10-17", 900), ("18-24", 2), ("10-71", 1)]), None, "digits");
        assert_eq!(of_offence(&[("Class A drugs", 900), ("Class B drugs", 3)]), None, "letters that number");
        assert_eq!(told("relationship", &[("Other", 900), ("Mother", 30)]), None, "the first letter");
        assert_eq!(of_offence(&[("Robbery", 100), ("Robbers", 30)]), None, "neither is rare");
        assert_eq!(told("ward", &[("Hatton", 900), ("Hutton", 20)]), None, "places");
        assert_eq!(told("street", &[("High Street", 900), ("high street", 20)]), None, "streets are not named");
        assert_eq!(of_offence(&[("?", 900), ("-", 20)]), None, "signs");
    }

    #[test]
    fn values_that_are_both_declared_are_right() {
        let records = BTreeMap::from([("Robbery".to_owned(), 900), ("Robery".to_owned(), 12)]);
        let mut declared = Declared::default();
        let offence = column("offence").unwrap();
        declared.by_column.insert("offence", BTreeSet::from(["Robery"]));
        assert!(alike_told(offence, &records, &declared).is_some(), "one of them");
        declared.by_column.insert("offence", BTreeSet::from(["Robery", "Robbery"]));
        assert!(alike_told(offence, &records, &declared).is_none());
    }
}
