//! How much a change matters.

use sna_core::comparison::{CellKind, Effect, Weight};

/// The weight of the changes to an item.
pub(super) fn of(effects: &[Effect], key_finding: bool) -> Weight {
    let own = effects.iter().map(weight).min().unwrap_or(Weight::Rest);
    if key_finding { own.min(Weight::KeyFinding) } else { own }
}

fn weight(effect: &Effect) -> Weight {
    match effect {
        Effect::NoLongerTrue => Weight::Reversal,
        turned if turned.turns() => Weight::Reversal,
        Effect::Cells(cells) => {
            let ranked = cells.iter().any(|cell| cell.kind == CellKind::Rank);
            let beyond_chance = cells.iter().any(|cell| cell.beyond_chance == Some(true));
            match (ranked, beyond_chance) {
                (true, _) => Weight::Rank,
                (false, true) => Weight::BeyondChance,
                (false, false) => Weight::Rest,
            }
        }
        Effect::Added
        | Effect::Removed
        | Effect::Moved { .. }
        | Effect::Renamed(_)
        | Effect::AddedLines(_)
        | Effect::RemovedLines(_)
        | Effect::Reordered { .. }
        | Effect::Drawn(_)
        | Effect::Sentences(_)
        | Effect::Setting { .. } => Weight::Rest,
    }
}
