//! Figures typed by hand inside expressions. A printed number must be a figure of the data: read from a cell, given by a
//! table or the report, or worked out from such. Whether it is worked out from them is found by writing the text again
//! with other figures: a number that stays as it was does not come from the data.

use std::collections::BTreeSet;

use minijinja::Value;

use super::Text;
use super::doubts::{Doubt, Script};
use super::environment::{Names, attempt, evaluate};
use super::errors::place;
use super::figures::{in_value, unbound};
use super::lex::{Kind, tokens};
use super::reading::Reading;
use super::rewrite::{Watched, printed_at, rewrite};
use super::shade::Shade;
use sna_core::diag::{Diagnostic, Diagnostics};

const SHADES: [Shade; 2] = [Shade::Steady, Shade::Uneven];
/// Expressions that may fail with other figures before the rest is taken to follow the data.
const MOST_FAILING: usize = 20;

/// The figures typed by hand among those that a text printed.
pub(crate) fn in_text(names: &Names, text: &Text<'_>, skipped: &BTreeSet<usize>) -> Diagnostics {
    let (mut doubts, script) = names.recorder.doubts();
    let watched = rewrite(text.source, skipped).watched;
    let literals = |doubt: &Doubt| literals_behind(&watched, &doubt.watched);
    doubts.retain(|doubt| !counts_none(names, &watched, doubt));
    let (typed, mut open): (Vec<Doubt>, Vec<Doubt>) =
        doubts.drain(..).partition(|doubt| literals(doubt).iter().any(|literal| doubt.figures.contains(literal)));
    for shade in SHADES {
        if !open.is_empty() {
            let said = written_again(names, text, skipped, shade, &script);
            open.retain(|doubt| {
                said(doubt).is_some_and(|again| still_there(&doubt.text, &doubt.figures, &again).is_some())
            });
        }
    }
    let mut all: Vec<&Doubt> = typed.iter().chain(&open).collect();
    all.sort_by_key(|doubt| doubt.watched.at);
    all.into_iter().map(|doubt| finding(doubt, text)).collect()
}

/// Whether it is printed from a counter that counted nothing: no figure then says that it follows the data.
fn counts_none(names: &Names, all: &[Watched], doubt: &Doubt) -> bool {
    let counters = all.iter().filter(|watched| watched.counts());
    let mut of_doubt = counters.filter(|counter| counter.sets.iter().any(|name| doubt.watched.names.contains(name)));
    of_doubt.any(|counter| !names.recorder.has_kept(counter))
}

fn finding(doubt: &Doubt, text: &Text<'_>) -> Diagnostic {
    let space =
        doubt.watched.at + text.source.get(doubt.watched.at..).map_or(0, |rest| rest.len() - rest.trim_start().len());
    let figure = doubt.figures.first().map_or("", String::as_str);
    unbound(figure).at(place(text, space))
}

/// What each printed expression says with other figures. One that fails follows the data: with the data it did not.
fn written_again<'a>(
    names: &Names,
    text: &Text<'_>,
    skipped: &BTreeSet<usize>,
    shade: Shade,
    script: &Script,
) -> impl Fn(&Doubt) -> Option<String> + use<'a> {
    let again = names.shaded(shade, script.clone());
    let mut skipped = skipped.clone();
    for _ in 0..MOST_FAILING {
        again.recorder.clear();
        let Err((_, at)) = attempt(&again, text, &skipped) else { break };
        if !at.and_then(|at| printed_at(text.source, at)).is_some_and(|start| skipped.insert(start)) {
            break;
        }
    }
    let said = again.recorder.said();
    move |doubt| said.get(&doubt.key).cloned()
}

/// The first of these figures that the other text has as often.
fn still_there<'f>(text: &str, figures: &'f [String], again: &str) -> Option<&'f String> {
    let (before, after) = (in_value(text), in_value(again));
    let times = |all: &[String], figure: &String| all.iter().filter(|other| *other == figure).count();
    figures.iter().find(|figure| times(&after, figure) >= times(&before, figure))
}

/// The figures typed by hand among those that a single expression gives.
pub(crate) fn in_expression(
    names: &Names,
    text: &Text<'_>,
    value: &Value,
    printed: &str,
    reading: &Reading,
) -> Option<Diagnostic> {
    let figures = names.recorder.unexplained(value, printed, reading);
    if figures.is_empty() {
        return None;
    }
    let literals = literals_of(text.source);
    let typed = figures.iter().find(|figure| literals.contains(*figure));
    let stays = |shade: Shade| {
        let again = names.shaded(shade, Script::default());
        let (_, value) = evaluate(&again, text).ok()?;
        let reading = again.recorder.end();
        let printed_again = again.recorder.printed(&value, &reading).ok()?;
        still_there(printed, &figures, &printed_again)
    };
    let figure = typed.or_else(|| SHADES.into_iter().map(stays).reduce(Option::and).flatten())?;
    Some(unbound(figure).at(place(text, 0)))
}

/// The long numbers typed into an expression and into those that set its names.
fn literals_behind(all: &[Watched], watched: &Watched) -> BTreeSet<String> {
    let behind = all.iter().filter(|other| other.sets.iter().any(|set| watched.names.contains(set)));
    behind.chain([watched]).flat_map(|watched| literals_of(&watched.source)).collect()
}

/// The numbers of three and more digits typed into an expression, as they would be printed, without units such as 100.
fn literals_of(expression: &str) -> BTreeSet<String> {
    let found = tokens(expression);
    let literals = found.iter().filter(|token| matches!(token.kind, Kind::Number | Kind::Text));
    literals
        .flat_map(|token| {
            let source = &expression[token.range.clone()];
            if token.kind == Kind::Text { in_value(source) } else { as_printed(source) }
        })
        .filter(|figure| is_long(figure))
        .collect()
}

fn as_printed(number: &str) -> Vec<String> {
    let plain = number.replace('_', "");
    let whole = plain
        .parse::<f64>()
        .ok()
        .map(|number| sna_core::document::format_number(number, sna_core::document::Format::Count));
    whole.into_iter().chain([plain]).collect()
}

fn is_long(figure: &str) -> bool {
    let digits: String = figure.chars().filter(char::is_ascii_digit).collect();
    digits.len() >= 3 && digits.trim_end_matches('0') != "1"
}
