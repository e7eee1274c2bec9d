//! What a share is called: in the table, and in a sentence of its own.

use super::super::categories::Category;
use sna_data::SourceFrame;
use sna_data::query::{Dimension, Key};

/// What the records of a source are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Called {
    /// In front of what they are about: `victims`.
    pub words: String,
    /// As what is counted: `records of victims`, because one person can have several; `offences`.
    pub records: String,
}

impl Called {
    pub(super) fn of(source: &SourceFrame) -> Self {
        let is_of_people = ["person_id", "age", "sex", "ethnicity"].iter().any(|of| source.columns.contains(of));
        let words = source.words.clone();
        let records =
            if is_of_people && source.belongs_to_offences() { format!("records of {words}") } else { words.clone() };
        Self { words, records }
    }
}

/// What a figure is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wording {
    /// In the table: `Share of offences: robbery`.
    pub label: String,
    /// Before the figure in a sentence: `Robbery accounted for`.
    pub begins: String,
    /// After it: `of offences`.
    pub ends: String,
}

impl Wording {
    pub(super) fn new(label: String, begins: String, ends: String) -> Self {
        Self { label, begins, ends }
    }

    /// Of the share of one value among records.
    pub(super) fn of_share(dimension: &Dimension, category: &Category, called: &Called) -> Self {
        let (counted, records) = (called.words.as_str(), &called.records);
        let name = &category.label;
        let (which, begins) = match dimension {
            Dimension::Weekday => (format!(" on a {name}"), format!("{name}s accounted for")),
            Dimension::Hour => {
                (format!(" from {name}:00 to {name}:59"), format!("The hour from {name}:00 accounted for"))
            }
            Dimension::Age(_) => (format!(" aged {name}"), format!("People aged {name} accounted for")),
            Dimension::Column("knife") => {
                (" with a knife".to_owned(), format!("{} with a knife accounted for", first_upper(counted)))
            }
            Dimension::Column(flag @ ("alcohol" | "drugs")) => (
                format!(" with {flag} recorded"),
                format!("{} with {flag} recorded accounted for", first_upper(counted)),
            ),
            Dimension::Column("domestic") => {
                (" that are domestic abuse".to_owned(), "Domestic abuse accounted for".to_owned())
            }
            Dimension::Column("sex" | "victim_sex" | "suspect_sex") => {
                (format!(" who are {}", name.to_lowercase()), format!("{name} {counted} accounted for"))
            }
            Dimension::Column("ethnicity" | "ethnic_group") => {
                (format!(" recorded as {name}"), format!("People recorded as {name} accounted for"))
            }
            Dimension::Column("ward" | "lsoa" | "district" | "nte_area" | "street") => {
                (format!(" in {name}"), format!("{name} accounted for"))
            }
            Dimension::Column("relationship") => (
                format!(": {}", first_lower(name)),
                format!("The relationship \u{201c}{}\u{201d} accounted for", first_lower(name)),
            ),
            Dimension::FinancialYear
            | Dimension::Year
            | Dimension::Quarter
            | Dimension::Month
            | Dimension::Column(_) => {
                (format!(": {}", first_lower(name)), format!("{} accounted for", first_upper(name)))
            }
        };
        Self::new(format!("Share of {records}{which}"), begins, format!("of {records}"))
    }

    /// Of the share that meets a condition called `name`, such as `at night`.
    pub(super) fn of_condition(name: &str, called: &Called) -> Self {
        let counted = &called.records;
        let begins = format!("{} {name} accounted for", first_upper(counted));
        Self::new(format!("Share of {counted} {name}"), begins, format!("of {counted}"))
    }

    pub(super) fn of_rate(called: &Called) -> Self {
        let counted = &called.records;
        Self::new(
            format!("{} a year per 1,000 residents", first_upper(counted)),
            "Per 1,000 residents there were".to_owned(),
            format!("{counted} a year"),
        )
    }

    pub(super) fn of_change(called: &Called, from: &str, to: &str) -> Self {
        let counted = &called.records;
        Self::new(
            format!("Change in {counted} from {from} to {to}"),
            format!("From {from} to {to} the number of {counted} changed by"),
            String::new(),
        )
    }
}

/// Whether a value is compared at all: not what is missing or put together, and of yes or no only yes.
pub(super) fn is_compared(key: &Key) -> bool {
    match key {
        Key::Missing | Key::Flag(false) => false,
        Key::Text(name) => name != "Other ages",
        Key::Number(_) | Key::Flag(true) => true,
    }
}

fn first_upper(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default() + rest.as_str()
}

/// A small first letter, but not of a word such as `LSOA` or `GBH`.
fn first_lower(text: &str) -> String {
    let mut rest = text.chars();
    match (rest.next(), text.chars().nth(1)) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().collect::<String>() + rest.as_str()
        }
        _ => text.to_owned(),
    }
}
