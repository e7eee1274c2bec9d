//! A sample report for the tests of this module: every block, every kind of table, invented figures.

use std::collections::BTreeMap;

use sna_core::calendar::WEEKDAYS;
use sna_core::document::{
    Bar, Bars, Block, Bound, Cell, Chart, Column, Cover, Document, Finding, FindingLink, Format, Heat, Inline, Missing,
    Plot, Prose, Role, Row, RowKind, Section, Table, Times,
};

fn text(words: &str) -> Inline {
    Inline::Text(words.to_owned())
}

pub(super) fn paragraph(words: &str) -> Prose {
    Prose::Paragraph(vec![text(words)])
}

fn bound(words: &str) -> Bound {
    Bound { text: words.to_owned(), expression: String::new(), inputs: Vec::new(), direction: None }
}

fn column(key: &str, title: &str, role: Role, format: Format) -> Column {
    Column { key: key.to_owned(), title: title.to_owned(), role, format, emphasis: false }
}

fn row(label: &str, kind: RowKind, cells: Vec<Cell>) -> Row {
    Row { key: label.to_lowercase(), label: label.to_owned(), kind, cells }
}

fn table(id: &str, number: usize, title: &str, row_header: &str, columns: Vec<Column>, rows: Vec<Row>) -> Table {
    Table {
        id: id.to_owned(),
        number,
        title: title.to_owned(),
        base: "offences".to_owned(),
        narrowed: String::new(),
        row_header: row_header.to_owned(),
        columns,
        rows,
        times: Times::default(),
        tests: 0,
        heat: None,
        notes: Vec::new(),
        source: "Derbyshire Constabulary recorded crime, synthetic extract".to_owned(),
        provenance: Vec::new(),
        rests_on: Vec::new(),
        printed: true,
    }
}

/// A figure that looks like a count and is the same on every run.
fn figure(row: usize, column: usize) -> u64 {
    u64::try_from((row * 7919 + column * 104_729 + 1237) % 2903 + 11).unwrap_or(0)
}

/// A position as a number, from which figures are made.
fn number(at: usize) -> f64 {
    f64::from(u32::try_from(at).unwrap_or(0))
}

const YEARS: [&str; 5] = ["2019/20", "2020/21", "2021/22", "2022/23", "2023/24"];

fn by_year() -> Table {
    let types =
        ["Violence with injury", "Violence without injury", "Robbery", "Rape", "Possession of weapons", "Homicide"];
    let mut columns: Vec<Column> = YEARS.iter().map(|year| column(year, year, Role::Value, Format::Count)).collect();
    columns[4].emphasis = true;
    columns.push(column("change", "Change from 2019/20", Role::Change, Format::SignedPercent(1)));
    columns.push(column("share", "Share of 2023/24", Role::Derived, Format::Percent(1)));
    let change = |at: f64| [Cell::Number(at * 0.137 - 0.21), Cell::Number(at * 0.031 + 0.02)];
    let mut rows: Vec<Row> = (0..types.len())
        .map(|at| {
            let counts = (0..5).map(|year| Cell::Count(figure(at, year)));
            row(types[at], RowKind::Body, counts.chain(change(number(at))).collect())
        })
        .collect();
    rows[5].cells[1] = Cell::Missing(Missing::Confidential);
    rows[5].cells[5] = Cell::Missing(Missing::LowReliability);
    let totals = (0..5).map(|year| Cell::Count(9000 + figure(9, year)));
    let rest = [Cell::Number(0.0771), Cell::Number(1.0)];
    rows.push(row("All serious violence", RowKind::Total, totals.chain(rest).collect()));
    let title = "Serious violence offences by type, Derby and Derbyshire, 2019/20 to 2023/24";
    let mut made = table("volume", 1, title, "Offence type", columns, rows);
    made.notes = vec!["An offence is counted in the year in which it was recorded.".to_owned()];
    made
}

fn twenty_rows() -> Table {
    let columns = vec![
        column("count", "Offences", Role::Value, Format::Count),
        column("rate", "Rate per 1,000 population", Role::Derived, Format::Decimal(1)),
        column("lower", "Lower limit", Role::Interval, Format::Decimal(1)),
        column("upper", "Upper limit", Role::Interval, Format::Decimal(1)),
    ];
    let rows = (0..20).map(|at| {
        let rate = 4.0 + number(at) * 0.73;
        let numbers = [rate, rate - 0.6, rate + 0.7].map(Cell::Number);
        row(
            &format!("Ward number {}", at + 1),
            RowKind::Body,
            std::iter::once(Cell::Count(figure(at, 1))).chain(numbers).collect(),
        )
    });
    table("ward_rates", 2, "Twenty wards with the highest rate, 2023/24", "Ward", columns, rows.collect())
}

fn heat() -> Table {
    let columns = WEEKDAYS.iter().map(|day| column(day, day, Role::Value, Format::Count)).collect();
    let hours: Vec<usize> = (6..24).chain(0..6).collect();
    let count = |hour: usize, day: usize| {
        let night = usize::from(!(4..20).contains(&hour)) * (20 + usize::from(day >= 4) * 61);
        u64::try_from(9 + (hour * 5 + day * 3) % 17 + night).unwrap_or(0)
    };
    let rows = hours.iter().map(|hour| {
        let label = format!("{hour:02}:00 to {hour:02}:59");
        row(&label, RowKind::Body, (0..7).map(|day| Cell::Count(count(*hour, day))).collect())
    });
    let mut made =
        table("hours", 3, "Offences by hour and weekday, five years to March 2024", "Hour", columns, rows.collect());
    made.heat = Some(Heat {
        breaks: vec![15.0, 25.0, 45.0, 90.0],
        window: Some("Friday and Saturday nights, 18:00 to 05:59".to_owned()),
        outlined: (12..24).flat_map(|row| [(row, 4), (row, 5)]).collect(),
    });
    made
}

pub(super) fn wide() -> Table {
    let columns = (0..14).map(|at| {
        let title = if at == 13 { "All districts".to_owned() } else { format!("District {}", at + 1) };
        column(&format!("d{at}"), &title, if at == 13 { Role::Total } else { Role::Value }, Format::Count)
    });
    let columns: Vec<Column> = columns.collect();
    let labels =
        ["Aged under 18", "Aged 18 to 24", "Aged 25 to 34", "Aged 35 to 49", "Aged 50 and over", "Age not recorded"];
    let mut rows: Vec<Row> = (0..6)
        .map(|at| {
            let kind = if at == 5 { RowKind::Unknown } else { RowKind::Body };
            row(labels[at], kind, (0..14).map(|column| Cell::Count(figure(at, column))).collect())
        })
        .collect();
    rows.push(row(
        "All victims",
        RowKind::Total,
        (0..14).map(|column| Cell::Count(8000 + figure(7, column))).collect(),
    ));
    let mut made = table("victims", 4, "Victims by age and district, 2023/24", "Age of victim", columns, rows);
    made.base = "victims".to_owned();
    made
}

fn long() -> Table {
    let columns = YEARS.iter().map(|year| column(year, year, Role::Value, Format::Count)).collect();
    let rows = (0..60).map(|at| {
        let label = format!("Offence classification {} with a name of usual length", at + 1);
        row(&label, RowKind::Body, (0..5).map(|year| Cell::Count(figure(at, year))).collect())
    });
    table(
        "classes",
        5,
        "Offence classifications in full, 2019/20 to 2023/24",
        "Classification",
        columns,
        rows.collect(),
    )
}

fn chart() -> Chart {
    let bars = YEARS
        .iter()
        .enumerate()
        .map(|(at, year)| Bar { label: (*year).to_owned(), value: Some(9000.0 + number(at) * 311.0) });
    Chart {
        id: "volume_chart".to_owned(),
        number: 1,
        headline: "Serious violence rose in each of the last three years".to_owned(),
        subtitle: "Recorded offences a year, Derby and Derbyshire, 2019/20 to 2023/24".to_owned(),
        description:
            "A column chart of recorded offences in five financial years. The fewest were recorded in 2020/21 \
                      (8,102) and the most in 2023/24 (11,647); the number rose in each year between."
                .to_owned(),
        source: "Derbyshire Constabulary recorded crime, synthetic extract".to_owned(),
        notes: vec!["The year 2020/21 was one of restrictions in the pandemic.".to_owned()],
        table: "volume".to_owned(),
        plot: Plot::Columns(Bars { bars: bars.collect(), format: Format::Count, emphasis: Some(4) }),
    }
}

/// A picture of five columns in the bundled font.
pub(super) fn charts() -> BTreeMap<String, String> {
    let bar = |at: usize| {
        let (x, height) = (60 + at * 150, 190 + at * 22);
        let colour = if at == 4 { "#12436D" } else { "#BFBFBF" };
        format!(
            "<rect x='{x}' y='{}' width='100' height='{height}' fill='{colour}'/>\
             <text x='{}' y='385' font-family='Source Sans 3' font-size='20' text-anchor='middle' fill='#595959'>{}</text>",
            360 - height,
            x + 50,
            YEARS[at]
        )
    };
    let bars: String = (0..5).map(bar).collect();
    let svg =
        format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 830 400' width='830' height='400'>{bars}</svg>");
    BTreeMap::from([("volume_chart".to_owned(), svg)])
}

fn finding(rank: u32, words: &str, figure: &str, section: &str, number: &str, title: &str) -> FindingLink {
    FindingLink {
        finding: Finding { id: None, text: vec![text(words)], figure: Some(bound(figure)), rank },
        section: section.to_owned(),
        section_number: number.to_owned(),
        section_title: title.to_owned(),
    }
}

fn key_findings() -> Block {
    let (when, place) = (("when", "2.1", "Time of day"), ("wards", "2.2", "Wards"));
    let volume = ("volume_section", "2", "Volume and type");
    Block::KeyFindings(vec![
        finding(
            1,
            "Serious violence offences in the area rose by 29% over five years to 11,647.",
            "11,647",
            volume.0,
            volume.1,
            volume.2,
        ),
        finding(
            2,
            "The share of offences recorded on Friday and Saturday nights was 31.4%.",
            "31.4%",
            when.0,
            when.1,
            when.2,
        ),
        finding(
            3,
            "Offences with a knife showed no clear change from the year before, at 1,204.",
            "1,204",
            volume.0,
            volume.1,
            volume.2,
        ),
        finding(
            4,
            "Victims aged under 18 were 14.2% of all victims whose age was recorded.",
            "14.2%",
            volume.0,
            volume.1,
            volume.2,
        ),
        finding(5, "Twenty of the 190 wards held 41.0% of the offences.", "41.0%", place.0, place.1, place.2),
        finding(
            6,
            "Repeat victims, people harmed more than once in twelve months, numbered 903.",
            "903",
            volume.0,
            volume.1,
            volume.2,
        ),
    ])
}

const LONG: &str = "The number of offences recorded depends on what is reported to the police and on how it is recorded. \
    About half of the injuries treated in emergency departments after an assault are not known to the police, so a rise in \
    recorded offences can be a rise in reporting. Figures for the year 2020/21 fall in the pandemic and should not be used \
    as a base for comparison. Police recorded crime is official statistics but not accredited, and each trend in this \
    report is read with that in mind.";

fn prose() -> Block {
    Block::Prose(vec![
        Prose::Paragraph(vec![
            text("Violence with injury rose from "),
            Inline::Value(bound("1,248")),
            text(" to "),
            Inline::Value(bound("1,607")),
            text(" ("),
            Inline::Reference("volume".to_owned()),
            text(" and "),
            Inline::Reference("volume_chart".to_owned()),
            text("). It is "),
            Inline::Strong(vec![text("the largest group"), Inline::Emphasis(vec![text(" by far")])]),
            text(", as "),
            Inline::Reference("when".to_owned()),
            text(" shows, and "),
            Inline::Link {
                address: "https://www.gov.uk/government/publications/serious-violence-duty".to_owned(),
                content: vec![text("the statutory guidance")],
            },
            text(" asks for it."),
        ]),
        paragraph(LONG),
    ])
}

fn lists() -> Block {
    let item = |words: &str| vec![paragraph(words)];
    Block::Prose(vec![
        Prose::Heading(vec![text("What the definition counts")]),
        paragraph("The partnership counts these offences, whoever the victim is:"),
        Prose::List {
            ordered: false,
            items: vec![
                item("homicide and attempted murder"),
                item(
                    "violence with injury, including offences in the home, and violence in which a weapon was used or shown to the victim",
                ),
                item("robbery of persons and businesses"),
            ],
        },
        paragraph("A record passes through three steps:"),
        Prose::List {
            ordered: true,
            items: vec![
                item("It is read and its codes are mapped."),
                item("It is held against the definition."),
                item("It is counted once in each table."),
            ],
        },
        Prose::Quote(vec![paragraph("You plan your way home by which streets are lit. Everybody my age does.")]),
    ])
}

fn section(id: &str, number: &str, title: &str, blocks: Vec<Block>, sections: Vec<Section>) -> Section {
    Section { id: id.to_owned(), number: number.to_owned(), title: title.to_owned(), blocks, sections }
}

fn lead(words: &str) -> Block {
    Block::Finding(Finding { id: None, text: vec![text(words)], figure: None, rank: 1 })
}

/// The whole sample.
pub(super) fn document() -> Document {
    let printed = |table: Table| Block::Table(Box::new(table));
    let plain = |words: &str| Block::Prose(vec![paragraph(words), paragraph(LONG)]);
    let volume = section(
        "volume_section",
        "2",
        "Volume and type",
        vec![
            lead("Serious violence offences rose by 29% over five years to 11,647."),
            prose(),
            printed(by_year()),
            Block::Chart(Box::new(chart())),
        ],
        vec![
            section(
                "when",
                "2.1",
                "Time of day",
                vec![
                    lead("Three in ten offences fall on Friday and Saturday nights."),
                    plain("The table shades each hour of the week by the number of offences recorded in it."),
                    printed(heat()),
                ],
                vec![],
            ),
            section(
                "wards",
                "2.2",
                "Wards",
                vec![
                    lead("Twenty wards hold 41.0% of the offences."),
                    plain("Wards with few residents and many visitors have high rates."),
                    printed(twenty_rows()),
                ],
                vec![section(
                    "wards_method",
                    "2.2.1",
                    "How rates are worked out",
                    vec![plain("Rates are offences for each 1,000 residents.")],
                    vec![],
                )],
            ),
        ],
    );
    let people = section(
        "people",
        "3",
        "Victims",
        vec![
            lead("Victims aged 18 to 24 are the largest group in each district."),
            plain("Where a person was a victim twice, each offence counts."),
            printed(wide()),
            lists(),
            plain("The classifications follow in full."),
            printed(long()),
            plain("That is all."),
        ],
        vec![],
    );
    Document {
        format: 2,
        making: sna_core::document::Making::default(),
        cover: Cover {
            title: "Serious Violence Strategic Needs Assessment".to_owned(),
            area: "Derby and Derbyshire".to_owned(),
            period: "April 2019 to March 2024".to_owned(),
            published: "2024-11-30".to_owned(),
            publisher: Some("Derby and Derbyshire Violence Reduction Partnership".to_owned()),
            notice: Some("Made from synthetic records: no figure describes real people or events.".to_owned()),
        },
        about: vec![
            plain(
                "This assessment describes serious violence in Derby and Derbyshire. It is made for the partners of the Serious Violence Duty.",
            ),
            lists(),
        ],
        sections: vec![section("summary", "1", "Key findings", vec![key_findings()], vec![]), volume, people],
        sources: Vec::new(),
    }
}
