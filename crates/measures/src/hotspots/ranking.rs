//! The ranks of areas by number, by rate and by score, and which areas are equal.

use super::super::areas::{Area, Areas};
use super::{Hotspots, NOT_AVAILABLE, RankWeights, RankedRates, ScoreForm, Ties, together};
use sna_core::document::{Figure, NotCounted, round_half_up};

/// An area and its ranks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    /// The area.
    pub area: Area,
    volume_rank: u64,
    /// What depends on a rate; `None` without residents.
    rated: Option<Rated>,
}

/// What depends on an area's rate.
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
    pub(super) fn cells(&self) -> Vec<Figure> {
        let rated = |of: &dyn Fn(&Rated) -> Figure| self.rated.as_ref().map_or(NOT_AVAILABLE, of);
        let place = |rank| Figure::not_counted(NotCounted::Rank, rank);
        vec![
            Figure::Count(self.area.records.clone()),
            place(self.volume_rank),
            Areas::residents_cell(self.area.residents),
            rated(&|rated| Figure::Number(rated.rate)),
            rated(&|rated| place(rated.rate_rank)),
            rated(&|rated| Figure::Number(rated.score)),
            rated(&|rated| place(rated.rank)),
        ]
    }
}

/// Areas in the order of their rank; those without one come last.
pub(super) struct Ranking {
    /// The areas.
    pub placed: Vec<Placed>,
}

impl Ranking {
    /// The ranks of areas.
    pub(super) fn of(options: &Hotspots, areas: &Areas, listed: Vec<Area>) -> Self {
        let volume: Vec<Option<f64>> = listed.iter().map(|area| Some(number(area.records.value()))).collect();
        let volume_ranks: Vec<u64> = options.ranks(&listed, &volume).into_iter().flatten().collect();
        let rated = options.rated(areas, &listed, &volume_ranks);
        let place = |((area, volume_rank), rated)| Placed { area, volume_rank, rated };
        let mut placed: Vec<Placed> = listed.into_iter().zip(volume_ranks).zip(rated).map(place).collect();
        placed.sort_by_key(|placed| (placed.rated.map_or(u64::MAX, |rated| rated.rank), placed.volume_rank));
        Self { placed }
    }

    /// Which of the first N areas are equal: `in rate, Abbey and Ripley`.
    pub(super) fn equal_in_words(&self, shown: usize) -> Vec<String> {
        let listed = &self.placed[..shown.min(self.placed.len())];
        let volume = |placed: &Placed| Some(number(placed.area.records.value()));
        let rate = |placed: &Placed| placed.rated.map(|rated| rated.ranked);
        let score = |placed: &Placed| placed.rated.map(|rated| rated.score);
        [("number", equal(listed, volume)), ("rate", equal(listed, rate)), ("score", equal(listed, score))]
            .into_iter()
            .filter(|(_, groups)| !groups.is_empty())
            .map(|(what, groups)| format!("in {what}: {}", groups.join(", and also ")))
            .collect()
    }

    /// Which areas after the first N have the same score as the last of them, in a sentence.
    pub(super) fn cut_in_words(&self, shown: usize) -> Option<String> {
        let (listed, left_out) = self.placed.split_at(shown.min(self.placed.len()));
        let last = listed.last()?;
        let score = last.rated?.score;
        let has_score = |placed: &&Placed| placed.rated.is_some_and(|rated| rated.score == score);
        let equal: Vec<&Placed> = left_out.iter().filter(has_score).collect();
        let are = if equal.len() == 1 { "is" } else { "are" };
        let name = &last.area.category.label;
        (!equal.is_empty())
            .then(|| format!("{name} has the same score as {}, which {are} not listed.", together(&equal)))
    }
}

/// The areas with one figure, as `Abbey and Ripley`.
fn equal(listed: &[Placed], figure: impl Fn(&Placed) -> Option<f64>) -> Vec<String> {
    let mut known: Vec<(f64, &Placed)> = listed.iter().filter_map(|placed| Some((figure(placed)?, placed))).collect();
    known.sort_by(|one, other| one.0.total_cmp(&other.0));
    let groups = known.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
    groups.map(|group| together(&group.iter().map(|(_, placed)| *placed).collect::<Vec<_>>())).collect()
}

impl Hotspots {
    /// What depends on the rate of each area.
    fn rated(&self, areas: &Areas, listed: &[Area], volume_ranks: &[u64]) -> Vec<Option<Rated>> {
        let rates: Vec<Option<f64>> = listed.iter().map(|area| Some(areas.rate_of(area)?.value)).collect();
        let as_ranked: Vec<Option<f64>> =
            rates.iter().zip(listed).map(|(rate, area)| rate.map(|rate| self.as_ranked(rate, area))).collect();
        let rate_ranks = self.ranks(listed, &as_ranked);
        let scores: Vec<Option<f64>> = rate_ranks
            .iter()
            .zip(volume_ranks)
            .map(|(rank, volume)| rank.map(|rank| self.score(*volume, rank)))
            .collect();
        // The lowest score ranks first.
        let turned: Vec<Option<f64>> = scores.iter().map(|score| score.map(|score| -score)).collect();
        let overall = self.ranks(listed, &turned);
        let of_area = |at: usize| {
            let (rate, ranked, rate_rank) = (rates[at]?, as_ranked[at]?, rate_ranks[at]?);
            Some(Rated { rate, ranked, rate_rank, score: scores[at]?, rank: overall[at]? })
        };
        (0..listed.len()).map(of_area).collect()
    }

    /// The ranks of the areas by a figure, equal ones decided as the author wants.
    fn ranks(&self, listed: &[Area], figures: &[Option<f64>]) -> Vec<Option<u64>> {
        let decides = |area: &Area| match self.ties {
            Ties::Volume => number(area.records.value()),
            Ties::Rate => by_residents(area),
            Ties::Shared => 0.0,
        };
        let keys = listed.iter().zip(figures).map(|(area, figure)| figure.map(|figure| (figure, decides(area))));
        ranks(&keys.collect::<Vec<_>>())
    }

    /// The figure by which a rate is ranked. Exact rates are compared as records by residents, unscaled: then those that are
    /// equal on paper are equal in binary too, whatever the period.
    fn as_ranked(&self, rate: f64, area: &Area) -> f64 {
        match self.rank_rates {
            RankedRates::Exact => by_residents(area),
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

/// Ranks from 1, the greatest first, of figures and of what puts the greater of equal figures first; what is equal in both shares
/// a rank, and what has no figure has none.
fn ranks(keys: &[Option<(f64, f64)>]) -> Vec<Option<u64>> {
    let known: Vec<(f64, f64)> = keys.iter().flatten().copied().collect();
    let is_above = |other: &(f64, f64), own: &(f64, f64)| other.0 > own.0 || (other.0 == own.0 && other.1 > own.1);
    let above = |own: &(f64, f64)| known.iter().filter(|other| is_above(other, own)).count() as u64;
    keys.iter().map(|own| own.map(|own| 1 + above(&own))).collect()
}

/// Records by residents, unscaled.
fn by_residents(area: &Area) -> f64 {
    area.residents
        .filter(|residents| *residents > 0)
        .map_or(0.0, |residents| number(area.records.value()) / number(residents))
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
        let of = |keys: &[(f64, f64)]| ranks(&keys.iter().copied().map(Some).collect::<Vec<_>>());
        assert_eq!(of(&[(5.0, 0.0), (9.0, 0.0), (5.0, 0.0)]), [Some(2), Some(1), Some(2)]);
        assert_eq!(of(&[(5.0, 1.0), (9.0, 0.0), (5.0, 2.0)]), [Some(3), Some(1), Some(2)]);
        assert_eq!(ranks(&[None, Some((1.0, 0.0))]), [None, Some(1)]);
    }
}
