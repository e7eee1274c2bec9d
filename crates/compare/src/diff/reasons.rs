//! Why figures differ, from their sources in both drafts.

use std::collections::{BTreeMap, BTreeSet};

use super::periods::Months;
use super::source_difference::SourceDifference;
use sna_core::comparison::Reason;
use sna_core::document::{DefinitionUsed, Document, Provenance, Support, Table};

/// The order in which the reasons for figures are reported: the one that explains most comes first.
const ORDER: [Reason; 9] = [
    Reason::Definition,
    Reason::Recode,
    Reason::Population,
    Reason::NewData,
    Reason::Period,
    Reason::RevisedData,
    Reason::Wording,
    Reason::Layout,
    Reason::ProgramVersion,
];

/// Reasons, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Reasons(BTreeSet<Reason>);

impl Reasons {
    /// Adds one.
    pub(super) fn add(&mut self, reason: Reason) {
        self.0.insert(reason);
    }

    /// Adds one where it applies.
    pub(super) fn add_if(&mut self, applies: bool, reason: Reason) {
        self.0.extend(applies.then_some(reason));
    }

    /// Adds those of another.
    pub(super) fn extend(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }

    /// Whether one is among them.
    pub(super) fn holds(&self, reason: Reason) -> bool {
        self.0.contains(&reason)
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The reasons from data and settings, without the author's words and layout.
    pub(super) fn of_figures(&self) -> Self {
        Self(self.0.iter().filter(|reason| !matches!(reason, Reason::Wording | Reason::Layout)).copied().collect())
    }

    /// In the order of figures.
    pub(super) fn listed(&self) -> Vec<Reason> {
        ORDER.into_iter().filter(|reason| self.holds(*reason)).collect()
    }

    /// In the order for prose, where the author is certain to have changed words.
    pub(super) fn words_first(&self) -> Vec<Reason> {
        let mut listed = self.listed();
        listed.sort_by_key(|reason| *reason != Reason::Wording);
        listed
    }
}

/// Which figures of a table differ.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Touched {
    /// Some that were counted.
    pub(super) counted: bool,
    /// Some that were worked out from others.
    pub(super) derived: bool,
    /// Some from a month or year that both drafts cover.
    pub(super) of_both_periods: bool,
}

/// The sources of the figures of two drafts.
#[derive(Debug)]
pub(super) struct Why<'a> {
    old: &'a Document,
    new: &'a Document,
    sources: BTreeMap<&'a str, SourceDifference>,
    titles: BTreeMap<&'a str, Vec<&'a str>>,
    populations: bool,
    supports: Vec<Support>,
}

impl<'a> Why<'a> {
    /// Compares the sources of two documents.
    pub(super) fn of(old: &'a Document, new: &'a Document) -> Self {
        let find = |name: &str| old.sources.iter().find(|source| source.name == name);
        let both = new.sources.iter().filter_map(|source| Some((find(&source.name)?, source)));
        let sources = both.map(|(from, to)| (to.name.as_str(), SourceDifference::of(from, to))).collect();
        let mut titles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for source in &new.sources {
            titles.entry(&source.title).or_default().push(&source.name);
        }
        let residents = |document: &'a Document| -> Vec<_> {
            let mut sets: Vec<_> = document.making.populations.iter().map(|set| (&set.name, &set.residents)).collect();
            sets.sort();
            sets
        };
        let of_support = |document: &'a Document, support: Support| -> BTreeSet<&'a str> {
            let files = document.making.files.iter().filter(|file| file.support == Some(support));
            files.map(|file| file.sha256.as_str()).collect()
        };
        let every =
            [Support::HarmWeights, Support::UnitCosts, Support::Indicators, Support::Geography, Support::Aggregates];
        let supports = every.into_iter().filter(|support| of_support(old, *support) != of_support(new, *support));
        Self { old, new, sources, titles, populations: residents(old) != residents(new), supports: supports.collect() }
    }

    /// What differs in a source.
    pub(super) fn source(&self, name: &str) -> Option<&SourceDifference> {
        self.sources.get(name)
    }

    /// Whether the reports cover different periods.
    pub(super) fn has_other_period(&self) -> bool {
        self.old.making.period != self.new.making.period
    }

    /// Whether any source has records of months within the new report that the old draft did not have.
    pub(super) fn has_new_months(&self) -> bool {
        let period = Months::of(&self.new.making.period);
        self.sources.values().any(|source| SourceDifference::within(&source.new_months, period))
    }

    /// Why the report covers a different period.
    pub(super) fn of_period(&self) -> Reasons {
        let mut reasons = Reasons::default();
        reasons.add_if(self.has_other_period(), Reason::Period);
        reasons.add_if(self.has_other_period() && self.has_new_months(), Reason::NewData);
        reasons
    }

    /// Why the figures of a table differ; never empty.
    pub(super) fn of_figures(&self, old: &Table, new: &Table, touched: Touched) -> Reasons {
        let mut reasons = self.of_settings(old, new);
        let populations = self.populations && rests_on(old, new, Support::Populations);
        reasons.add_if(populations && touched.derived, Reason::Population);
        if touched.counted || !reasons.holds(Reason::Population) {
            reasons.extend(&self.of_records(old, new, touched, !reasons.is_empty()));
        }
        if reasons.is_empty() {
            reasons.add(self.otherwise(old, new));
        }
        reasons
    }

    /// Where no setting and no file explains a difference.
    fn otherwise(&self, old: &Table, new: &Table) -> Reason {
        let sql = |table: &Table| table.provenance.iter().map(|asked| asked.sql.clone()).collect::<Vec<_>>();
        match (sql(old) == sql(new), self.old.making.program == self.new.making.program) {
            (false, _) => Reason::Definition,
            (true, false) => Reason::ProgramVersion,
            (true, true) => Reason::Layout,
        }
    }

    /// The author's question changed (definition, condition, part, columns), or values are read differently.
    fn of_settings(&self, old: &Table, new: &Table) -> Reasons {
        let mut reasons = Reasons::default();
        for (before, after) in asked(old, new) {
            let (from, to) = (&before.scope, &after.scope);
            let scope = (&from.part, &from.definition, &from.conditions) != (&to.part, &to.definition, &to.conditions);
            reasons.add_if(scope || self.is_redefined(to.definition.as_deref()), Reason::Definition);
            reasons.add_if(before.source != after.source || before.by != after.by, Reason::Layout);
            reasons.add_if(self.is_recoded(before, after), Reason::Recode);
        }
        reasons
    }

    fn is_redefined(&self, name: Option<&str>) -> bool {
        let Some(name) = name else { return false };
        let sql = |document: &'a Document| -> Option<&'a DefinitionUsed> {
            document.making.definitions.iter().find(|definition| definition.name == name)
        };
        sql(self.old).map(|definition| &definition.sql) != sql(self.new).map(|definition| &definition.sql)
    }

    fn is_recoded(&self, old: &Provenance, new: &Provenance) -> bool {
        let roles = new.source.split(", ").filter_map(|name| self.sources.get(name)).flat_map(|source| &source.roles);
        roles.into_iter().any(|role| names(&old.sql, role) || names(&new.sql, role) || new.by.contains(role))
    }

    /// The records changed: new months, a different period, different files.
    fn of_records(&self, old: &Table, new: &Table, touched: Touched, explained: bool) -> Reasons {
        let mut reasons = Reasons::default();
        let pairs = asked(old, new);
        let other_period = pairs.iter().any(|(before, after)| before.scope.period != after.scope.period)
            || (pairs.is_empty() && self.has_other_period());
        reasons.add_if(other_period, Reason::Period);
        let (mut files, mut other_rows) = (false, false);
        for (name, before, after) in self.sources_of(new, &pairs) {
            let Some(source) = self.sources.get(name).filter(|source| source.files) else { continue };
            files = true;
            reasons.add_if(SourceDifference::within(&source.new_months, after), Reason::NewData);
            let common: Vec<String> = source
                .other_months
                .iter()
                .filter(|month| before.is_none_or(|period| period.holds(month)))
                .cloned()
                .collect();
            other_rows |= SourceDifference::within(&common, after);
        }
        files |= self.supports.iter().any(|support| rests_on(old, new, *support));
        let rolled = other_period || reasons.holds(Reason::NewData);
        reasons
            .add_if(files && (other_rows || (!explained && (!rolled || touched.of_both_periods))), Reason::RevisedData);
        reasons
    }

    /// The sources that a table counts, each with the periods of its questions. A table without its own questions,
    /// which accounts for the rows of a source, is recognised by the source's title.
    fn sources_of<'b>(
        &'b self,
        table: &'b Table,
        asked: &[(&'b Provenance, &'b Provenance)],
    ) -> Vec<(&'b str, Option<Months>, Option<Months>)> {
        let each = asked.iter().flat_map(|(before, after)| {
            let periods = (Months::of(&before.scope.period), Months::of(&after.scope.period));
            after.source.split(", ").map(move |name| (name, periods.0, periods.1))
        });
        let counted: Vec<_> = each.collect();
        if !counted.is_empty() {
            return counted;
        }
        self.titles.get(table.source.as_str()).into_iter().flatten().map(|name| (*name, None, None)).collect()
    }

    /// Whether a row or column is about months that the old draft's records did not have.
    pub(super) fn is_new(&self, table: &Table, months: Months) -> bool {
        let names = table.provenance.iter().flat_map(|asked| asked.source.split(", "));
        let mut sources = names.filter_map(|name| self.sources.get(name));
        sources.any(|source| SourceDifference::within(&source.new_months, Some(months)))
    }
}

fn rests_on(old: &Table, new: &Table, support: Support) -> bool {
    old.rests_on.contains(&support) || new.rests_on.contains(&support)
}

/// The matching questions of two tables, by their order; the last of the shorter list is matched with all the rest.
fn asked<'t>(old: &'t Table, new: &'t Table) -> Vec<(&'t Provenance, &'t Provenance)> {
    let count = old.provenance.len().max(new.provenance.len());
    let at = |table: &'t Table, at: usize| table.provenance.get(at).or(table.provenance.last());
    (0..count).filter_map(|each| Some((at(old, each)?, at(new, each)?))).collect()
}

/// Whether SQL names a column.
fn names(sql: &str, column: &str) -> bool {
    sql.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == column)
}
