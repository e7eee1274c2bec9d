//! The evidence for tables: their queries, the sources that these read with their files, definitions, populations and
//! other files.

use super::answer::{Explanation, QueryFacts, ReportFacts, SourceEvidence, Subject, SupportEvidence, TableEvidence};
use super::columns::{belongs_to_offences, columns_named, is_made_from_points};
use super::find::table_number;
use sna_core::columns::OFFENCES;
use sna_core::document::{DefinitionUsed, Document, PopulationUsed, Provenance, Source, Support, Table};

/// An answer with all the evidence for some tables.
pub(super) fn with_evidence(document: &Document, subject: Subject, ids: &[&str]) -> Explanation {
    let tables: Vec<&Table> = document.tables().filter(|table| ids.contains(&table.id.as_str())).collect();
    let queries: Vec<&Provenance> = tables.iter().flat_map(|table| &table.provenance).collect();
    let sources = sources(document, &queries);
    let supports = supports(document, &tables, &sources);
    Explanation {
        report: report(document),
        subject,
        tables: tables.iter().map(|table| table_evidence(document, table)).collect(),
        definitions: definitions(document, &queries),
        supports,
        sources,
        run: run(document, &queries),
    }
}

fn report(document: &Document) -> ReportFacts {
    ReportFacts {
        name: document.making.report.clone(),
        title: document.cover.title.clone(),
        area: document.cover.area.clone(),
        period: document.cover.period.clone(),
        program: document.making.program.clone(),
    }
}

fn names(provenance: &Provenance) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in provenance.source.split(", ").filter(|name| !name.is_empty()) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

fn table_evidence(document: &Document, table: &Table) -> TableEvidence {
    let mut queries: Vec<QueryFacts> = Vec::new();
    for provenance in &table.provenance {
        let query = QueryFacts {
            sources: names(provenance),
            by: provenance.by.clone(),
            scope: provenance.scope.clone(),
            sound: sound(document, provenance),
            sql: provenance.sql.clone(),
        };
        if !queries.contains(&query) {
            queries.push(query);
        }
    }
    TableEvidence { id: table.id.clone(), number: table_number(table), title: table.title.clone(), queries }
}

/// Sound records of each source that a query reads, in the months that overlap its period.
fn sound(document: &Document, provenance: &Provenance) -> Vec<(String, u64)> {
    let month = |day: &str| day.get(..7).unwrap_or_default().to_owned();
    let (first, last) = (month(&provenance.scope.period.first), month(&provenance.scope.period.last));
    let asked = names(provenance);
    let sources = document.sources.iter().filter(|source| asked.contains(&source.name));
    let rows = |source: &Source| {
        let months = source.months.iter().filter(|rows| first <= rows.month && rows.month <= last);
        months.map(|rows| rows.rows).sum()
    };
    sources.map(|source| (source.name.clone(), rows(source))).collect()
}

/// The sources that queries read, and the offences if records belong to them.
fn sources(document: &Document, queries: &[&Provenance]) -> Vec<SourceEvidence> {
    let asked: Vec<String> = queries.iter().flat_map(|query| names(query)).collect();
    let is_asked = |source: &Source| asked.contains(&source.name);
    let any_belongs = document.sources.iter().any(|source| is_asked(source) && belongs_to_offences(source));
    let used = document.sources.iter().filter(|source| is_asked(source) || (any_belongs && source.name == OFFENCES));
    used.map(|source| {
        let reading = queries.iter().filter(|query| names(query).contains(&source.name));
        let sql: Vec<&str> = reading.map(|query| query.sql.as_str()).collect();
        SourceEvidence {
            name: source.name.clone(),
            title: source.title.clone(),
            synthetic: source.synthetic,
            rows: Some(source.rows.clone()),
            files: source.files.clone(),
            columns: columns_named(document, source, &sql),
        }
    })
    .collect()
}

fn definitions(document: &Document, queries: &[&Provenance]) -> Vec<DefinitionUsed> {
    let named: Vec<&String> = queries.iter().filter_map(|query| query.scope.definition.as_ref()).collect();
    document.making.definitions.iter().filter(|definition| named.contains(&&definition.name)).cloned().collect()
}

fn supports(document: &Document, tables: &[&Table], sources: &[SourceEvidence]) -> Vec<SupportEvidence> {
    let mut used: Vec<Support> = tables.iter().flat_map(|table| table.rests_on.iter().copied()).collect();
    if sources.iter().any(|source| source.columns.iter().any(is_made_from_points)) {
        used.push(Support::Geography);
    }
    used.sort_unstable();
    used.dedup();
    let evidence = used.into_iter().map(|support| SupportEvidence {
        support,
        populations: if support == Support::Populations { populations(document, tables) } else { Vec::new() },
        files: document.making.files.iter().filter(|file| file.support == Some(support)).cloned().collect(),
    });
    evidence.collect()
}

/// The populations of the dimensions that the tables count by; all populations if none of these has any.
fn populations(document: &Document, tables: &[&Table]) -> Vec<PopulationUsed> {
    let by: Vec<&String> =
        tables.iter().flat_map(|table| table.provenance.iter().flat_map(|query| &query.by)).collect();
    let fitting: Vec<PopulationUsed> =
        document.making.populations.iter().filter(|set| by.contains(&&set.dimension)).cloned().collect();
    if fitting.is_empty() { document.making.populations.clone() } else { fitting }
}

fn run(document: &Document, queries: &[&Provenance]) -> Vec<String> {
    if queries.is_empty() {
        return Vec::new();
    }
    vec![
        format!("sna export SPEC -o records      (SPEC is the YAML file of `{}`)", document.making.report),
        "cd records && duckdb -init views.sql      (then paste a query)".to_owned(),
    ]
}
