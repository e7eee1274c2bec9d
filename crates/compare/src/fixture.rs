//! A small report, made by hand, for tests to edit and to ask.

use sna_core::document::{
    Bar, Bars, Block, Bound, Cell, Chart, Claim, Column, CountedScope, Cover, DefinitionUsed, Document, Finding,
    FindingLink, Format, Inline, Input, InputFile, Making, MonthRows, PeriodUsed, Plot, PopulationUsed, Prose,
    Provenance, ReadAs, Role, Row, RowKind, Section, Source, SourceRows, Support, Table, Times,
};
use sna_core::stats::Direction;

/// Years of the report.
pub(super) const YEARS: [&str; 3] = ["2021/22", "2022/23", "2023/24"];

/// The report: key findings, a chapter over time, a chapter by district.
pub(super) fn report() -> Document {
    let period = PeriodUsed { first: "2021-04-01".to_owned(), last: "2024-03-31".to_owned() };
    let volume = volume();
    let link = match &volume.blocks[0] {
        Block::Finding(finding) => FindingLink {
            finding: finding.clone(),
            section: "volume".to_owned(),
            section_number: "2".to_owned(),
            section_title: volume.title.clone(),
        },
        _ => panic!("the chapter opens with its finding"),
    };
    let summary = section("summary", "1", "Key findings", vec![Block::KeyFindings(vec![link])]);
    let document = Document {
        format: 2,
        making: making(period),
        cover: cover(),
        about: vec![Block::Prose(vec![paragraph("All figures are invented.")])],
        sections: vec![summary, volume, districts()],
        sources: vec![source()],
    };
    assert!(sna_core::document::check(&document).iter().next().is_none(), "a sound document");
    document
}

fn making(period: PeriodUsed) -> Making {
    let definition = |name: &str, sql: &str| DefinitionUsed {
        name: name.to_owned(),
        title: "serious violence".to_owned(),
        since: "2021-04-01".to_owned(),
        description: "Robbery and homicide.".to_owned(),
        sql: sql.to_owned(),
    };
    let residents = [("Derby", 260_000), ("Bolsover", 80_000)];
    Making {
        program: "0.1.0".to_owned(),
        report: "small".to_owned(),
        data: "Invented records".to_owned(),
        part: None,
        period,
        definition: Some("narrow".to_owned()),
        definitions: vec![definition("narrow", "kind = 'Robbery'"), definition("wide", "kind <> 'Theft'")],
        populations: vec![PopulationUsed {
            name: "district".to_owned(),
            dimension: "district".to_owned(),
            source: Some("Census".to_owned()),
            residents: residents.into_iter().map(|(name, count)| (name.to_owned(), count)).collect(),
        }],
        files: Vec::new(),
    }
}

fn cover() -> Cover {
    Cover {
        title: "Small report".to_owned(),
        area: "Derbyshire".to_owned(),
        period: "April 2021 to March 2024".to_owned(),
        published: "2024-11-30".to_owned(),
        publisher: None,
        notice: None,
    }
}

fn source() -> Source {
    let months = (2021..2024)
        .flat_map(|year| (4..=12).map(move |month| (year, month)).chain((1..4).map(move |month| (year + 1, month))));
    let months = months.map(|(year, month)| MonthRows { month: format!("{year}-{month:02}"), rows: 25 });
    Source {
        name: "offences".to_owned(),
        title: "Invented offences".to_owned(),
        synthetic: true,
        rows: SourceRows { read: 1000, used: 900, outside_definition: 100, ..SourceRows::default() },
        files: vec![file("offences.csv", "aaaa")],
        reading: vec![ReadAs {
            role: "district".to_owned(),
            column: "DISTRICT".to_owned(),
            format: None,
            extract: None,
            recode: vec![("Bols.".to_owned(), "Bolsover".to_owned())],
        }],
        months: months.collect(),
    }
}

pub(super) fn file(path: &str, digits: &str) -> InputFile {
    InputFile { support: None, path: path.to_owned(), bytes: 1234, sha256: digits.repeat(16) }
}

pub(super) fn section(id: &str, number: &str, title: &str, blocks: Vec<Block>) -> Section {
    Section { id: id.to_owned(), number: number.to_owned(), title: title.to_owned(), blocks, sections: Vec::new() }
}

pub(super) fn paragraph(text: &str) -> Prose {
    Prose::Paragraph(vec![words(text)])
}

pub(super) fn words(text: &str) -> Inline {
    Inline::Text(text.to_owned())
}

pub(super) fn value(
    text: &str,
    expression: &str,
    cells: &[(&str, &str, &str, f64)],
    direction: Option<Direction>,
) -> Inline {
    let inputs = cells.iter().map(|(table, row, column, value)| Input {
        table: (*table).to_owned(),
        row: (*row).to_owned(),
        column: (*column).to_owned(),
        value: Some(*value),
    });
    Inline::Value(Bound {
        text: text.to_owned(),
        expression: expression.to_owned(),
        inputs: inputs.collect(),
        direction,
    })
}

fn volume() -> Section {
    let change = value(
        "rose by 20.0% (from 300 to 360)",
        "change(by_year.column(\"count\"), period.previous_year, period.last_year)",
        &[("volume.by_year", "2022/23", "count", 300.0), ("volume.by_year", "2023/24", "count", 360.0)],
        Some(Direction::Rose),
    );
    let finding = Finding {
        id: None,
        text: vec![words("Recorded offences "), change, words(" in the last year.")],
        figure: None,
        rank: 1,
    };
    let prose = vec![
        paragraph("Counts are of offences recorded by the police. They say nothing of what goes unreported."),
        Prose::Paragraph(vec![
            words("The most in a year were "),
            value("360", "by_year.column(\"count\").max", &[("volume.by_year", "2023/24", "count", 360.0)], None),
            words(", in the year "),
            value("2023/24", "period.last_year", &[], None),
            words("."),
        ]),
    ];
    let claim = Claim {
        text: vec![words("The last year held more offences than the first.")],
        holds: Some("by_year.cell(\"2023/24\", \"count\") > by_year.cell(\"2021/22\", \"count\")".to_owned()),
        equals: None,
    };
    let table = by_year();
    let chart = chart(&table);
    let blocks = vec![
        Block::Finding(finding),
        Block::Prose(prose),
        Block::Claim(claim),
        Block::Table(Box::new(table)),
        Block::Chart(Box::new(chart)),
    ];
    section("volume", "2", "Offences over time", blocks)
}

fn chart(table: &Table) -> Chart {
    let bars = table.rows.iter().map(|row| Bar { label: row.label.clone(), value: row.cells[0].number() }).collect();
    Chart {
        id: "volume.by_year_chart".to_owned(),
        number: 1,
        headline: "Offences rose to 360 in 2023/24".to_owned(),
        subtitle: "Number of offences, Derbyshire, April 2021 to March 2024".to_owned(),
        description: "Columns.".to_owned(),
        source: table.source.clone(),
        notes: Vec::new(),
        table: table.id.clone(),
        plot: Plot::Columns(Bars { bars, format: Format::Count, emphasis: None }),
    }
}

pub(super) fn provenance(by: &[&str]) -> Provenance {
    Provenance {
        source: "offences".to_owned(),
        sql: format!(
            "SELECT {0}, COUNT(*) FROM offences WHERE date BETWEEN DATE '2021-04-01' AND DATE '2024-03-31' AND (kind = 'Robbery') GROUP BY {0}",
            by.join(", ")
        ),
        scope: CountedScope {
            period: PeriodUsed { first: "2021-04-01".to_owned(), last: "2024-03-31".to_owned() },
            part: None,
            definition: Some("narrow".to_owned()),
            conditions: Vec::new(),
        },
        by: by.iter().map(|name| (*name).to_owned()).collect(),
    }
}

pub(super) fn table(id: &str, title: &str, columns: Vec<Column>, rows: Vec<Row>, by: &[&str]) -> Table {
    Table {
        id: id.to_owned(),
        number: 1,
        title: title.to_owned(),
        base: "offences".to_owned(),
        narrowed: String::new(),
        row_header: "Row".to_owned(),
        columns,
        rows,
        times: Times::default(),
        tests: 0,
        heat: None,
        notes: vec!["Years run from April to March.".to_owned()],
        source: "Invented offences".to_owned(),
        provenance: vec![provenance(by)],
        rests_on: Vec::new(),
        printed: true,
    }
}

pub(super) fn row(key: &str, kind: RowKind, cells: Vec<Cell>) -> Row {
    Row { key: key.to_owned(), label: key.to_owned(), kind, cells }
}

/// Offences by year, with the change on the year before.
pub(super) fn by_year() -> Table {
    let columns = vec![
        Column::new("count", "Number", Role::Value, Format::Count),
        Column::new("change_pct", "Relative change", Role::Change, Format::SignedPercent(1)),
    ];
    let rows = YEARS.into_iter().zip([(280, None), (300, Some(20.0 / 280.0)), (360, Some(0.2))]).map(
        |(year, (count, change))| {
            let change = change.map_or(Cell::Missing(sna_core::document::Missing::NotAvailable), Cell::Number);
            row(year, RowKind::Body, vec![Cell::Count(count), change])
        },
    );
    table("volume.by_year", "Offences by year, April 2021 to March 2024", columns, rows.collect(), &["financial_year"])
}

/// Offences by district and year, with total, rank and rate.
pub(super) fn by_district() -> Table {
    let years = YEARS.into_iter().map(|year| Column::new(year, year, Role::Value, Format::Count));
    let columns = years.chain([
        Column::new("total", "Total", Role::Total, Format::Count),
        Column::new("rank", "Rank", Role::Derived, Format::Count),
        Column::new("rate", "Per 1,000 residents", Role::Derived, Format::Decimal(2)),
    ]);
    let cells = |counts: [u64; 4], rank: u64, rate: f64| {
        counts.into_iter().chain([rank]).map(Cell::Count).chain([Cell::Number(rate)]).collect::<Vec<_>>()
    };
    let rows = vec![
        row("Derby", RowKind::Body, cells([180, 200, 240, 620], 1, 2.38)),
        row("Bolsover", RowKind::Body, cells([100, 100, 120, 320], 2, 4.0)),
        row("total", RowKind::Total, cells([280, 300, 360, 940], 1, 2.76)),
    ];
    let mut made =
        table("districts.places", "Offences by district", columns.collect(), rows, &["district", "financial_year"]);
    made.number = 2;
    made.rests_on = vec![Support::Populations];
    made
}

fn districts() -> Section {
    let item = |name: &str, count: &str| {
        let name = value(name, "row.name", &[], None);
        let count = value(count, "row.value", &[("districts.places", "Derby", "total", 620.0)], None);
        vec![Prose::Paragraph(vec![words("in "), name, words(" there were "), count, words(" offences;")])]
    };
    let prose = vec![Prose::List { ordered: false, items: vec![item("Derby", "620"), item("Bolsover", "320")] }];
    section("districts", "3", "Districts", vec![Block::Prose(prose), Block::Table(Box::new(by_district()))])
}
