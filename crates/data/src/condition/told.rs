//! Simple conditions in the words of a reader: `Robbery only`, `age under 18`, `knife: yes`.

use super::Predicate;
use super::tree::{Comparison, Function, Known, Term};
use sna_core::columns::{Column, Kind};

/// Most values that are named one by one.
const MOST_NAMED: usize = 4;

/// A part of a condition in words; all of them are true of each record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InWords {
    /// The words: `Robbery only`.
    pub words: String,
    /// What says the same where it is in a title; nothing where the words are needed.
    pub values: Vec<String>,
}

/// A part of a condition in words.
enum Said {
    /// One of these values of a column.
    Only(&'static Column, Vec<String>),
    /// None of these.
    Without(Vec<String>),
    /// The sex of somebody.
    Sex(&'static Column, String),
    /// Columns that are recorded, any of them.
    Recorded(Vec<String>),
    /// Other words.
    Words(String),
}

impl Predicate {
    /// The parts of the condition in a reader's words; `None` where it is not simple enough.
    pub fn in_words(&self) -> Option<Vec<InWords>> {
        let parts = match self.0.term.bare() {
            Term::And(terms) => terms.iter().map(said).collect::<Option<Vec<_>>>()?,
            one => vec![said(one)?],
        };
        let is_alone = parts.len() == 1;
        Some(parts.into_iter().map(|part| InWords { values: part.values(), words: part.words(is_alone) }).collect())
    }
}

impl Said {
    fn words(self, is_alone: bool) -> String {
        match self {
            Self::Only(column, values) if values.len() > MOST_NAMED => {
                format!("one of {} values of {}", values.len(), header(column))
            }
            Self::Only(column, values) if !is_alone => format!("{}: {}", header(column), listed(&values, "or")),
            Self::Only(_, values) => format!("{} only", listed(&values, "and")),
            Self::Sex(column, sex) => format!("{}: {}", header(column), sex.to_lowercase()),
            Self::Recorded(headers) => format!("{} recorded", listed(&headers, "or")),
            Self::Without(values) if values.len() > MOST_NAMED => format!("without {} values", values.len()),
            Self::Without(values) => format!("without {}", listed(&values, "and")),
            Self::Words(words) => words,
        }
    }

    fn values(&self) -> Vec<String> {
        match self {
            Self::Only(_, values) if values.len() <= MOST_NAMED => values.clone(),
            // With spaces: "female" contains "male".
            Self::Sex(_, sex) => vec![format!(" {} ", sex.to_lowercase())],
            Self::Only(..) | Self::Without(_) | Self::Recorded(_) | Self::Words(_) => Vec::new(),
        }
    }
}

/// A part of a condition; `None` where it is not simple.
fn said(term: &Term) -> Option<Said> {
    let words = |words: String| Some(Said::Words(words));
    match term.bare() {
        Term::Or(terms) => either(terms),
        Term::Not(inner) => not(inner.bare()),
        Term::Compare(left, how, right) => compared(left.bare(), *how, right.bare()),
        Term::In { of, list, negated } => {
            let values = list.iter().map(|value| text(value.bare())).collect::<Option<Vec<_>>>()?;
            Some(of_values(column(of)?, &values, *negated))
        }
        Term::Between { of, low, high, negated: false } => {
            let (low, high) = (whole(low.bare())?, whole(high.bare())?);
            words(format!("{} {low} to {high}", header(column(of)?)))
        }
        Term::Like { of, pattern, negated } => {
            let part = pattern.strip_prefix('%')?.strip_suffix('%').filter(|part| !part.contains(['%', '_']))?;
            let not = if *negated { "not " } else { "" };
            words(format!("{} {not}containing “{part}”", header(column(of)?)))
        }
        Term::Is { of, what, negated } => is(column(of)?, *what, *negated),
        flag => words(format!("{}: yes", header(flag_of(flag)?))),
    }
}

/// Any of some parts: values of one column together, other words with `or` between them.
fn either(terms: &[Term]) -> Option<Said> {
    let parts = terms.iter().map(said).collect::<Option<Vec<_>>>()?;
    let columns: Vec<&str> = parts
        .iter()
        .filter_map(|part| match part {
            Said::Only(column, _) => Some(column.name),
            Said::Without(_) | Said::Sex(..) | Said::Recorded(_) | Said::Words(_) => None,
        })
        .collect();
    let is_one = columns.len() == parts.len() && columns.windows(2).all(|pair| pair[0] == pair[1]);
    let recorded = parts.iter().map(|part| match part {
        Said::Recorded(headers) => Some(headers.clone()),
        Said::Only(..) | Said::Without(_) | Said::Sex(..) | Said::Words(_) => None,
    });
    if let Some(headers) = recorded.collect::<Option<Vec<_>>>() {
        return Some(Said::Recorded(headers.concat()));
    }
    let mut of = None;
    let mut words = Vec::new();
    for part in parts {
        match part {
            Said::Only(column, values) if is_one => of.get_or_insert((column, Vec::new())).1.extend(values),
            Said::Only(column, values) => {
                words.push(format!("{} {}", header(column), listed(&values, "or")));
            }
            Said::Without(_) => return None,
            Said::Sex(..) | Said::Recorded(_) | Said::Words(_) => words.push(part.words(true)),
        }
    }
    Some(of.map_or_else(|| Said::Words(words.join(" or ")), |(column, values)| Said::Only(column, values)))
}

fn not(inner: &Term) -> Option<Said> {
    match inner {
        Term::In { .. } | Term::Compare(..) => match said(inner)? {
            Said::Only(_, values) => Some(Said::Without(values)),
            Said::Without(_) | Said::Sex(..) | Said::Recorded(_) | Said::Words(_) => None,
        },
        Term::Call(..) => Some(Said::Words(format!("{}: no or blank", header(flag_of(inner)?)))),
        flag => Some(Said::Words(format!("{}: no", header(flag_of(flag)?)))),
    }
}

fn compared(left: &Term, how: Comparison, right: &Term) -> Option<Said> {
    let of = column(left)?;
    if let Some(value) = text(right) {
        return match how {
            Comparison::Equal => Some(of_values(of, &[value], false)),
            Comparison::Unequal => Some(of_values(of, &[value], true)),
            Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => None,
        };
    }
    if let (Term::Flag(flag), Comparison::Equal) = (right, how) {
        return Some(Said::Words(format!("{}: {}", header(of), if *flag { "yes" } else { "no" })));
    }
    let (number, header) = (whole(right)?, header(of));
    Some(Said::Words(match how {
        Comparison::Equal => format!("{header} {number}"),
        Comparison::Unequal => format!("{header} not {number}"),
        Comparison::Less => format!("{header} under {number}"),
        Comparison::LessOrEqual => format!("{header} {number} or under"),
        Comparison::Greater => format!("{header} over {number}"),
        Comparison::GreaterOrEqual => format!("{header} {number} or over"),
    }))
}

/// Values of a column that are kept or left out. A sex says whose it is.
fn of_values(column: &'static Column, values: &[String], negated: bool) -> Said {
    let values: Vec<String> = values.iter().map(|value| column.label(value).to_owned()).collect();
    match (column.kind, values.as_slice(), negated) {
        (Kind::Sex, [sex], false) => Said::Sex(column, sex.clone()),
        (_, _, false) => Said::Only(column, values),
        (_, _, true) => Said::Without(values),
    }
}

fn is(column: &Column, what: Known, negated: bool) -> Option<Said> {
    let header = header(column);
    Some(Said::Words(match (what, negated) {
        (Known::Null, true) => return Some(Said::Recorded(vec![header])),
        (Known::Null, false) => format!("{header} not recorded"),
        (Known::True, false) => format!("{header}: yes"),
        (Known::False, false) => format!("{header}: no"),
        (Known::True, true) => format!("{header}: no or blank"),
        (Known::False, true) => format!("{header}: yes or blank"),
    }))
}

/// A flag, or one of which a blank counts as no.
fn flag_of(term: &Term) -> Option<&'static Column> {
    match term {
        Term::Call(Function::Coalesce, of) => match of.as_slice() {
            [flag, no] if no.bare() == &Term::Flag(false) => column(flag),
            _ => None,
        },
        other => column(other),
    }
}

fn column(term: &Term) -> Option<&'static Column> {
    match term.bare() {
        Term::Column(column) => Some(column),
        _ => None,
    }
}

fn text(term: &Term) -> Option<String> {
    match term {
        Term::Text(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    }
}

fn whole(term: &Term) -> Option<i64> {
    match term {
        Term::Whole(number) => Some(*number),
        _ => None,
    }
}

/// The header of a column within a line: `age of victim`, `LSOA`.
fn header(column: &Column) -> String {
    let mut letters = column.header.chars();
    match (letters.next(), column.header.chars().nth(1)) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => column.header.to_owned(),
    }
}

/// `Robbery`, `Robbery and Homicide`, `Robbery, Homicide and Arson`.
fn listed(values: &[String], word: &str) -> String {
    match values {
        [first @ .., last] if !first.is_empty() => format!("{} {word} {last}", first.join(", ")),
        other => other.join(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Option<String> {
        let parts = Predicate::read(text).expect("a condition").in_words()?;
        Some(parts.into_iter().map(|part| part.words).collect::<Vec<_>>().join("; "))
    }

    #[test]
    fn simple_conditions_read_as_a_reader_would_say_them() {
        let told = |text| words(text).unwrap_or_default();
        assert_eq!(told("offence = 'Robbery'"), "Robbery only");
        assert_eq!(told("offence IN ('Robbery', 'Arson', 'Homicide')"), "Robbery, Arson and Homicide only");
        assert_eq!(told("offence = 'Robbery' OR offence = 'Arson'"), "Robbery and Arson only");
        assert_eq!(told("offence IN ('A', 'B', 'C', 'D', 'E')"), "one of 5 values of offence");
        assert_eq!(told("NOT offence IN ('Robbery', 'Arson')"), "without Robbery and Arson");
        assert_eq!(told("offence <> 'Robbery'"), "without Robbery");
        assert_eq!(told("knife"), "knife: yes");
        assert_eq!(told("NOT domestic AND age < 18"), "domestic: no; age under 18");
        assert_eq!(told("NOT COALESCE(domestic, FALSE)"), "domestic: no or blank");
        assert_eq!(told("knife OR offence = 'Robbery'"), "knife: yes or offence Robbery");
        assert_eq!(
            told("victim_sex = 'Male' AND suspect_age IS NOT NULL"),
            "sex of victim: male; age of suspect recorded"
        );
        assert_eq!(
            told("suspect_age IS NOT NULL OR suspect_sex IS NOT NULL"),
            "age of suspect or sex of suspect recorded"
        );
        assert_eq!(told("found = 'A' AND searched_for = 'B'"), "found: A; searched for: B");
        assert_eq!(told("age BETWEEN 10 AND 17"), "age 10 to 17");
        assert_eq!(told("offence LIKE '%knife%'"), "offence containing “knife”");
    }

    #[test]
    fn what_is_not_simple_has_no_words() {
        assert_eq!(words("CASE WHEN knife THEN TRUE ELSE alcohol END"), None);
        assert_eq!(words("hour + 1 > 6"), None);
        assert_eq!(words("offence LIKE 'A_%'"), None);
    }
}
