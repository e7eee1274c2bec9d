//! Words at the ends of lines, pushed apart where the lines end close together: names at the right, with the last value of
//! a line of few points, and its first value at the left.

use super::axis::{Frame, as_units};
use super::picture::{Anchor, Picture, Point, Stroke};
use super::text::{Weight, wrap};
use super::theme::{Sizes, Theme};

/// Part of the picture that names at line ends may fill, in hundredths.
const ROOM_PERCENT: i32 = 26;

/// What is written at an end of a line: a name, a value or both.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Caption {
    pub(super) name: String,
    pub(super) value: String,
}

impl Caption {
    pub(super) fn is_empty(&self) -> bool {
        self.name.trim().is_empty() && self.value.is_empty()
    }

    /// The name over at most two lines, the value after it if there is room, otherwise on a line of its own: a name
    /// may be cut, a figure never.
    pub(super) fn lines(&self, theme: &Theme) -> Vec<String> {
        let room = theme.sizes.width() * ROOM_PERCENT / 100;
        let mut lines = wrap(&self.name, theme.sizes.text(), Weight::Semibold, (room, 2));
        if self.value.is_empty() {
            return lines;
        }
        let together = lines.last().map(|last| format!("{last}: {}", self.value));
        match together.filter(|words| theme.sizes.measure(words, Weight::Semibold) <= room) {
            Some(words) => lines.splice(lines.len() - 1.., [words]).for_each(drop),
            None => lines.push(self.value.clone()),
        }
        lines
    }
}

/// The end of a line and what to write there.
pub(super) struct End {
    pub(super) point: Point,
    pub(super) caption: Caption,
    pub(super) stroke: Stroke,
}

/// A column of words next to the lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beside {
    /// Where the lines end.
    pub(super) edge: i32,
    /// Right of the lines, or left of them.
    pub(super) right: bool,
    /// The words are between the top of the picture and this.
    pub(super) bottom: i32,
}

impl Beside {
    /// The column right of a frame.
    pub(super) fn after(frame: Frame, theme: &Theme) -> Self {
        Self { edge: frame.right, right: true, bottom: Self::lowest(frame, theme) }
    }

    /// The column left of the first points of a frame's lines.
    pub(super) fn before(first: i32, frame: Frame, theme: &Theme) -> Self {
        Self { edge: first, right: false, bottom: Self::lowest(frame, theme) }
    }

    /// A word may be centred on the foot of a frame, and no lower: below it are the labels of the time axis.
    fn lowest(frame: Frame, theme: &Theme) -> i32 {
        frame.bottom + height_of(1, theme) / 2
    }
}

/// The room that captions need, with the gaps next to them; almost none if there are no words.
pub(super) fn room(captions: &[Caption], theme: &Theme) -> i32 {
    let lines = captions.iter().flat_map(|caption| caption.lines(theme));
    let widest = lines.map(|line| theme.sizes.measure(&line, Weight::Semibold)).max();
    let written = captions.iter().filter(|caption| !caption.is_empty()).count();
    widest.map_or(theme.sizes.gap(), |widest| gutter(written, theme) + widest)
}

/// Between the lines and the words: if there are several, a line may have to lead to one of them.
fn gutter(captions: usize, theme: &Theme) -> i32 {
    if captions > 1 { theme.sizes.text() * 6 / 5 } else { theme.sizes.gap() }
}

/// Height of a caption of this many lines. Two lines read as one caption only if the next caption is further away.
pub(super) fn height_of(lines: usize, theme: &Theme) -> i32 {
    theme.sizes.leading() * as_units(lines) + theme.sizes.text() / 3
}

/// Writes captions in one column, as near to their lines as they can be without touching. A thin line leads to one
/// that had to move, or whose line ends early.
pub(super) fn write(picture: &mut Picture, beside: Beside, mut ends: Vec<End>, theme: &Theme) {
    ends.sort_by_key(|end| end.point.1);
    let captions: Vec<Vec<String>> = ends.iter().map(|end| end.caption.lines(theme)).collect();
    let height = |caption: &Vec<String>| height_of(caption.len(), theme);
    let wanted: Vec<(i32, i32)> =
        ends.iter().zip(&captions).map(|(end, caption)| (end.point.1, height(caption))).collect();
    let (way, anchor) = if beside.right { (1, Anchor::Left) } else { (-1, Anchor::Right) };
    let edge = beside.edge + way * gutter(ends.len(), theme);
    let leading = theme.sizes.leading();
    for ((end, caption), middle) in ends.iter().zip(&captions).zip(apart(&wanted, beside.bottom)) {
        lead(picture, end, (edge - way * theme.sizes.gap() / 2, middle), theme);
        let ink = if end.stroke.dashed { theme.quiet() } else { theme.strong() };
        let above = leading * (as_units(caption.len()) - 1) / 2;
        for (line, words) in caption.iter().enumerate() {
            let baseline = theme.sizes.centred(middle) - above + leading * as_units(line);
            picture.write(words, (edge, baseline), anchor, ink);
        }
    }
}

fn lead(picture: &mut Picture, end: &End, to: Point, theme: &Theme) {
    let across = to.0 - end.point.0;
    let moved = (to.1 - end.point.1).abs() > theme.sizes.text();
    let early = across.abs() > theme.sizes.text() * 2;
    if moved || early {
        let stroke = Stroke { width: Sizes::from_pt(theme.sizes.grid_pt), dashed: false, ..end.stroke };
        let from = (end.point.0 + across.signum() * theme.sizes.gap(), end.point.1);
        picture.path(vec![from, to], stroke);
    }
}

/// Names that touch, moved together as one: their top, their height and where the top of each would ideally be, minus
/// the height above it.
struct Pile {
    top: i32,
    height: i32,
    heights: Vec<i32>,
    wishes: Vec<i32>,
}

/// Middles for things with a given (middle, height), in order from the top, so that none overlaps another and all lie
/// between 0 and `bottom` as far as they can. Things that would touch share the distance they have to move.
pub(super) fn apart(wanted: &[(i32, i32)], bottom: i32) -> Vec<i32> {
    let mut piles: Vec<Pile> = Vec::new();
    for (middle, height) in wanted {
        let wish = middle - height / 2;
        let top = wish.clamp(0, (bottom - height).max(0));
        let mut pile = Pile { top, height: *height, heights: vec![*height], wishes: vec![wish] };
        while let Some(above) = piles.pop_if(|above| above.top + above.height > pile.top) {
            pile = above.over(pile, bottom);
        }
        piles.push(pile);
    }
    piles.iter().flat_map(Pile::middles).collect()
}

impl Pile {
    fn over(mut self, below: Self, bottom: i32) -> Self {
        self.wishes.extend(below.wishes.iter().map(|wish| wish - self.height));
        self.heights.extend(below.heights);
        self.height += below.height;
        let mean = self.wishes.iter().sum::<i32>() / as_units(self.wishes.len());
        self.top = mean.clamp(0, (bottom - self.height).max(0));
        self
    }

    fn middles(&self) -> Vec<i32> {
        let mut top = self.top;
        let middle = |height: &i32| {
            top += height;
            top - height + height / 2
        };
        self.heights.iter().map(middle).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_place_unless_they_would_touch() {
        assert_eq!(apart(&[(100, 120), (900, 120)], 2000), [100, 900]);
        assert_eq!(apart(&[(500, 120), (510, 120), (530, 120)], 2000), [393, 513, 633]);
    }

    #[test]
    fn names_stay_inside_the_picture() {
        assert_eq!(apart(&[(1990, 120), (1995, 120)], 2000), [1820, 1940]);
        assert_eq!(apart(&[(0, 120)], 2000), [60]);
    }
}
