//! How a document was made: what is behind its figures, taken from the catalogue and the plan.

use super::composer::Composer;
use sna_core::diag::Diagnostics;
use sna_core::document::{
    CountedScope, DefinitionUsed, InputFile, Making, MonthRows, PartOf, PeriodUsed, PopulationUsed, ReadAs, Source,
    Support,
};
use sna_data::query::{Audit, Part, Scope};
use sna_data::{ColumnSpec, DefinitionInUse, Input, Purpose, SourceFrame};

/// The populations of the manifest's areas.
const DISTRICTS: &str = "district";

/// The records that a scope counts, as a document describes them.
pub(super) fn counted_scope(scope: &Scope) -> CountedScope {
    CountedScope {
        period: PeriodUsed { first: scope.period.first.to_string(), last: scope.period.last.to_string() },
        part: scope.part.as_ref().and_then(part_of),
        definition: scope.definition.as_ref().map(|(name, _)| name.clone()),
        conditions: scope.conditions.iter().map(|condition| condition.sql().to_owned()).collect(),
    }
}

fn part_of(part: &Part) -> Option<PartOf> {
    Some(PartOf { dimension: part.dimension.to_owned(), value: part.name()?.to_owned() })
}

impl Composer<'_> {
    /// How the document was made.
    pub(super) fn making(&mut self) -> Making {
        let scope = counted_scope(&self.plan.scope);
        let definitions = self.catalogue.definitions.iter().map(|(name, definition)| definition_used(name, definition));
        Making {
            program: sna_core::VERSION.to_owned(),
            report: self.plan.report.clone(),
            data: self.catalogue.title.clone(),
            part: scope.part,
            period: scope.period,
            definition: scope.definition,
            definitions: definitions.collect(),
            populations: self.populations(),
            files: self.fingerprints(&self.catalogue.files),
        }
    }

    fn populations(&self) -> Vec<PopulationUsed> {
        let areas = self.catalogue.areas.iter();
        let of_districts = PopulationUsed {
            name: DISTRICTS.to_owned(),
            dimension: DISTRICTS.to_owned(),
            source: self.catalogue.population_source.clone(),
            residents: areas.filter_map(|area| Some((area.name.clone(), area.population?))).collect(),
        };
        let further = self.catalogue.populations.iter().map(|(name, set)| PopulationUsed {
            name: name.clone(),
            dimension: set.dimension.clone(),
            source: set.source.clone(),
            residents: set.residents.iter().map(|(name, residents)| (name.clone(), *residents)).collect(),
        });
        [of_districts].into_iter().filter(|set| !set.residents.is_empty()).chain(further).collect()
    }

    pub(super) fn fingerprints(&mut self, inputs: &[Input]) -> Vec<InputFile> {
        let mut files = Vec::new();
        for input in inputs {
            let Some(read) = self.found.keep(input.fingerprint().map_err(Diagnostics::from)) else { continue };
            let (support, path) = (support(input.purpose), input.name.clone());
            files.push(InputFile { support, path, bytes: read.bytes, sha256: read.sha256 });
        }
        files
    }

    /// A source whose rows an audit accounts for; nothing if it was not asked.
    pub(super) fn source(&mut self, source: &SourceFrame, audit: &Audit) -> Option<Source> {
        let answer = self.answers.audit(audit)?;
        let reading = self.catalogue.reading.get(&source.name);
        let reading = reading.into_iter().flatten().map(|(role, column)| read_as(role, column)).collect();
        let months = answer.months.iter().map(|(month, rows)| MonthRows { month: month.key(), rows: *rows }).collect();
        Some(Source {
            name: source.name.clone(),
            title: source.title.clone(),
            synthetic: self.catalogue.synthetic,
            rows: answer.rows.clone(),
            files: self.fingerprints(&self.catalogue.source_files(source)),
            reading,
            months,
        })
    }
}

fn support(purpose: Purpose) -> Option<Support> {
    match purpose {
        Purpose::Records => None,
        Purpose::HarmWeights => Some(Support::HarmWeights),
        Purpose::UnitCosts => Some(Support::UnitCosts),
        Purpose::Indicators => Some(Support::Indicators),
        Purpose::Geography => Some(Support::Geography),
        Purpose::Aggregates => Some(Support::Aggregates),
    }
}

fn read_as(role: &str, column: &ColumnSpec) -> ReadAs {
    ReadAs {
        role: role.to_owned(),
        column: column.column.clone(),
        format: column.format.clone(),
        extract: column.extract.clone(),
        recode: column.recode.iter().map(|(from, to)| (from.clone(), to.clone())).collect(),
    }
}

fn definition_used(name: &str, definition: &DefinitionInUse) -> DefinitionUsed {
    DefinitionUsed {
        name: name.to_owned(),
        title: definition.title.clone(),
        since: definition.since.clone(),
        description: definition.description.clone(),
        sql: definition.condition.sql().to_owned(),
    }
}
