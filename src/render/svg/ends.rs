//! Names at the ends of lines, pushed apart where the lines end close together.

use super::axis::{Frame, as_units};
use super::picture::{Anchor, Picture, Point, Stroke};
use super::text::{Weight, wrap};
use super::theme::{Sizes, Theme};

/// Part of the picture that names at line ends may fill, in hundredths.
const ROOM_PERCENT: i32 = 26;

/// The end of a line and what to write there.
pub(super) struct End {
    pub(super) point: Point,
    pub(super) words: String,
    pub(super) stroke: Stroke,
}

/// The room that words at line ends need, with the gaps beside them; next to none where there are no words.
pub(super) fn room(words: &[String], theme: &Theme) -> i32 {
    let lines = words.iter().flat_map(|words| lines_of(words, theme));
    let widest = lines.map(|line| theme.sizes.measure(&line, Weight::Semibold)).max();
    let named = words.iter().filter(|words| !words.trim().is_empty()).count();
    widest.map_or(theme.sizes.gap(), |widest| gutter(named, theme) + widest)
}

/// Between the frame and the names: where there are several, a line may have to lead to one of them.
fn gutter(names: usize, theme: &Theme) -> i32 {
    if names > 1 { theme.sizes.text() * 6 / 5 } else { theme.sizes.gap() }
}

fn lines_of(words: &str, theme: &Theme) -> Vec<String> {
    let room = theme.sizes.width() * ROOM_PERCENT / 100;
    wrap(words, theme.sizes.text(), Weight::Semibold, (room, 2))
}

/// Writes the names in one column right of the frame, as near to their lines as they can stand without touching. A thin
/// line leads to a name that had to move, or whose line ends early.
pub(super) fn write(picture: &mut Picture, frame: Frame, mut ends: Vec<End>, theme: &Theme) {
    ends.sort_by_key(|end| end.point.1);
    let names: Vec<Vec<String>> = ends.iter().map(|end| lines_of(&end.words, theme)).collect();
    let leading = theme.sizes.leading();
    // A name of two lines reads as one name only if the next stands further off.
    let height = |name: &Vec<String>| leading * as_units(name.len()) + theme.sizes.text() / 3;
    let wanted: Vec<(i32, i32)> = ends.iter().zip(&names).map(|(end, name)| (end.point.1, height(name))).collect();
    let middles = apart(&wanted, picture.height);
    let left = frame.right + gutter(ends.len(), theme);
    for ((end, name), middle) in ends.iter().zip(&names).zip(middles) {
        lead(picture, end, (left - theme.sizes.gap() / 2, middle), theme);
        let ink = if end.stroke.dashed { theme.quiet() } else { theme.strong() };
        let above = leading * (as_units(name.len()) - 1) / 2;
        for (line, words) in name.iter().enumerate() {
            let baseline = theme.sizes.centred(middle) - above + leading * as_units(line);
            picture.write(words, (left, baseline), Anchor::Left, ink);
        }
    }
}

fn lead(picture: &mut Picture, end: &End, to: Point, theme: &Theme) {
    let moved = (to.1 - end.point.1).abs() > theme.sizes.text();
    let early = to.0 - end.point.0 > theme.sizes.text() * 2;
    if moved || early {
        let stroke = Stroke { width: Sizes::from_pt(theme.sizes.grid_pt), dashed: false, ..end.stroke };
        picture.path(vec![(end.point.0 + theme.sizes.gap(), end.point.1), to], stroke);
    }
}

/// Names that touch, moved together as one: their top, their height and where the top of each would rather be, less what
/// stands above it.
struct Pile {
    top: i32,
    height: i32,
    heights: Vec<i32>,
    wishes: Vec<i32>,
}

/// Middles for things of given (middle, height), in order from the top, so that none overlaps another and all lie between
/// 0 and `bottom` as far as they can. Things that would touch share the distance they have to move.
fn apart(wanted: &[(i32, i32)], bottom: i32) -> Vec<i32> {
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
