//! Campaigns on what people write: the report, the manifest, partners' figures, texts, conditions and margins.

use super::Try;
use super::chance::Chance;
use super::damage::{PIECES, bytes, text};
use super::inputs::{MANIFEST, PARTNERS, PROSE, SPEC, project, with};

const CHECK: &[&str] = &["check", "sna.yaml"];

/// Words that mean something in a report or a manifest.
const WORDS: &[&str] = &[
    "report",
    "period",
    "financial_years",
    "to",
    "from",
    "data",
    "definition",
    "scope",
    "where",
    "sections",
    "blocks",
    "use",
    "prose",
    "table",
    "id",
    "title",
    "crosstab",
    "rows",
    "columns",
    "total",
    "share",
    "change",
    "rank",
    "bands",
    "chart",
    "plot",
    "bars",
    "lines",
    "panels",
    "heat",
    "series",
    "volume",
    "of",
    "print",
    "notes",
    "files",
    "format",
    "recode",
    "layers",
    "gaps",
    "header",
    "sheet",
    "unit",
    "is",
    "aggregate",
    "area_rates",
    "concentration",
    "hotspots",
    "cohort",
    "repeats",
    "frequency",
    "overlap",
    "standout",
    "tally",
    "harm",
    "cost",
    "correlations",
    "claim",
    "callout",
    "recommendation",
    "coverage",
    "key_findings",
    "reconciliation",
    "finding",
    "numbering",
    "district",
    "ward",
    "hour",
    "offence_group",
    "offence",
    "age",
    "sex",
    "month",
    "weekday",
    "financial_year",
    "knife",
    "offences",
    "victims",
    "calls",
    "by_district",
    "one",
    "violent",
    "none",
    "both",
    "2023/24",
    "0000/01",
    "2024-02-30",
    "9999-12",
    "Ashby",
    "[]",
    "{}",
    "''",
    "'%Y'",
    "'%d%d'",
    "'(a'",
    "'(.*)*$'",
];

pub(super) fn spec(chance: &mut Chance) -> Try {
    Try::new(with("sna.yaml", text(chance, SPEC, WORDS)), CHECK)
}

pub(super) fn manifest(chance: &mut Chance) -> Try {
    Try::new(with("data.yaml", text(chance, MANIFEST, WORDS)), CHECK)
}

/// The manifest of partners' figures, or one of the small files next to it.
pub(super) fn partners(chance: &mut Chance) -> Try {
    if chance.one_in(2) {
        return Try::new(with("partners.yaml", text(chance, PARTNERS, WORDS)), CHECK);
    }
    let name = chance.pick(&["calls.csv", "rates.csv", "indicators.csv", "harm.yaml"]);
    let mut changed = project()[name].clone();
    if chance.one_in(4) {
        let line = format!("Nowhere{},No car,x,y,z\n", chance.pick(PIECES));
        changed.extend(line.repeat(chance.between(20, 4000)).bytes());
    } else {
        bytes(chance, &mut changed);
    }
    Try::new(with(name, changed), CHECK)
}

/// Parts of expressions, of which any may follow any.
const EXPRESSIONS: &[&str] = &[
    "by_district",
    "by_year",
    "period",
    "area",
    "row",
    "loop",
    "ns",
    ".total",
    ".rows",
    ".cell('Ashby', '2023/24')",
    ".column('total')",
    ".highest",
    ".share('Ashby')",
    ".top(2)",
    ".name",
    ".value",
    "[0]",
    "(",
    ")",
    " + ",
    " * ",
    " // 0",
    " ~ ",
    " - 1",
    " | pct(1)",
    " | max",
    " | sort",
    " | first",
    " | length",
    " | join(', ')",
    " | round",
    " | upper",
    " | list",
    " if area",
    " is defined",
    " == ",
    " and ",
    " not ",
    "'12,345'",
    "12345",
    "range(9)",
    "ref('one.by_district')",
    "ref('no')",
    "sum(",
    "change(",
    "direction(",
    "plain('A38')",
    "{}",
    "[",
    "]",
    ",",
];

pub(super) fn prose(chance: &mut Chance) -> Try {
    let mut written = text(chance, PROSE, EXPRESSIONS);
    for _ in 0..chance.below(3) {
        let parts: String = (0..chance.between(1, 6)).map(|_| chance.pick(EXPRESSIONS)).collect();
        written.push_str(&match chance.below(5) {
            0 => format!("{{% for row in {parts} %}}{{{{ row }}}}{{% endfor %}}\n"),
            1 => format!("{{% set x = {parts} %}}{{{{ x }}}}\n"),
            2 => format!("{{% if {parts} %}}so{{% endif %}}\n"),
            _ => format!("It is {{{{ {parts} }}}}.\n"),
        });
    }
    let command: &[&str] = if chance.one_in(3) { &["build", "sna.yaml", "-o", "out"] } else { CHECK };
    Try::new(with("own.md", written), command)
}

/// Parts of conditions, of which any may follow any.
const TERMS: &[&str] = &[
    "hour",
    "ward",
    "knife",
    "id",
    "district",
    "date",
    "offence_group",
    "nothing",
    "\"ward\"",
    "'Elm'",
    "'Robbery'",
    "'2023-01-01'",
    "12",
    "-1",
    "1e400",
    "NULL",
    "TRUE",
    " = ",
    " <> ",
    " < ",
    " >= ",
    " AND ",
    " OR ",
    " NOT ",
    " IS ",
    " IN ('Elm', 'Oak')",
    " IN (SELECT 1)",
    " IN (SELECT * FROM read_csv('calls.csv'))",
    " BETWEEN 1 AND 5",
    " LIKE '%e%'",
    " IS NOT NULL",
    " IS NOT TRUE",
    " ~ '^A'",
    " + ",
    " / 0",
    " || ",
    "(",
    ")",
    "CASE WHEN knife THEN 1 ELSE 0 END",
    "COALESCE(ward, '')",
    "UPPER(ward)",
    "LENGTH(id)",
    "SUM(hour)",
    "AVG(hour) OVER ()",
    "CAST(id AS INT)",
    "CAST(ward AS DATE)",
    "ROUND(hour / 2.0)",
    "EXTRACT(YEAR FROM date)",
    "x.y",
    "*",
    ";",
    "--",
    "/* c */",
    "DROP TABLE offences",
];

pub(super) fn condition(chance: &mut Chance) -> Try {
    let mut parts: String = (0..chance.between(1, 9)).map(|_| chance.pick(TERMS)).collect();
    if chance.one_in(12) {
        parts = vec![format!("({parts})"); chance.between(100, 4000)].join(" OR ");
    }
    let condition = if chance.one_in(3) { "hour > 2 AND ".to_owned() + &parts } else { parts };
    let quoted = serde_json::to_string(&condition).expect("a text");
    let files = if chance.one_in(2) {
        with("sna.yaml", SPEC.replace("\"hour >= 0 AND ward <> 'Nowhere'\"", &quoted))
    } else {
        with("data.yaml", MANIFEST.replace("offence_group IN ('Violence', 'Robbery') OR knife", &quoted))
    };
    Try::new(files, CHECK)
}

/// Published totals, of which records are made.
const MARGINS: &str = "\
id_prefix: TST
years: [2022/23, 2023/24]
total: [10, 12]
groups:
  - group: Robbery
    total: [6, 7]
    knife: [2, 3]
    alcohol_or_drugs_percent: [50, 28.6]
  - group: Possession
    total: [4, 5]
    knife: [1, 1]
    offences:
      - { offence: Bladed article, weapon: Knife, counts: [1, 2] }
      - { offence: Firearm, weapon: Gun, knife_possible: false, counts: [3, 3] }
districts:
  - { district: North, counts: [4, 6] }
  - { district: South, counts: [6, 6] }
hours:
  by_weekday:
    - { hour: 0, counts: [1, 1, 1, 1, 1, 1, 1] }
    - { hour: 23, counts: [3, 2, 2, 2, 2, 2, 2] }
months:
  weights:
    - [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    - [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
  fixed: [{ month: 2024-02, count: 7 }]
qualifiers: { decimals: 1, split: { alcohol: 2, drugs: 1, both: 1 } }
outside:
  - { group: Other, offence: Theft, knife_percent: 25, counts: [4, 8] }
";

/// Numbers and words that margins are made of.
const FIGURES: &[&str] = &[
    "-1",
    "0",
    "1",
    "5",
    "7",
    "12",
    "100",
    "1000000",
    "4294967295",
    "99999999999999999999",
    "0.5",
    "1e9",
    ".nan",
    ".inf",
    "[]",
    "[1]",
    "[1, 2, 3]",
    "2022/23",
    "0000/01",
    "9999/00",
    "2024-13",
    "North",
    "Robbery",
    "total",
    "counts",
    "groups",
    "districts",
    "people",
    "places",
    "hour",
    "24",
    "''",
];

pub(super) fn synth(chance: &mut Chance) -> Try {
    let mut files = super::Files::new();
    files.insert("margins.yaml".to_owned(), text(chance, MARGINS, FIGURES).into_bytes());
    let scale = chance.pick(&["1", "1", "1", "7", "10000"]);
    Try::new(files, &["synth", "margins.yaml", "-o", "out", "--scale", scale])
}

/// The same mistakes met by `sna export`.
pub(super) fn export(chance: &mut Chance) -> Try {
    let mut one = match chance.below(3) {
        0 => spec(chance),
        1 => manifest(chance),
        _ => super::records::cells(chance),
    };
    one.arguments = ["export", "sna.yaml", "-o", "out"].map(str::to_owned).to_vec();
    one
}
