//! Where values begin or end, as breaks in the tables that rest on them.

use std::collections::BTreeSet;

use super::watch::{Watched, label};
use super::{Condition, Question, Scope};
use crate::{Break, Concerns, Turn, Way};
use sna_core::columns::{Kind, column};

/// Values that begin and end within so many days of each other may have taken each other's place.
const TOGETHER: i64 = 31;
/// A table that is narrowed to some values is broken where at least this part of their records begins or ends without another
/// of them in its place.
const LARGE: f64 = 0.1;

impl Question {
    /// The breaks that turning values make in what it counts: of one row or column, where it counts by them, and of all, where it
    /// counts only records that have them.
    pub(super) fn turned(&self, watched: &[Watched]) -> Vec<Break> {
        let of_column = |watched: &Watched| {
            let by = self.columns().contains(&watched.column);
            let of_rows = watched.turns.iter().filter(|_| by).map(|turn| told(watched.column, turn, true));
            let kept = self.scopes().into_iter().map(|scope| kept(scope, watched.column));
            let of_all = kept.filter_map(|kept| net_turn(watched, &kept)).map(|turn| told(watched.column, turn, false));
            of_rows.chain(of_all).collect::<Vec<_>>()
        };
        watched.iter().filter(|watched| !watched.turns.is_empty()).flat_map(of_column).collect()
    }
}

fn told(name: &'static str, turn: &Turn, is_row: bool) -> Break {
    let label = column(name).map(|column| label(column, &turn.value)).unwrap_or_default();
    let of = is_row.then(|| label.clone());
    let value = match column(name).map(|column| column.kind) {
        Some(Kind::Flag) => format!("{name}: {label}"),
        Some(_) | None => label,
    };
    let why = match (turn.way, turn.records) {
        (Way::Vanishes, 0) => format!("no more records with “{value}”"),
        (Way::Vanishes, _) => format!("hardly any more records with “{value}”"),
        (Way::Appears, 0) => format!("the first records with “{value}”"),
        (Way::Appears, _) => format!("hardly any earlier records with “{value}”"),
    };
    Break { at: turn.at, concerns: Concerns::Named(name.to_owned()), of, why }
}

/// The values of a column to which a scope narrows the records.
fn kept(scope: &Scope, name: &str) -> BTreeSet<String> {
    let is_flag = column(name).is_some_and(|column| column.kind == Kind::Flag);
    let conditions = scope.all_conditions();
    let authored: Vec<_> = conditions.iter().filter_map(Condition::authored).collect();
    if is_flag && authored.iter().any(|condition| condition.columns().contains(&name)) {
        return BTreeSet::from(["true".to_owned()]);
    }
    let sought = authored.iter().flat_map(|condition| condition.sought());
    let here = sought.filter(|sought| sought.kept && sought.column == name).map(|sought| sought.value.clone());
    let part = scope.part.as_ref().filter(|part| part.dimension == name).and_then(|part| part.name());
    here.chain(part.map(str::to_owned)).collect()
}

/// The turn with which some values as a whole turn: those that begin at the same time do not make up for those that end.
fn net_turn<'w>(watched: &'w Watched, kept: &BTreeSet<String>) -> Option<&'w Turn> {
    let months = |turn: &Turn| turn.usual;
    let of_kept: Vec<&Turn> = watched.turns.iter().filter(|turn| kept.contains(&turn.value)).collect();
    let all: f64 = of_kept.iter().map(|turn| months(turn)).fold(0.0, f64::max) + steady(watched, kept, &of_kept);
    let is_large = |turn: &&&Turn| {
        let near = of_kept.iter().filter(|other| other.at.signed_duration_since(turn.at).num_days().abs() <= TOGETHER);
        let net: f64 = near
            .map(|other| match other.way {
                Way::Appears => months(other),
                Way::Vanishes => -months(other),
            })
            .sum();
        net.abs() >= all * LARGE
    };
    of_kept.iter().filter(is_large).max_by(|one, other| one.usual.total_cmp(&other.usual)).copied()
}

/// Records of an average month with kept values that do not turn.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn steady(watched: &Watched, kept: &BTreeSet<String>, turned: &[&Turn]) -> f64 {
    let turns = |value: &String| turned.iter().any(|turn| turn.value == *value);
    let records: u64 = kept.iter().filter(|value| !turns(value)).filter_map(|value| watched.records.get(value)).sum();
    records as f64 / watched.months.max(1) as f64
}
