//! Claims and conditions of the old draft, checked against the figures of the new one.

use sna_core::diag::Code;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::drafts::Drafts;
use super::periods::{Months, month_name};
use super::reasons::Reasons;
use sna_core::document::{Claim, Document, PeriodUsed, Recommendation, Table};
use sna_narrative::{Narrator, Text, Word};

/// What must be true for a sentence to be printed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tested<'a> {
    holds: Option<&'a str>,
    equals: Option<(&'a str, &'a str)>,
}

impl<'a> Tested<'a> {
    /// Of a claim.
    pub(super) fn claim(claim: &'a Claim) -> Self {
        let equals = claim.equals.as_ref().map(|(value, figure)| (value.as_str(), figure.as_str()));
        Self { holds: claim.holds.as_deref(), equals }
    }

    /// Of a recommendation.
    pub(super) fn recommendation(recommendation: &'a Recommendation) -> Self {
        Self { holds: recommendation.holds.as_deref(), equals: None }
    }

    /// Its expressions.
    pub(super) fn expressions(self) -> Vec<&'a str> {
        self.holds.into_iter().chain(self.equals.map(|(value, _)| value)).collect()
    }
}

/// What is needed to check whether a claim is true.
pub(super) struct Truth<'d, 'a> {
    drafts: &'d Drafts<'a>,
    /// Copied when the first claim is checked.
    tables: OnceCell<BTreeMap<String, Arc<Table>>>,
}

impl<'d, 'a> Truth<'d, 'a> {
    /// For the tables of the new draft. A table that was renamed is also known by its old name, which an old claim
    /// uses.
    pub(super) fn of(drafts: &'d Drafts<'a>) -> Self {
        Self { drafts, tables: OnceCell::new() }
    }

    fn tables(&self) -> &BTreeMap<String, Arc<Table>> {
        self.tables.get_or_init(|| {
            let drafts = self.drafts;
            let shared: Vec<Arc<Table>> = drafts.new.tables.iter().map(|held| Arc::new(held.thing.clone())).collect();
            let renamed = drafts.pairs.tables.pairs().map(|(old, new)| (drafts.old.tables[old].thing.id.clone(), new));
            let own = drafts.new.tables.iter().enumerate().map(|(at, held)| (held.thing.id.clone(), at));
            renamed.chain(own).map(|(id, at)| (id, Arc::clone(&shared[at]))).collect()
        })
    }

    /// Whether the figures of the new draft refute a claim of a section of the old one. A claim that cannot be checked
    /// because its table is gone is not refuted.
    pub(super) fn is_refuted(&self, claim: Tested<'_>, old_chapter: usize) -> bool {
        let narrator = self.narrator(old_chapter);
        let holds = claim.holds.map(text);
        let value = claim.equals.map(|(value, figure)| (text(value), figure));
        let sentence = text("");
        let asked = sna_narrative::Claim {
            text: &sentence,
            holds: holds.as_ref(),
            equals: value.as_ref().map(|(value, figure)| (value, *figure)),
        };
        let Err(found) = narrator.claim(&asked) else { return false };
        found.iter().any(|fault| fault.code == Code::ClaimFails)
    }

    /// Why the figures behind a claim differ.
    pub(super) fn reasons(
        &self,
        claim: Tested<'_>,
        old_chapter: usize,
        of_tables: &BTreeMap<String, Reasons>,
    ) -> Reasons {
        let mut reasons = Reasons::default();
        let own = self.drafts.old.chapters[old_chapter].id;
        let expressions = claim.expressions();
        for (id, found) in of_tables {
            let short = id.strip_prefix(own).and_then(|rest| rest.strip_prefix('.'));
            if expressions.iter().any(|text| names(text, id) || short.is_some_and(|short| names(text, short))) {
                reasons.extend(found);
            }
        }
        reasons
    }

    /// A narrator that knows a section's own tables by their short names.
    fn narrator(&self, old_chapter: usize) -> Narrator {
        let own = format!("{}.", self.drafts.old.chapters[old_chapter].id);
        let short =
            self.tables().iter().filter_map(|(id, table)| Some((id.strip_prefix(&own)?.to_owned(), Arc::clone(table))));
        let full = self.tables().iter().map(|(id, table)| (id.clone(), Arc::clone(table)));
        Narrator::new(full.chain(short), words(self.drafts.new.document, self.period(old_chapter)))
    }

    /// The period that the section counts in the new draft, or the report's.
    fn period(&self, old_chapter: usize) -> &PeriodUsed {
        let document = self.drafts.new.document;
        let chapter = self.drafts.pairs.chapters.of_old[old_chapter].map(|at| &self.drafts.new.chapters[at]);
        let mut asked =
            chapter.into_iter().flat_map(super::outline::Chapter::tables).flat_map(|(_, table)| &table.provenance);
        asked.next().map_or(&document.making.period, |asked| &asked.scope.period)
    }
}

fn text(source: &str) -> Text<'_> {
    Text::file("claim", source)
}

fn names(expression: &str, table: &str) -> bool {
    expression.match_indices(table).any(|(at, _)| {
        let before = expression[..at].chars().next_back();
        let after = expression[at + table.len()..].chars().next();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
            && !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

/// The words that claims use as well as tables, as far as a document keeps them.
fn words(document: &Document, period: &PeriodUsed) -> Vec<(String, Word)> {
    let text = |text: &str| Word::Text(text.to_owned());
    let making = &document.making;
    let used = making.definition.as_ref().and_then(|name| making.definitions.iter().find(|known| known.name == *name));
    let definition = used.map(|used| {
        let words =
            [("title", &used.title), ("since", &used.since), ("description", &used.description), ("sql", &used.sql)];
        Word::Map(words.into_iter().map(|(name, word)| (name.to_owned(), text(word))).collect())
    });
    let part = making.part.as_ref().map_or(&document.cover.area, |part| &part.value);
    let known = [
        ("area", Some(text(part))),
        ("title", Some(text(&document.cover.title))),
        ("publisher", document.cover.publisher.as_deref().map(text)),
        ("period", Months::of(period).map(period_words)),
        ("definition", definition),
    ];
    known.into_iter().filter_map(|(name, word)| Some((name.to_owned(), word?))).collect()
}

fn period_words(months: Months) -> Word {
    let [first, last] = months.ends().map(|month| month_name(&month));
    let years = months.financial_years();
    let at = |at: Option<usize>| Word::Text(at.and_then(|at| years.get(at)).cloned().unwrap_or_default());
    let words = [
        ("label", Word::Text(format!("{first} to {last}"))),
        ("first_year", at(Some(0))),
        ("last_year", at(years.len().checked_sub(1))),
        ("previous_year", at(years.len().checked_sub(2))),
        ("first_month", Word::Text(first)),
        ("last_month", Word::Text(last)),
        ("years", Word::List(years.iter().map(|year| Word::Text(year.clone())).collect())),
    ];
    Word::Map(words.into_iter().map(|(name, word)| (name.to_owned(), word)).collect())
}
