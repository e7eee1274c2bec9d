//! An invented comparison with every kind of change, for the tests of the output formats.

use super::{Differences, Report, State};
use sna_core::comparison::{
    CellChange, CellKind, Change, Comparison, Draft, Effect, Kind, Place, Reason, Sentence, Side, Weight, WordRun,
    WordsChange,
};

fn draft(published: &str) -> Draft {
    Draft {
        title: "Serious Violence Strategic Needs Assessment".to_owned(),
        area: "Exampleshire".to_owned(),
        period: "April 2019 to March 2024".to_owned(),
        published: published.to_owned(),
        program: "0.1.0".to_owned(),
    }
}

fn place(section: &str, title: &str) -> Place {
    Place { section: section.to_owned(), title: title.to_owned() }
}

fn cell(
    row: &str,
    column: &str,
    kind: CellKind,
    printed: [&str; 2],
    change: &str,
    beyond_chance: Option<bool>,
) -> CellChange {
    let number = |text: &str| text.replace(',', "").trim_end_matches('%').parse().ok();
    let [old, new] = printed;
    CellChange {
        row: row.to_owned(),
        column: column.to_owned(),
        kind,
        value: Side { old: number(old), new: number(new) },
        printed: Side { old: old.to_owned(), new: new.to_owned() },
        change: (!change.is_empty()).then(|| change.to_owned()),
        beyond_chance,
    }
}

fn words(runs: &[(char, &str)]) -> WordsChange {
    let run = |(draft, text): &(char, &str)| match draft {
        '-' => WordRun::Old((*text).to_owned()),
        '+' => WordRun::New((*text).to_owned()),
        _ => WordRun::Same((*text).to_owned()),
    };
    WordsChange(runs.iter().map(run).collect())
}

fn change(kind: Kind, name: &str, place: Place, effects: Vec<Effect>, reasons: &[Reason], weight: Weight) -> Change {
    let id = name.to_lowercase().replace(' ', "_");
    Change { kind, id, name: name.to_owned(), place, effects, reasons: reasons.to_vec(), weight, key_finding: false }
}

fn matters() -> Vec<Change> {
    let districts = || place("3.1", "Districts");
    let cells = vec![
        cell("Bolsover", "Change from 2022/23", CellKind::Reversal, ["+3.1%", "-2.0%"], "-5.1 pp", None),
        cell("Derby", "2023/24", CellKind::Figure, ["1,234", "1,431"], "+197", Some(true)),
        cell("Erewash", "2023/24", CellKind::Figure, ["310", "313"], "+3", Some(false)),
        cell("All districts", "2023/24", CellKind::Follows, ["9,870", "10,070"], "+200", None),
    ];
    let turned = Sentence {
        words: words(&[
            ('=', "Offences in Bolsover "),
            ('-', "rose by 3.1% (from 420 to 433)"),
            ('+', "showed no clear change (from 420 to 412)"),
            ('=', "."),
        ]),
        figures: vec![Side { old: "433".to_owned(), new: "412".to_owned() }],
        reversed: true,
    };
    let mut finding = change(
        Kind::Finding,
        "Finding of 3.1 Districts",
        districts(),
        vec![Effect::Sentences(vec![turned])],
        &[Reason::RevisedData],
        Weight::Reversal,
    );
    finding.key_finding = true;
    let ranks = vec![
        cell("Derby", "Rank", CellKind::Rank, ["2", "1"], "", None),
        cell("Chesterfield", "Rank", CellKind::Rank, ["1", "2"], "", None),
    ];
    let share = vec![cell("Robbery", "Share of 2023/24", CellKind::Follows, ["8.1%", "9.4%"], "+1.3 pp", None)];
    let robbery = Sentence {
        words: words(&[('=', "Robbery was "), ('-', "8.1%"), ('+', "9.4%"), ('=', " of offences.")]),
        figures: vec![Side { old: "8.1%".to_owned(), new: "9.4%".to_owned() }],
        reversed: false,
    };
    let mut key = change(
        Kind::Finding,
        "Finding of 3.2 Offence types",
        place("3.2", "Offence types"),
        vec![Effect::Sentences(vec![robbery])],
        &[Reason::Definition, Reason::RevisedData],
        Weight::KeyFinding,
    );
    key.key_finding = true;
    let beyond = vec![cell("Homicide", "2023/24", CellKind::Figure, ["4", "17"], "+13", Some(true))];
    vec![
        change(
            Kind::Table,
            "Table 3: Offences by district, 2019/20 to 2023/24",
            districts(),
            vec![Effect::Cells(cells)],
            &[Reason::RevisedData, Reason::Recode],
            Weight::Reversal,
        ),
        finding,
        change(
            Kind::Claim,
            "Claim: most victims knew the suspect",
            place("3.5", "Relationships"),
            vec![Effect::NoLongerTrue],
            &[Reason::RevisedData],
            Weight::Reversal,
        ),
        change(
            Kind::Table,
            "Table 5: Rates by district, 2023/24",
            districts(),
            vec![
                Effect::Reordered {
                    old: vec!["Chesterfield".to_owned(), "Derby".to_owned()],
                    new: vec!["Derby".to_owned(), "Chesterfield".to_owned()],
                },
                Effect::Cells(ranks),
            ],
            &[Reason::Population],
            Weight::Rank,
        ),
        key,
        change(
            Kind::Table,
            "Table 7: Offences by type",
            place("3.2", "Offence types"),
            vec![Effect::Cells(beyond), Effect::Cells(share)],
            &[Reason::Definition],
            Weight::BeyondChance,
        ),
    ]
}

fn setting(what: &str, old: &str, new: &str) -> Effect {
    Effect::Setting { what: what.to_owned(), old: old.to_owned(), new: new.to_owned() }
}

#[expect(clippy::too_many_lines, reason = "one change of each kind, spelt out")]
fn rest() -> Vec<Change> {
    let hours = (0..9).map(|at| {
        let hour = format!("{at:02}:00 to {at:02}:59");
        let kind = if at > 6 { CellKind::Follows } else { CellKind::Figure };
        cell(&hour, "Friday", kind, [&format!("{}", at + 20), &format!("{}", at + 22)], "+2", None)
    });
    let reworded = Sentence {
        words: words(&[
            ('=', "The table "),
            ('-', "below "),
            ('=', "shows offences by "),
            ('+', "hour and "),
            ('=', "day."),
        ]),
        figures: Vec::new(),
        reversed: false,
    };
    let gone = Sentence { words: words(&[('-', "This sentence is gone.")]), figures: Vec::new(), reversed: false };
    let temporal = || place("3.3", "When offences happen");
    vec![
        change(
            Kind::Cover,
            "Cover",
            Place::default(),
            vec![setting("published", "2024-10-31", "2024-11-30")],
            &[Reason::Wording],
            Weight::Rest,
        ),
        change(
            Kind::Definition,
            "Definition of serious violence",
            Place::default(),
            vec![setting("condition", "offence_group = 'Violence'", "offence_group IN ('Violence', 'Robbery')")],
            &[Reason::Definition],
            Weight::Rest,
        ),
        change(
            Kind::Population,
            "Populations of districts",
            Place::default(),
            vec![
                setting("residents of Derby", "261,400", "263,490"),
                setting("residents of Amber Valley", "", "126,200"),
            ],
            &[Reason::Population],
            Weight::Rest,
        ),
        change(
            Kind::Source,
            "Records of offences",
            Place::default(),
            vec![
                setting("recode of district", "DBY: Derby", "DBY: Derby; ERE: Erewash"),
                setting("rows of 2024-03", "812", "899"),
            ],
            &[Reason::Recode, Reason::RevisedData],
            Weight::Rest,
        ),
        change(
            Kind::Section,
            "Section: When offences happen",
            temporal(),
            vec![
                Effect::Moved { from: place("3.6", "Hours and days"), to: temporal() },
                Effect::Renamed(words(&[('-', "Hours and days"), ('+', "When offences happen")])),
            ],
            &[Reason::Layout, Reason::Wording],
            Weight::Rest,
        ),
        change(
            Kind::Table,
            "Table 9: Offences by hour and weekday",
            temporal(),
            vec![
                Effect::AddedLines(vec!["2024/25".to_owned(), "Sunday".to_owned()]),
                Effect::RemovedLines(vec!["2019/20".to_owned()]),
                Effect::Cells(hours.collect()),
            ],
            &[Reason::NewData, Reason::Period],
            Weight::Rest,
        ),
        change(
            Kind::Prose,
            "Text of 3.3",
            temporal(),
            vec![Effect::Sentences(vec![reworded, gone])],
            &[Reason::Wording],
            Weight::Rest,
        ),
        change(
            Kind::Chart,
            "Figure 4: Offences by hour",
            temporal(),
            vec![Effect::Added],
            &[Reason::Layout],
            Weight::Rest,
        ),
        change(
            Kind::Section,
            "Section: Cost",
            place("8", "Cost"),
            vec![Effect::Removed],
            &[Reason::Layout],
            Weight::Rest,
        ),
        change(
            Kind::Chart,
            "Figure 1: Offences by year",
            place("3", "Volume"),
            vec![setting("kind of chart", "columns", "lines")],
            &[Reason::ProgramVersion],
            Weight::Rest,
        ),
    ]
}

fn comparison(changes: Vec<Change>) -> Comparison {
    Comparison { old: draft("2024-10-31"), new: draft("2024-11-30"), changes }
}

/// Two drafts with every kind of change between them.
pub(crate) fn drafts() -> Differences {
    Differences::Drafts(Box::new(comparison(matters().into_iter().chain(rest()).collect())))
}

/// Two drafts without changes between them.
pub(crate) fn same() -> Differences {
    Differences::Drafts(Box::new(comparison(Vec::new())))
}

/// Folders with a report that changed, one that did not, one that is new and one that is gone.
pub(crate) fn folders() -> Differences {
    let report = |name: &str, state| Report { name: name.to_owned(), state };
    Differences::Folders(vec![
        report("Exampleshire", State::Compared(comparison(matters().into_iter().chain(rest()).collect()))),
        report("Bolsover", State::Compared(comparison(rest()))),
        report("Derby", State::Compared(comparison(Vec::new()))),
        report("Erewash", State::Added(draft("2024-11-30"))),
        report("High Peak", State::Removed(draft("2024-10-31"))),
    ])
}

fn with_text(text: &str) -> Differences {
    let text = || text.to_owned();
    let place = Place { section: "1".to_owned(), title: text() };
    let sentence = Sentence {
        words: WordsChange(vec![WordRun::Same(text()), WordRun::Old(text()), WordRun::New(text())]),
        figures: vec![Side { old: text(), new: text() }],
        reversed: true,
    };
    let side = || Side { old: text(), new: text() };
    let cell = CellChange {
        row: text(),
        column: text(),
        kind: CellKind::Figure,
        printed: side(),
        value: Side { old: None, new: None },
        change: Some(text()),
        beyond_chance: None,
    };
    let effects = vec![
        Effect::Moved { from: place.clone(), to: place.clone() },
        Effect::Renamed(WordsChange(vec![WordRun::Old(text()), WordRun::New(text())])),
        Effect::AddedLines(vec![text()]),
        Effect::Cells(vec![cell]),
        Effect::Sentences(vec![sentence]),
        setting(&text(), &text(), &text()),
    ];
    let changes = [Weight::Reversal, Weight::Rest]
        .map(|weight| change(Kind::Table, &text(), place.clone(), effects.clone(), &[Reason::Wording], weight));
    let old = Draft { title: text(), ..draft("2024-10-31") };
    Differences::Drafts(Box::new(Comparison { old: old.clone(), new: old, changes: changes.into() }))
}

/// Words that would break a page, a pull request or a terminal that interpreted them.
pub(crate) fn hostile() -> Differences {
    with_text(
        "1. # rm -rf\u{1b}[31m\u{7}\r\n\n- | a | <script>alert('x')</script> </details> \"q\" & `c` *b* _i_ ~~s~~ [l](u) ![i](u) \
         @team #1 $m$ {{ x }} {% y %} -->",
    )
}

/// The same with letters only.
pub(crate) fn hostile_tamed() -> Differences {
    with_text("plain words")
}
