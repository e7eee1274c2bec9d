//! The hours of the week in which most records fall.

use sna_data::query::{Grouped, Key};

const DAYS: usize = 7;
const HOURS: usize = 24;

/// Records by weekday, Monday first, and hour.
pub(super) struct Week([[u64; HOURS]; DAYS]);

/// Some hours of some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Peak {
    /// Days from 0, Monday.
    pub days: Vec<usize>,
    /// The first hour.
    pub from_hour: usize,
    /// Records in it.
    pub count: u64,
}

impl Week {
    /// Counts by place, weekday (Monday is 1) and hour; records without an hour are left out.
    pub(super) fn of(counts: &Grouped) -> Self {
        let mut week = [[0; HOURS]; DAYS];
        let at = |key: Option<&Key>, first: i64| match key {
            Some(Key::Number(number)) => usize::try_from(number - first).ok(),
            Some(Key::Flag(_) | Key::Text(_) | Key::Missing) | None => None,
        };
        for (keys, count) in &counts.0 {
            let (day, hour) = (at(keys.get(1), 1), at(keys.get(2), 0));
            let cell = day.zip(hour).and_then(|(day, hour)| week.get_mut(day)?.get_mut(hour));
            if let Some(cell) = cell {
                *cell += count;
            }
        }
        Self(week)
    }

    /// The window of so many consecutive hours of one weekday with most records (of equal ones the first of the week), with the
    /// same hours of every day that has at least half as many. `None` without records.
    pub(super) fn peak(&self, hours: usize) -> Option<Peak> {
        let window = |day: usize, from: usize| self.0[day][from..from + hours].iter().sum::<u64>();
        let last = HOURS.checked_sub(hours)?;
        let windows = (0..DAYS).flat_map(|day| (0..=last).map(move |from| (day, from)));
        let best = windows
            .map(|(day, from)| (window(day, from), from))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        let (most, from_hour) = best.filter(|(most, _)| *most > 0)?;
        let days: Vec<usize> = (0..DAYS).filter(|day| window(*day, from_hour) * 2 >= most).collect();
        let count = days.iter().map(|day| window(*day, from_hour)).sum();
        Some(Peak { days, from_hour, count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(cells: &[(i64, i64, u64)]) -> Week {
        let key =
            |(day, hour, count): &(i64, i64, u64)| (vec![Key::Missing, Key::Number(*day), Key::Number(*hour)], *count);
        Week::of(&Grouped(cells.iter().map(key).collect()))
    }

    #[test]
    fn half_of_the_best_day_is_enough() {
        let week = week(&[(5, 23, 10), (6, 22, 5), (7, 23, 4), (1, 3, 9)]);
        assert_eq!(week.peak(2), Some(Peak { days: vec![4, 5], from_hour: 22, count: 15 }));
        assert_eq!(week.peak(24).map(|peak| peak.count), Some(24), "Monday, Friday and Saturday");
    }

    #[test]
    fn nothing_has_no_peak() {
        assert_eq!(week(&[]).peak(4), None);
        let unknown = Grouped([(vec![Key::Missing, Key::Number(1), Key::Missing], 5)].into_iter().collect());
        assert_eq!(Week::of(&unknown).peak(4), None, "no hour is known");
    }
}
