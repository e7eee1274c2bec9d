//! The hours of the week in which most records fall.

use sna_data::query::{Dimension, Key, Keys};

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
    /// From weekdays (Monday is 1), hours and their counts; records without either are not included.
    pub(super) fn of(counts: impl IntoIterator<Item = (Option<i64>, Option<i64>, u64)>) -> Self {
        let mut week = [[0; HOURS]; DAYS];
        let position = |number: Option<i64>, first: i64| usize::try_from(number? - first).ok();
        for (weekday, hour, count) in counts {
            let place = position(weekday, 1).zip(position(hour, 0));
            if let Some(cell) = place.and_then(|(day, hour)| week.get_mut(day)?.get_mut(hour)) {
                *cell += count;
            }
        }
        Self(week)
    }

    /// The window of this many consecutive hours of one weekday with most records (of equal ones the first of the week), with the
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

impl Peak {
    /// Its days and hours, as keys of an answer.
    pub(super) fn keys(&self, hours: usize) -> [Keys; 2] {
        let number = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
        let days = self.days.iter().map(|day| Key::Number(number(day + 1)));
        let last = number(self.from_hour + hours - 1);
        [Keys::any_of(&Dimension::Weekday, days), Keys::band(&Dimension::Hour, number(self.from_hour), Some(last))]
    }

    /// Its hours in words: `20:00 to 23:59`.
    pub(super) fn window(&self, hours: usize) -> String {
        format!("{:02}:00 to {:02}:59", self.from_hour, self.from_hour + hours - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(cells: &[(i64, i64, u64)]) -> Week {
        Week::of(cells.iter().map(|(day, hour, count)| (Some(*day), Some(*hour), *count)))
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
        assert_eq!(Week::of([(Some(1), None, 5)]).peak(4), None, "no hour is known");
    }
}
