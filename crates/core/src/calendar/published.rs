//! Times as publishers name them: how two of them can be compared, of which nothing is known but their names.

use super::{Period, digits};

/// Words after a time that leave it whole.
const STATES: [&str; 8] = ["p", "(p)", "r", "(r)", "provisional", "(provisional)", "revised", "(revised)"];

/// What a publisher's label says of its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishedTime {
    /// A whole year, quarter or month: `2023/24`, `2023/24 (provisional)`.
    Whole(Period),
    /// Something of a time: the time, and the words after it, such as `April to September`.
    Of(Period, String),
    /// No time that is known here.
    Other,
}

impl PublishedTime {
    /// Reads a label.
    pub fn of_label(label: &str) -> Self {
        if let Some(period) = Period::of_label(label.trim()) {
            return Self::Whole(period);
        }
        let ends = label.match_indices([' ', ',', '(', ':']).map(|(at, _)| at);
        // The longest beginning that is a time: `Apr 2024 p` is a month, although `Apr` alone is nothing.
        let mut begins = ends.filter_map(|at| Some((Period::of_label(label[..at].trim())?, label[at..].trim())));
        match begins.next_back() {
            Some((period, rest)) if STATES.contains(&rest.to_lowercase().as_str()) => Self::Whole(period),
            Some((period, rest)) => Self::Of(period, rest.trim_matches(['(', ')', ',', ':', ' ']).to_owned()),
            None => Self::Other,
        }
    }

    /// Whether a label names a year at all, such as `year to September 2024`.
    pub fn names_a_year(label: &str) -> bool {
        let mut words = label.split(|letter: char| !letter.is_ascii_digit());
        words.any(|word| digits(word, 4).is_some_and(|year| (1900..2100).contains(&year)))
    }
}

/// The days of two times that a publisher names, by which counts in them are compared; 1 each where the labels name no times, or the
/// same part of two. `None` where they are not alike: one is a part and the other is not, or they have days in common.
pub fn published_days(from: &str, to: &str) -> Option<(f64, f64)> {
    let times = (PublishedTime::of_label(from), PublishedTime::of_label(to));
    match times {
        (PublishedTime::Whole(one), PublishedTime::Whole(other)) => {
            (from == to || one.overlap(other).is_none()).then(|| (f64::from(one.days()), f64::from(other.days())))
        }
        (PublishedTime::Of(one, part), PublishedTime::Of(other, same)) => {
            let days = (f64::from(one.days()), f64::from(other.days()));
            (part == same && one.overlap(other).is_none() && (days.0 / days.1 - 1.0).abs() < 0.01).then_some((1.0, 1.0))
        }
        (PublishedTime::Other, PublishedTime::Other) => Some((1.0, 1.0)),
        (PublishedTime::Other, _) if !PublishedTime::names_a_year(from) => Some((1.0, 1.0)),
        (_, PublishedTime::Other) if !PublishedTime::names_a_year(to) => Some((1.0, 1.0)),
        (PublishedTime::Whole(_) | PublishedTime::Of(..) | PublishedTime::Other, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_times_are_compared_by_their_days_unless_they_overlap() {
        assert_eq!(published_days("2022/23", "2023/24"), Some((365.0, 366.0)));
        assert_eq!(published_days("Jan 2023", "Feb 2023 p"), Some((31.0, 28.0)));
        assert_eq!(published_days("2023/24", "2024/25 (provisional)"), Some((366.0, 365.0)));
        assert_eq!(published_days("2022", "2022/23"), None);
    }

    #[test]
    fn a_part_is_not_compared_with_a_whole() {
        for part in ["2024/25 (April to September)", "2024/25 to date", "2024/25 Q1", "year to September 2024"] {
            assert_eq!(published_days("2023/24", part), None, "{part}");
            assert_eq!(published_days(part, "2023/24"), None, "{part}");
        }
        let halves = ("2023/24 (April to September)", "2024/25 (April to September)");
        assert_eq!(published_days(halves.0, halves.1), Some((1.0, 1.0)));
        assert_eq!(published_days(halves.0, "2024/25 (April to December)"), None);
    }

    #[test]
    fn what_is_no_time_is_compared_as_it_is() {
        assert_eq!(published_days("Male", "Female"), Some((1.0, 1.0)));
        assert_eq!(published_days("Baseline", "2023/24"), Some((1.0, 1.0)));
        assert_eq!(published_days("Year to March 2023", "Year to March 2024"), Some((1.0, 1.0)));
    }
}
