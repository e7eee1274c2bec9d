//! What plots share: the frame they draw in, its value axis, and the labels of a time axis.

use super::picture::{Anchor, Ink, Picture, Stroke};
use super::scale::Scale;
use super::text::{CAPITAL_PERCENT, Weight, clean, fit, width};
use super::theme::{Sizes, Theme};
use sna_core::calendar::{MONTHS, short};
use sna_core::document::{Format, format_number};

/// A number of at least this is a year.
const LEAST_YEAR: usize = 1000;

/// The first month of a financial year.
const APRIL: usize = 3;

/// The part of a picture that values are drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
}

impl Frame {
    /// How high a value is in it.
    pub(super) fn height_of(&self, value: f64, scale: &Scale) -> i32 {
        scale.place(value, (self.bottom, self.top))
    }

    /// The middles of this many equal slots side by side.
    pub(super) fn slots(&self, number: usize) -> Vec<i32> {
        let (number, across) = (as_units(number.max(1)), self.right - self.left);
        (0..number).map(|slot| self.left + across * (2 * slot + 1) / (2 * number)).collect()
    }
}

/// A small number of things as a number of units.
pub(super) fn as_units(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

impl Theme {
    /// Names and values.
    pub(super) fn plain(&self) -> Ink {
        Ink { colour: self.colours.text, weight: Weight::Regular }
    }

    /// The name or value that is highlighted.
    pub(super) fn strong(&self) -> Ink {
        Ink { weight: Weight::Semibold, ..self.plain() }
    }

    /// Words and numbers of an axis.
    pub(super) fn quiet(&self) -> Ink {
        Ink { colour: self.colours.quiet, weight: Weight::Regular }
    }

    /// The line at zero.
    pub(super) fn axis(&self) -> Stroke {
        Stroke { colour: self.colours.axis, width: Sizes::from_pt(self.sizes.axis_pt), dashed: false }
    }

    fn grid(&self) -> Stroke {
        Stroke { colour: self.colours.grid, width: Sizes::from_pt(self.sizes.grid_pt), dashed: false }
    }
}

impl Sizes {
    /// The baseline of words whose capitals are centred on a height.
    pub(super) fn centred(&self, middle: i32) -> i32 {
        middle + self.text() * CAPITAL_PERCENT / 200
    }

    /// Width of words at the theme's size.
    pub(super) fn measure(&self, words: &str, weight: Weight) -> i32 {
        width(&clean(words), self.text(), weight)
    }
}

/// A picture without figures: an axis and the words that say so.
pub(super) fn no_data(theme: &Theme) -> Picture {
    // Half the least height: there is nothing to see.
    let mut picture = Picture::new(Sizes::from_mm(theme.sizes.lowest_mm / 2.0), theme);
    let frame = Frame { left: 0, right: picture.width, top: 0, bottom: picture.height - theme.sizes.gap() };
    write_no_data(&mut picture, frame, theme);
    picture
}

/// The axis and the words of a frame without figures.
pub(super) fn write_no_data(picture: &mut Picture, frame: Frame, theme: &Theme) {
    picture.path(vec![(frame.left, frame.bottom), (frame.right, frame.bottom)], theme.axis());
    let middle = (i32::midpoint(frame.left, frame.right), i32::midpoint(frame.top, frame.bottom));
    picture.write("no data", middle, Anchor::Middle, theme.quiet());
}

/// The room the numbers of a value axis take, with the gap next to them.
pub(super) fn axis_room(scale: &Scale, format: Format, theme: &Theme) -> i32 {
    let format = scale.tick_format(format);
    let widths =
        scale.ticks().into_iter().map(|tick| theme.sizes.measure(&format_number(tick, format), Weight::Regular));
    (widths.max().unwrap_or(0) + theme.sizes.gap()).min(theme.sizes.width() / 3)
}

/// The room the labels of a time axis take below the frame: more if a number of the value axis is above them.
pub(super) fn time_room(scale: &Scale, theme: &Theme) -> i32 {
    let sizes = theme.sizes;
    sizes.leading() + sizes.gap() + if scale.is_negative() { sizes.gap() } else { 0 }
}

/// Light grid lines with their numbers, and the line at zero.
pub(super) fn value_axis(picture: &mut Picture, frame: Frame, scale: &Scale, numbers: Option<Format>, theme: &Theme) {
    for tick in scale.ticks() {
        let y = frame.height_of(tick, scale);
        picture.path(vec![(frame.left, y), (frame.right, y)], theme.grid());
        if let Some(format) = numbers {
            let number = format_number(tick, scale.tick_format(format));
            let place = (frame.left - theme.sizes.gap(), theme.sizes.centred(y));
            picture.write(&number, place, Anchor::Right, theme.quiet());
        }
    }
    zero_line(picture, frame, scale, theme);
}

/// The line at zero.
pub(super) fn zero_line(picture: &mut Picture, frame: Frame, scale: &Scale, theme: &Theme) {
    let zero = frame.height_of(0.0, scale);
    picture.path(vec![(frame.left, zero), (frame.right, zero)], theme.axis());
}

/// Writes as many labels of a time axis as are clear of one another; returns which.
pub(super) fn time_labels(
    picture: &mut Picture,
    positions: &[String],
    centres: &[i32],
    baseline: i32,
    theme: &Theme,
) -> Vec<usize> {
    let apart = theme.sizes.gap() * 2;
    let room = (picture.width / 3).max(1);
    let labels: Vec<String> =
        positions.iter().map(|position| fit(position, theme.sizes.text(), Weight::Regular, room)).collect();
    // Words after the last number, as in `96 and over`, decide on that label alone.
    let alike = if numbers(positions).is_some() { labels.len() - 1 } else { labels.len() };
    let widest = labels[..alike].iter().map(|label| theme.sizes.measure(label, Weight::Regular)).max().unwrap_or(0);
    let pitch = centres.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(room).max(1);
    let least = usize::try_from((widest + apart + pitch - 1) / pitch).unwrap_or(1);
    let mut taken: Vec<(i32, i32)> = Vec::new();
    let mut shown = Vec::new();
    for (at, centre) in thin(positions, least).into_iter().filter_map(|at| Some((at, *centres.get(at)?))) {
        let (left, right) = picture.extent(&labels[at], centre, Anchor::Middle, Weight::Regular);
        if taken.iter().all(|(begin, end)| right + apart / 2 <= *begin || end + apart / 2 <= left) {
            picture.write(&labels[at], (centre, baseline), Anchor::Middle, theme.quiet());
            taken.push((left, right));
            shown.push(at);
        }
    }
    shown
}

/// The positions of a time axis to label when only every `least`-th has room: months by quarters, half-years or years of
/// the financial calendar, numbers by fives or tens (and first of all a last one with words, `96 and over`), anything else
/// at an even step that ends with the last.
fn thin(positions: &[String], least: usize) -> Vec<usize> {
    let least = least.max(1);
    if let Some(numbers) = numbers(positions) {
        let step = [1, 2, 5, 10, 20, 50].into_iter().find(|step| *step >= least).unwrap_or(least.next_multiple_of(100));
        let open = positions.len().checked_sub(1).filter(|last| positions[*last] != numbers[*last].to_string());
        let round = (0..numbers.len()).filter(|at| numbers[*at].is_multiple_of(step) && Some(*at) != open);
        return open.into_iter().chain(round).collect();
    }
    let first_month = positions.first().and_then(|first| month(first));
    match first_month.filter(|_| positions.iter().all(|position| month(position).is_some())) {
        Some(first) => {
            let step = [1, 2, 3, 6].into_iter().find(|step| *step >= least).unwrap_or(least.next_multiple_of(12));
            let start = (APRIL + 12 - first) % step.min(12);
            (start..positions.len()).step_by(step).collect()
        }
        None => (0..positions.len()).filter(|at| (positions.len() - 1 - at).is_multiple_of(least)).collect(),
    }
}

/// The month that a position of a time axis begins with, 0 for January.
fn month(position: &str) -> Option<usize> {
    MONTHS.iter().position(|name| position.starts_with(short(name)))
}

/// The numbers of positions that are only rising whole numbers, such as ages; words may follow the last. Years are
/// not included: their axis ends with the newest, whatever its number.
fn numbers(positions: &[String]) -> Option<Vec<usize>> {
    let (last, before) = positions.split_last().filter(|(_, before)| !before.is_empty())?;
    let words = last.trim_start_matches(|c: char| c.is_ascii_digit());
    let all = before.iter().map(String::as_str).chain([last.strip_suffix(words)?]);
    let numbers = all.map(|words| words.parse().ok().filter(|number| *number < LEAST_YEAR));
    let numbers: Vec<usize> = numbers.collect::<Option<_>>()?;
    numbers.is_sorted_by(|one, next| one < next).then_some(numbers)
}

/// The lines of a row's name, set right against `right` and centred on `middle`.
pub(super) fn write_row_name(picture: &mut Picture, name: &[String], (right, middle): (i32, i32), theme: &Theme) {
    let sizes = theme.sizes;
    let leading = sizes.text() * 11 / 10;
    let above = leading * (as_units(name.len()) - 1) / 2;
    for (line, words) in name.iter().enumerate() {
        let baseline = sizes.centred(middle) - above + leading * as_units(line);
        picture.write(words, (right, baseline), Anchor::Right, theme.plain());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(number: usize, first: usize) -> Vec<String> {
        (first..first + number).map(|month| format!("{} {}", short(MONTHS[month % 12]), 2021 + month / 12)).collect()
    }

    fn shown(positions: &[String], least: usize) -> Vec<&str> {
        thin(positions, least).into_iter().map(|at| positions[at].as_str()).collect()
    }

    #[test]
    fn months_are_thinned_to_the_financial_calendar() {
        assert_eq!(shown(&months(36, APRIL), 12), ["Apr 2021", "Apr 2022", "Apr 2023"]);
        assert_eq!(shown(&months(14, 0), 4), ["Apr 2021", "Oct 2021"]);
        assert_eq!(shown(&months(6, 0), 3), ["Jan 2021", "Apr 2021"]);
    }

    #[test]
    fn years_are_thinned_so_that_the_last_remains() {
        let years: Vec<String> = (2017..2024).map(|year| format!("{year}/{}", year - 1999)).collect();
        assert_eq!(shown(&years, 2), ["2017/18", "2019/20", "2021/22", "2023/24"]);
        assert_eq!(shown(&[], 2), Vec::<&str>::new());
    }

    #[test]
    fn ages_are_thinned_to_fives_and_tens() {
        let ages = |most: usize| -> Vec<String> {
            (0..most).map(|age| age.to_string()).chain([format!("{most} and over")]).collect()
        };
        assert_eq!(shown(&ages(21), 4), ["21 and over", "0", "5", "10", "15", "20"]);
        assert_eq!(shown(&ages(21)[..21], 6), ["0", "10", "20"]);
        assert_eq!(shown(&ages(3), 1), ["3 and over", "0", "1", "2"]);
        let with_gaps = ["9", "10", "14", "15", "17", "20+"].map(str::to_owned);
        assert_eq!(shown(&with_gaps, 2), ["20+", "10", "14"]);
        let calendar_years: Vec<String> = (2017..2024).map(|year| year.to_string()).collect();
        assert_eq!(shown(&calendar_years, 2), ["2017", "2019", "2021", "2023"]);
    }
}
