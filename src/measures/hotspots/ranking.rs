//! The ranks of areas by number, by rate and by score, and which areas are equal.

use super::super::areas::{Area, Areas};
use super::{Hotspots, NOT_AVAILABLE, RankWeights, RankedRates, ScoreForm, Ties, together};
use crate::document::{Cell, round_half_up};

/// An area and its ranks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    /// The area.
    pub area: Area,
    volume_rank: u64,
    /// What rests on a rate; `None` without residents.
    rated: Option<Rated>,
}

/// What rests on an area's rate.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rated {
    rate: f64,
    /// The rate as it is ranked.
    ranked: f64,
    rate_rank: u64,
    score: f64,
    rank: u64,
}

impl Placed {
    /// Its figures, from the number of its records to its rank.
    pub(super) fn cells(&self) -> Vec<Cell> {
        let rated = |of: fn(&Rated) -> Cell| self.rated.as_ref().map_or(NOT_AVAILABLE, of);
        vec![
            Cell::Count(self.area.records),
            Cell::Count(self.volume_rank),
            Areas::residents_cell(self.area.residents),
            rated(|rated| Cell::Number(rated.rate)),
            rated(|rated| Cell::Count(rated.rate_rank)),
            rated(|rated| Cell::Number(rated.score)),
            rated(|rated| Cell::Count(rated.rank)),
        ]
    }
}

/// Areas in the order of their rank; those without one come last.
pub(super) struct Ranking {
    /// The areas.
    pub placed: Vec<Placed>,
}

impl Ranking {
    /// The ranks of areas. Equal rates are equal whatever the period: they are compared as records by residents.
    pub(super) fn of(options: &Hotspots, areas: &Areas, listed: Vec<Area>) -> Self {
        let volume: Vec<f64> = listed.iter().map(|area| number(area.records)).collect();
        let rates: Vec<Option<f64>> =
            listed.iter().map(|area| Some(areas.rate(area.records, area.residents)?.value)).collect();
        let parts: Vec<f64> = listed.iter().map(by_residents).collect();
        let decides = |at: &[usize]| -> Vec<f64> {
            match options.ties {
                Ties::Volume => at.iter().map(|at| volume[*at]).collect(),
                Ties::Rate => at.iter().map(|at| parts[*at]).collect(),
                Ties::Shared => vec![0.0; at.len()],
            }
        };
        let all: Vec<usize> = (0..listed.len()).collect();
        let volume_ranks = ranks(&volume, &decides(&all));
        let rated: Vec<usize> = all.into_iter().filter(|at| rates[*at].is_some()).collect();
        let ranked: Vec<f64> = rated.iter().map(|at| options.ranked(rates[*at].unwrap_or(0.0), parts[*at])).collect();
        let rate_ranks = ranks(&ranked, &decides(&rated));
        let scores: Vec<f64> =
            rated.iter().zip(&rate_ranks).map(|(at, rank)| options.score(volume_ranks[*at], *rank)).collect();
        // The lowest score ranks first.
        let turned: Vec<f64> = scores.iter().map(|score| -score).collect();
        let overall = ranks(&turned, &decides(&rated));
        let mut placed: Vec<Placed> = (listed.into_iter().zip(&volume_ranks))
            .map(|(area, rank)| Placed { area, volume_rank: *rank, rated: None })
            .collect();
        for (position, at) in rated.into_iter().enumerate() {
            placed[at].rated = Some(Rated {
                rate: rates[at].unwrap_or(0.0),
                ranked: ranked[position],
                rate_rank: rate_ranks[position],
                score: scores[position],
                rank: overall[position],
            });
        }
        placed.sort_by_key(|placed| (placed.rated.map_or(u64::MAX, |rated| rated.rank), placed.volume_rank));
        Self { placed }
    }

    /// Which areas are equal: `in rate, Abbey and Ripley`.
    pub(super) fn equal_in_words(&self) -> Vec<String> {
        let volume = |placed: &Placed| Some(number(placed.area.records));
        let rate = |placed: &Placed| placed.rated.map(|rated| rated.ranked);
        let score = |placed: &Placed| placed.rated.map(|rated| rated.score);
        [("number", self.equal(volume)), ("rate", self.equal(rate)), ("score", self.equal(score))]
            .into_iter()
            .filter(|(_, groups)| !groups.is_empty())
            .map(|(what, groups)| format!("in {what}: {}", groups.join(", and also ")))
            .collect()
    }

    fn equal(&self, figure: impl Fn(&Placed) -> Option<f64>) -> Vec<String> {
        let mut known: Vec<(f64, &Placed)> =
            self.placed.iter().filter_map(|placed| Some((figure(placed)?, placed))).collect();
        known.sort_by(|one, other| one.0.total_cmp(&other.0));
        let groups = known.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
        groups.map(|group| together(&group.iter().map(|(_, placed)| *placed).collect::<Vec<_>>())).collect()
    }
}

impl Hotspots {
    fn ranked(&self, rate: f64, by_residents: f64) -> f64 {
        match self.rank_rates {
            RankedRates::Exact => by_residents,
            RankedRates::Whole => round_half_up(rate, 0),
        }
    }

    /// The score; sums that are equal on paper are made equal in binary too.
    fn score(&self, volume_rank: u64, rate_rank: u64) -> f64 {
        let RankWeights { volume, rate } = self.weights();
        let decimals = match self.score {
            ScoreForm::Exact => 9,
            ScoreForm::Rounded => 0,
        };
        round_half_up(volume * number(volume_rank) + rate * number(rate_rank), decimals)
    }
}

/// Ranks from 1, the greatest first; `decides` puts the greater of equal figures first, and what is equal in both shares a rank.
fn ranks(figures: &[f64], decides: &[f64]) -> Vec<u64> {
    let keys: Vec<(f64, f64)> = figures.iter().copied().zip(decides.iter().copied()).collect();
    let above =
        |own: &(f64, f64)| keys.iter().filter(|other| other.0 > own.0 || (other.0 == own.0 && other.1 > own.1)).count();
    keys.iter().map(|own| 1 + above(own) as u64).collect()
}

/// Records by residents, unscaled.
fn by_residents(area: &Area) -> f64 {
    area.residents.filter(|residents| *residents > 0).map_or(0.0, |residents| number(area.records) / number(residents))
}

#[expect(clippy::cast_precision_loss, reason = "counts and ranks stay far below 2^53")]
fn number(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_figures_are_decided_or_share_a_rank() {
        assert_eq!(ranks(&[5.0, 9.0, 5.0], &[0.0; 3]), [2, 1, 2]);
        assert_eq!(ranks(&[5.0, 9.0, 5.0], &[1.0, 0.0, 2.0]), [3, 1, 2]);
        assert_eq!(ranks(&[], &[]), [0u64; 0]);
    }
}
