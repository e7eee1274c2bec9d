//! The plain words that an author's expressions can use as well as tables: area, period, subject, definition, data.

use std::collections::BTreeMap;

use crate::spec::{ReportPlan, SectionPlan};
use chrono::NaiveDate;
use sna_core::calendar::{date_in_words, day_in_words, days_in_words, months_in_words};
use sna_core::columns::is_place;
use sna_data::query::{Part, Scope};
use sna_data::{Catalogue, Month, OFFENCES, Period, SourceFrame};
use sna_narrative::Word;

/// The words of a section.
pub(in crate::compose) fn words(
    plan: &ReportPlan,
    section: &SectionPlan,
    catalogue: &Catalogue,
) -> Vec<(String, Word)> {
    let text = |text: &str| Word::Text(text.to_owned());
    let area = area(plan, section);
    let source = section.scope.source();
    let base = catalogue.sources.get(source).map_or_else(|| source.replace('_', " "), |source| source.words.clone());
    vec![
        ("area".to_owned(), text(area)),
        ("whole".to_owned(), text(&plan.whole)),
        ("part".to_owned(), text(plan.scope.part.as_ref().and_then(Part::name).unwrap_or_default())),
        ("district".to_owned(), text(plan.scope.district().unwrap_or_default())),
        ("title".to_owned(), text(&plan.cover.title)),
        ("publisher".to_owned(), text(plan.cover.publisher.as_deref().unwrap_or_default())),
        ("subject".to_owned(), text(&section.subject)),
        ("base".to_owned(), Word::Text(base.clone())),
        ("counted".to_owned(), text(&counted(&section.subject, &base))),
        ("period".to_owned(), period(&section.scope, catalogue)),
        ("definition".to_owned(), definition(&section.scope, catalogue)),
        ("data".to_owned(), data(catalogue, plan.scope.period)),
    ]
}

/// The place that a section is about: the part, or the whole area.
pub(in crate::compose) fn area<'p>(plan: &'p ReportPlan, section: &'p SectionPlan) -> &'p str {
    let part = section.scope.part.as_ref().filter(|part| is_place(part.dimension));
    part.and_then(Part::name).unwrap_or(&plan.whole)
}

/// What is counted, in words: `knife crime offences`, `victims of knife crime`.
pub(in crate::compose) fn counted(subject: &str, base: &str) -> String {
    match base {
        "crimes" if subject.ends_with("crime") => format!("{subject} records"),
        OFFENCES | "crimes" => format!("{subject} {base}"),
        people => format!("{people} of {subject}"),
    }
}

fn map(entries: Vec<(&str, Word)>) -> Word {
    Word::Map(entries.into_iter().map(|(name, word)| (name.to_owned(), word)).collect::<BTreeMap<_, _>>())
}

/// The part of a scope's period that the records of its source cover.
fn covered(scope: &Scope, catalogue: &Catalogue) -> Period {
    catalogue.sources.get(scope.source()).map_or(scope.period, |source| source.supply.part_of(scope.period))
}

/// That part in words.
pub(in crate::compose) fn covered_in_words(scope: &Scope, catalogue: &Catalogue) -> String {
    let covered = covered(scope, catalogue);
    if covered == scope.period { covered.label() } else { months_in_words(covered) }
}

/// The years of the period, and from when to when records cover it.
fn period(scope: &Scope, catalogue: &Catalogue) -> Word {
    let (period, covered) = (scope.period, covered(scope, catalogue));
    let (first, last) = (Month::of(covered.first), Month::of(covered.last));
    let month_or_day = |month: Month, is_whole: bool, day: NaiveDate| {
        Word::Text(if is_whole { month.long() } else { day_in_words(day) })
    };
    let years = scope.years.labels(period);
    let at = |at: Option<usize>| Word::Text(at.and_then(|at| years.get(at)).cloned().unwrap_or_default());
    map(vec![
        ("label", Word::Text(covered_in_words(scope, catalogue))),
        ("first_year", at(Some(0))),
        ("last_year", at(years.len().checked_sub(1))),
        ("previous_year", at(years.len().checked_sub(2))),
        ("first_month", month_or_day(first, first.period().first == covered.first, covered.first)),
        ("last_month", month_or_day(last, last.period().last == covered.last, covered.last)),
        ("years", Word::List(years.iter().map(|year| Word::Text(year.clone())).collect())),
    ])
}

fn definition(scope: &Scope, catalogue: &Catalogue) -> Word {
    let used = scope.definition.as_ref().and_then(|(name, _)| catalogue.definitions.get(name));
    let text = |text: Option<&String>| Word::Text(text.cloned().unwrap_or_default());
    map(vec![
        ("title", text(used.map(|definition| &definition.title))),
        ("since", Word::Text(used.map(|definition| date_in_words(&definition.since)).unwrap_or_default())),
        ("description", text(used.map(|definition| &definition.description))),
        ("sql", Word::Text(used.map(|definition| definition.condition.sql().to_owned()).unwrap_or_default())),
    ])
}

/// What each source with dates covers, a sentence for each, then its gaps and breaks.
fn covers(catalogue: &Catalogue, period: Period) -> Vec<String> {
    let dated =
        catalogue.sources.values().filter(|source| source.columns.contains(&"date") && !source.belongs_to_offences());
    let of_source = |source: &SourceFrame| {
        let supply = &source.supply;
        let how = if supply.is_assumed { "worked out from the records" } else { "as stated by their owner" };
        // An assumed cover can reach far beyond the period; nothing is said of what no table is about.
        let days = if supply.is_assumed { supply.days.within(period) } else { supply.days.clone() };
        let days = days.ends().map_or_else(|| "no day".to_owned(), days_in_words);
        let of = |area: Option<&String>| area.map_or_else(String::new, |area| format!(" of {area}"));
        let gaps = supply
            .gaps
            .iter()
            .map(|gap| ("missing", gap))
            .chain(supply.quiet.iter().map(|quiet| ("few, and truly so", quiet)));
        let lapses = gaps.map(|(what, lapse)| {
            format!("records{} {}: {what} ({})", of(lapse.area.as_ref()), days_in_words(lapse.period), lapse.why)
        });
        let breaks = supply.breaks.iter().map(|told| {
            let area = told.area().map_or_else(String::new, |area| format!(", {area}"));
            format!("from {}{area}: {}", date_in_words(&told.at.to_string()), told.why)
        });
        let areas = supply.areas.iter().map(|(name, own)| {
            let own = own.ends().map_or_else(|| "no day".to_owned(), days_in_words);
            format!("{name}: {own}")
        });
        let further: String = areas.chain(lapses).chain(breaks).map(|words| format!("; {words}")).collect();
        format!("{}: {days}, {how}{further}.", source.words)
    };
    dated.map(of_source).collect()
}

fn data(catalogue: &Catalogue, period: Period) -> Word {
    map(vec![
        ("title", Word::Text(catalogue.title.clone())),
        ("synthetic", Word::Text(if catalogue.synthetic { "yes" } else { "" }.to_owned())),
        (
            "notice",
            Word::Text(
                catalogue.notice.clone().unwrap_or_else(|| "The records behind this report are invented.".to_owned()),
            ),
        ),
        ("covers", Word::List(covers(catalogue, period).into_iter().map(Word::Text).collect())),
        ("population_source", Word::Text(catalogue.population_source.clone().unwrap_or_default())),
    ])
}
