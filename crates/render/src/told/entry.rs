//! One change in words, line by line.

use serde::Serialize;

use super::{place, words};
use sna_core::comparison::{CellChange, CellKind, Change, Effect, Kind, Redrawn, Sentence, WordRun, WordsChange};

/// The number of cells shown for a table if none is more important than the others.
const FIRST_CELLS: usize = 5;

/// One change.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    /// Unique on the page.
    pub(crate) anchor: String,
    /// Its name for readers.
    pub(crate) name: String,
    /// What kind of item it is.
    pub(crate) kind: &'static str,
    /// Where it is: `3.1 Districts`, or empty.
    pub(crate) place: String,
    /// `+` new, `-` gone, `→` moved, `~` otherwise different.
    pub(crate) sign: char,
    /// The sign as a word.
    pub(crate) happened: &'static str,
    /// The reasons, the one that explains most first.
    pub(crate) reasons: Vec<&'static str>,
    /// Whether it is one of the key findings.
    pub(crate) key_finding: bool,
    /// The details.
    pub(crate) lines: Vec<Line>,
}

/// One thing that happened.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Line {
    /// In words.
    Said(String),
    /// A setting before and after; either may be empty.
    Setting { what: String, old: String, new: String },
    /// Names of items that are new or gone.
    Names { sign: char, what: &'static str, names: Vec<String> },
    /// Words of both drafts.
    Words { what: String, runs: Vec<Run>, remark: String },
    /// Figures of a table.
    Cells(Cells),
}

/// Figures of a table that differ.
#[derive(Debug, Serialize)]
pub(crate) struct Cells {
    /// The most important ones.
    pub(crate) shown: Vec<CellLine>,
    /// The others.
    pub(crate) more: Vec<CellLine>,
    /// The words in place of the others: `and 12 other cells, 5 of which follow from others`; empty if there are none.
    pub(crate) others: String,
}

/// One figure.
#[derive(Debug, Serialize)]
pub(crate) struct CellLine {
    pub(crate) row: String,
    pub(crate) column: String,
    pub(crate) old: String,
    pub(crate) new: String,
    /// The difference with its sign, where there is one.
    pub(crate) change: String,
    /// `direction turned`, `beyond chance`, ... or empty.
    pub(crate) remark: &'static str,
}

/// A run of words.
#[derive(Debug, Serialize)]
pub(crate) struct Run {
    /// `same`, `old` or `new`.
    pub(crate) draft: &'static str,
    pub(crate) text: String,
}

/// A change in words.
pub(super) fn entry(change: &Change, anchor: String) -> Entry {
    let (sign, happened) = sign(&change.effects);
    Entry {
        anchor,
        name: change.name.clone(),
        kind: words::kind(change.kind),
        place: place(&change.place),
        sign,
        happened,
        reasons: change.reasons.iter().map(|reason| words::reason(*reason)).collect(),
        key_finding: change.key_finding,
        lines: change.effects.iter().flat_map(|effect| lines(change.kind, effect)).collect(),
    }
}

/// The sign for the most far-reaching effect.
fn sign(effects: &[Effect]) -> (char, &'static str) {
    let is = |wanted: fn(&Effect) -> bool| effects.iter().any(wanted);
    if is(|effect| matches!(effect, Effect::NoLongerTrue)) {
        ('!', "no longer true")
    } else if is(|effect| matches!(effect, Effect::Added)) {
        ('+', "added")
    } else if is(|effect| matches!(effect, Effect::Removed)) {
        ('-', "removed")
    } else if effects.iter().all(|effect| matches!(effect, Effect::Moved { .. })) {
        ('→', "moved")
    } else {
        ('~', "changed")
    }
}

/// A chart that follows from its table.
fn redrawn(chart: &Redrawn) -> Line {
    let Redrawn { id: _, name, headline } = chart;
    match headline.old == headline.new {
        true => Line::Said(format!("{name} draws the new figures")),
        false => setting(&format!("headline of {name}"), &headline.old, &headline.new),
    }
}

fn lines(kind: Kind, effect: &Effect) -> Vec<Line> {
    match effect {
        // Already in the entry's sign and word.
        Effect::Added | Effect::Removed => Vec::new(),
        Effect::Moved { from, to } => vec![setting("place", &whole(place(from)), &whole(place(to)))],
        Effect::Renamed(renamed) => vec![in_words("title", renamed, String::new())],
        Effect::AddedLines(names) => vec![Line::Names { sign: '+', what: "new", names: names.clone() }],
        Effect::RemovedLines(names) => vec![Line::Names { sign: '-', what: "gone", names: names.clone() }],
        Effect::Reordered { old, new } => vec![setting("order", &old.join(", "), &new.join(", "))],
        Effect::Cells(changed) => vec![Line::Cells(cells(changed))],
        Effect::Drawn(charts) => charts.iter().map(redrawn).collect(),
        Effect::Sentences(sentences) => sentences.iter().map(sentence).collect(),
        Effect::NoLongerTrue => vec![Line::Said(no_longer_true(kind).to_owned())],
        Effect::Setting { what, old, new } => vec![setting(what, old, new)],
    }
}

fn no_longer_true(kind: Kind) -> &'static str {
    if kind == Kind::Recommendation {
        "On the figures in the new draft, the condition of the recommendation is no longer true."
    } else {
        "The figures in the new draft do not support this claim."
    }
}

fn whole(place: String) -> String {
    if place.is_empty() { "inside front".to_owned() } else { place }
}

fn setting(what: &str, old: &str, new: &str) -> Line {
    Line::Setting { what: what.to_owned(), old: old.to_owned(), new: new.to_owned() }
}

fn in_words(what: &str, change: &WordsChange, remark: String) -> Line {
    let runs = change.0.iter().map(|run| match run {
        WordRun::Same(text) => Run { draft: "same", text: text.clone() },
        WordRun::Old(text) => Run { draft: "old", text: text.clone() },
        WordRun::New(text) => Run { draft: "new", text: text.clone() },
    });
    Line::Words { what: what.to_owned(), runs: runs.collect(), remark }
}

fn sentence(sentence: &Sentence) -> Line {
    let figures = sentence.figures.iter().map(|figure| format!("{} → {}", figure.old, figure.new));
    let turned = sentence.reversed.then(|| "direction turned".to_owned());
    let remarks: Vec<String> = turned.into_iter().chain(figures).collect();
    in_words("sentence", &sentence.words, remarks.join("; "))
}

fn cells(changed: &[CellChange]) -> Cells {
    let stands_out = |cell: &CellChange| match cell.kind {
        CellKind::Reversal | CellKind::Rank => true,
        CellKind::Figure | CellKind::Follows => cell.beyond_chance == Some(true),
    };
    let some = changed.iter().any(stands_out);
    let own = |cell: &CellChange| cell.kind != CellKind::Follows;
    let (mut shown, mut more) = (Vec::new(), Vec::new());
    let mut follow = 0;
    for cell in changed {
        let is_first = if some { stands_out(cell) } else { own(cell) && shown.len() < FIRST_CELLS };
        if is_first {
            shown.push(cell_line(cell));
        } else {
            follow += usize::from(!own(cell));
            more.push(cell_line(cell));
        }
    }
    let others = others(more.len(), shown.is_empty(), follow);
    Cells { shown, more, others }
}

fn cell_line(cell: &CellChange) -> CellLine {
    let remark = match (cell.kind, cell.beyond_chance) {
        (CellKind::Reversal, _) => "direction turned",
        (CellKind::Rank, _) => "rank",
        (CellKind::Figure | CellKind::Follows, Some(true)) => "beyond chance",
        (CellKind::Follows, Some(false) | None) => "follows from other cells",
        (CellKind::Figure, Some(false)) => "within chance",
        (CellKind::Figure, None) => "",
    };
    CellLine {
        row: cell.row.clone(),
        column: cell.column.clone(),
        old: cell.printed.old.clone(),
        new: cell.printed.new.clone(),
        change: cell.change.clone().unwrap_or_default(),
        remark,
    }
}

/// The words in place of cells that are not shown, some of which follow from other cells.
fn others(more: usize, alone: bool, follow: usize) -> String {
    let others = match (more, alone) {
        (0, _) => return String::new(),
        (1, false) => "and 1 other cell".to_owned(),
        (more, false) => format!("and {more} other cells"),
        (1, true) => "1 cell".to_owned(),
        (more, true) => format!("{more} cells"),
    };
    match follow {
        0 => others,
        1 if more == 1 => format!("{others}, which follows from others"),
        1 => format!("{others}, 1 of which follows from others"),
        follow if follow == more => format!("{others}, all of which follow from others"),
        follow => format!("{others}, {follow} of which follow from others"),
    }
}

/// The words of one draft: the shared ones and its own.
pub(crate) fn words_of(runs: &[Run], draft: &str) -> String {
    runs.iter().filter(|run| run.draft == "same" || run.draft == draft).map(|run| run.text.as_str()).collect()
}
