//! Which values are the sum of others, by arithmetic.
//!
//! Of n values there are many sets, and small figures add up by chance. So the figures that agree are weighed: a figure of `v`
//! that could have been any of `0..=v` is evidence of `log2(v + 1)` bits. A sum is taken for a total if its evidence exceeds
//! the logarithm of the number of sets that were tried by [`MARGIN`] bits: less than one chance in a thousand.

/// Evidence beyond the number of sets tried, in bits.
const MARGIN: f64 = 10.0;
/// Most that a figure kept back is taken to be: publishers withhold figures below 5, 7 or 10.
const WITHHELD: f64 = 10.0;
/// With more values than this, no runs of them are tried.
const MOST_FOR_RUNS: usize = 1_000;
/// With more values than this, no sets out of order are tried.
const MOST_FOR_SETS: usize = 24;
/// Most steps of the search for one set out of order.
const MOST_STEPS: usize = 20_000;

/// A figure of one value in one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell {
    /// No line has it.
    Absent,
    /// It is kept back.
    Hidden,
    /// It is published.
    Known(f64),
}

impl Cell {
    /// With the figure of a further line.
    pub(super) fn and(self, figure: Option<f64>) -> Self {
        match (self, figure) {
            (Self::Hidden, _) | (_, None) => Self::Hidden,
            (Self::Absent, Some(figure)) => Self::Known(figure),
            (Self::Known(known), Some(figure)) => Self::Known(known + figure),
        }
    }

    fn known(self) -> Option<f64> {
        match self {
            Self::Known(figure) => Some(figure),
            Self::Absent | Self::Hidden => None,
        }
    }
}

/// A value that is the sum of others, in a number of groups.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sum {
    pub whole: usize,
    pub parts: Vec<usize>,
    pub groups: usize,
}

/// Figures by group and value.
pub(super) struct Grid {
    groups: Vec<Vec<Cell>>,
    values: usize,
    /// All figures are multiples of it: 1, or what they are rounded to.
    unit: f64,
}

/// What is searched for: how far each figure may be off, and how many sets are tried.
#[derive(Clone, Copy)]
struct Trial {
    slack: f64,
    sets: f64,
}

impl Grid {
    pub(super) fn new(groups: Vec<Vec<Cell>>, values: usize) -> Self {
        let figures = || groups.iter().flatten().filter_map(|cell| cell.known()).filter(|figure| *figure > 0.0);
        let is_unit = |unit: &f64| figures().all(|figure| figure % unit == 0.0);
        let unit = [1000.0, 100.0, 50.0, 10.0, 5.0].into_iter().find(is_unit).unwrap_or(1.0);
        Self { groups, values, unit }
    }

    /// Whether a value has figures, and is in no group less than any of these.
    pub(super) fn is_never_less(&self, whole: usize, parts: &[usize]) -> bool {
        let pairs = self.groups.iter().filter_map(|cells| {
            let own = cells[whole].known()?;
            let most = parts.iter().filter_map(|part| cells[*part].known()).max_by(f64::total_cmp)?;
            Some((own, most))
        });
        let pairs: Vec<(f64, f64)> = pairs.collect();
        pairs.iter().all(|(own, most)| own >= most) && pairs.iter().any(|(_, most)| *most > 0.0)
    }

    /// Every value that is the sum of others. A single other value counts only where a name says that one of them is a whole.
    pub(super) fn sums(&self, is_whole: impl Fn(usize) -> bool) -> Vec<Sum> {
        let mut live: Vec<usize> = (0..self.values).filter(|at| self.has_figures(*at)).collect();
        let mut sums: Vec<Sum> = Vec::new();
        while let Some(sum) = self.next_sum(&live, &is_whole) {
            live.retain(|at| *at != sum.whole);
            sums.push(sum);
        }
        sums
    }

    fn has_figures(&self, value: usize) -> bool {
        self.groups.iter().any(|cells| match cells[value] {
            Cell::Known(figure) => figure > 0.0,
            Cell::Hidden => true,
            Cell::Absent => false,
        })
    }

    /// One value of those that are left that is the sum of others: of all others, of neighbours, or of any.
    fn next_sum(&self, live: &[usize], is_whole: &impl Fn(usize) -> bool) -> Option<Sum> {
        let rounding = if self.unit > 1.0 { self.unit / 2.0 } else { 1.5 };
        let may_be = |sum: &Sum| sum.parts.len() > 1 || is_whole(sum.whole);
        let slacks = [0.0, rounding];
        let of_all = slacks.iter().find_map(|slack| self.of_all_others(live, *slack).filter(may_be));
        of_all.or_else(|| slacks.iter().find_map(|slack| self.of_a_run(live, *slack, may_be))).or_else(|| {
            let wholes = live.iter().filter(|_| live.len() <= MOST_FOR_SETS);
            wholes.copied().find_map(|whole| self.of_a_set(live, whole).filter(may_be))
        })
    }

    fn of_all_others(&self, live: &[usize], slack: f64) -> Option<Sum> {
        let most = self.largest(live)?;
        let equals = live.iter().copied().filter(|at| self.sum(*at) >= self.sum(most));
        equals.into_iter().find_map(|whole| {
            let parts: Vec<usize> = live.iter().copied().filter(|at| *at != whole).collect();
            self.is_sum(whole, parts, Trial { slack, sets: log2(live.len()) })
        })
    }

    fn largest(&self, live: &[usize]) -> Option<usize> {
        live.iter().copied().max_by(|one, other| self.sum(*one).total_cmp(&self.sum(*other)))
    }

    /// A value's known figures together.
    fn sum(&self, value: usize) -> f64 {
        self.groups.iter().filter_map(|cells| cells[value].known()).sum()
    }

    /// Values beside one another, as publishers list the parts of a total.
    fn of_a_run(&self, live: &[usize], slack: f64, may_be: impl Fn(&Sum) -> bool) -> Option<Sum> {
        let whole_groups: Vec<&Vec<Cell>> =
            self.groups.iter().filter(|cells| live.iter().all(|at| cells[*at].known().is_some())).collect();
        if whole_groups.is_empty() || live.len() > MOST_FOR_RUNS || live.len() < 3 {
            return None;
        }
        let sum = |at: usize| -> f64 { whole_groups.iter().filter_map(|cells| cells[at].known()).sum() };
        let sums: Vec<(usize, f64)> = live.iter().map(|at| (*at, sum(*at))).collect();
        let trial = Trial { slack, sets: 3.0 * log2(live.len()) };
        sums.iter().find_map(|(whole, all)| {
            let others: Vec<(usize, f64)> = sums.iter().copied().filter(|(at, _)| at != whole).collect();
            let off = |parts: usize| slack * as_number((parts + 1) * whole_groups.len());
            runs(&others, *all, off).filter_map(|parts| self.is_sum(*whole, parts, trial)).find(|sum| may_be(sum))
        })
    }

    /// Values in any order, searched for in a bounded number of steps.
    fn of_a_set(&self, live: &[usize], whole: usize) -> Option<Sum> {
        let whole_groups: Vec<&Vec<Cell>> =
            self.groups.iter().filter(|cells| live.iter().all(|at| cells[*at].known().is_some())).collect();
        let figures = |at: usize| -> Vec<f64> { whole_groups.iter().filter_map(|cells| cells[at].known()).collect() };
        let mut others: Vec<(usize, Vec<f64>)> =
            live.iter().filter(|at| **at != whole).map(|at| (*at, figures(*at))).collect();
        others.sort_by(|(_, one), (_, other)| other.iter().sum::<f64>().total_cmp(&one.iter().sum::<f64>()));
        let sets = as_number(live.len()) + log2(live.len());
        let most: f64 = figures(whole).into_iter().map(|figure| self.evidence(figure, 0.0)).sum();
        if most <= sets + MARGIN {
            return None;
        }
        let mut steps = MOST_STEPS;
        let parts = chosen(&others, &figures(whole), &mut steps)?;
        self.is_sum(whole, parts, Trial { slack: 0.0, sets })
    }

    /// Whether a value is the sum of these in every group, with enough evidence.
    fn is_sum(&self, whole: usize, mut parts: Vec<usize>, trial: Trial) -> Option<Sum> {
        let (mut bits, mut groups) = (0.0, 0);
        for cells in &self.groups {
            let Some(all) = cells[whole].known() else { continue };
            let known: Vec<f64> = parts.iter().filter_map(|part| cells[*part].known()).collect();
            let count = |cell: Cell| parts.iter().filter(|part| cells[**part] == cell).count();
            let (hidden, absent) = (count(Cell::Hidden), count(Cell::Absent));
            let rest = all - known.iter().sum::<f64>();
            let off = trial.slack * as_number(known.len() + 1);
            let most = off + WITHHELD * as_number(hidden);
            if known.is_empty() && hidden == 0 {
                continue;
            }
            if rest < -off || (rest > most && hidden + absent == 0) {
                return None;
            }
            if rest <= most {
                groups += 1;
                bits += self.evidence(all, off + most);
            }
        }
        parts.sort_unstable();
        (bits > trial.sets + MARGIN && !parts.is_empty()).then_some(Sum { whole, parts, groups })
    }

    /// How much it says, in bits, that a figure was met within a width.
    fn evidence(&self, figure: f64, width: f64) -> f64 {
        ((figure / self.unit + 1.0) / (width / self.unit + 1.0)).log2().max(0.0)
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of values stay far below 2^53")]
fn as_number(count: usize) -> f64 {
    count as f64
}

fn log2(count: usize) -> f64 {
    as_number(count.max(1)).log2()
}

/// The runs of neighbours that come to a sum, as far as each figure may be off.
fn runs(others: &[(usize, f64)], sum: f64, off: impl Fn(usize) -> f64) -> impl Iterator<Item = Vec<usize>> {
    let from = move |start: usize| {
        let mut reached = 0.0;
        let ends = others[start..].iter().enumerate().map(move |(at, (_, figure))| {
            reached += figure;
            (start + at + 1, reached)
        });
        let near: Vec<usize> = ends
            .take_while(|(end, reached)| *reached <= sum + off(*end - start))
            .filter(|(end, reached)| *reached >= sum - off(*end - start))
            .map(|(end, _)| end)
            .collect();
        near.into_iter().map(move |end| others[start..end].iter().map(|(at, _)| *at).collect())
    };
    (0..others.len()).flat_map(from)
}

/// The first of the values, largest first, that together have these figures in every group.
fn chosen(others: &[(usize, Vec<f64>)], left: &[f64], steps: &mut usize) -> Option<Vec<usize>> {
    if left.iter().all(|figure| *figure == 0.0) {
        return Some(Vec::new());
    }
    *steps = steps.checked_sub(1)?;
    let ((value, figures), rest) = others.split_first()?;
    let all = |group: usize| others.iter().map(|(_, figures)| figures[group]).sum::<f64>();
    if (0..left.len()).any(|group| all(group) < left[group]) {
        return None;
    }
    let without: Vec<f64> = left.iter().zip(figures).map(|(left, figure)| left - figure).collect();
    let with = without.iter().all(|figure| *figure >= 0.0).then(|| chosen(rest, &without, steps)).flatten();
    let with = with.map(|mut parts| {
        parts.push(*value);
        parts
    });
    with.or_else(|| chosen(rest, left, steps))
}
