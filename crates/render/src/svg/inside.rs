//! Where words fit inside an outline, and where a line that leads to it should end.

use super::picture::Point;

/// Heights that are tried between the top and the foot of an outline.
const HEIGHTS: i32 = 32;

/// An outline is looked at in lines this far apart, in tenths of a point.
const APART: i32 = 12;

/// A stretch of a horizontal line: from, to.
type Stretch = (i32, i32);

/// The centre of a place for words of a width and a height inside rings, where there is most room; `None` if they fit
/// nowhere.
pub(super) fn room(rings: &[Vec<Point>], (width, height): (i32, i32)) -> Option<Point> {
    let (top, bottom) = span(rings)?;
    let free = (bottom - top - height).max(0);
    let middles = (0..=HEIGHTS).map(|step| top + height / 2 + free * step / HEIGHTS);
    let place = |middle: i32| Some((widest(&clear(rings, middle - height / 2, height))?, middle));
    let wide = middles.filter_map(place).filter(|((from, to), _)| to - from >= width);
    // Of places of equal room, the one nearest to the middle.
    let best = wide.max_by_key(|((from, to), middle)| (to - from, -(2 * middle - top - bottom).abs()));
    best.map(|((from, to), middle)| (i32::midpoint(from, to), middle))
}

/// A point well inside rings.
pub(super) fn middle(rings: &[Vec<Point>]) -> Option<Point> {
    room(rings, (0, 0))
}

/// The highest and the lowest height of any ring.
fn span(rings: &[Vec<Point>]) -> Option<(i32, i32)> {
    let heights = || rings.iter().flatten().map(|point| point.1);
    Some((heights().min()?, heights().max()?))
}

fn widest(stretches: &[Stretch]) -> Option<Stretch> {
    stretches.iter().copied().max_by_key(|(from, to)| to - from)
}

/// The stretches that are inside over a whole height.
fn clear(rings: &[Vec<Point>], top: i32, height: i32) -> Vec<Stretch> {
    let lines = height / APART + 1;
    let lines = (0..=lines).map(|line| inside(rings, top + height * line / lines));
    lines.reduce(|one, other| common(&one, &other)).unwrap_or_default()
}

fn common(one: &[Stretch], other: &[Stretch]) -> Vec<Stretch> {
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| (one.0.max(other.0), one.1.min(other.1))));
    pairs.filter(|(from, to)| from < to).collect()
}

/// The stretches of a horizontal line that an odd number of rings surrounds, looked at half a unit below it so that it
/// meets no corner.
fn inside(rings: &[Vec<Point>], height: i32) -> Vec<Stretch> {
    let level = f64::from(height) + 0.5;
    let sides = rings.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1)));
    let crossing = |(from, to): (&Point, &Point)| {
        let [low, high] = [from.1, to.1].map(f64::from);
        let meets = (low < level) != (high < level);
        meets.then(|| f64::from(from.0) + (f64::from(to.0) - f64::from(from.0)) * (level - low) / (high - low))
    };
    let mut crossings: Vec<f64> = sides.filter_map(crossing).collect();
    crossings.sort_by(f64::total_cmp);
    crossings.chunks_exact(2).map(|pair| (inwards(pair[0].ceil()), inwards(pair[1].floor()))).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "whole, and within a picture")]
fn inwards(units: f64) -> i32 {
    units as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(left: i32, top: i32, right: i32, bottom: i32) -> Vec<Point> {
        vec![(left, top), (right, top), (right, bottom), (left, bottom)]
    }

    #[test]
    fn words_are_where_an_outline_is_widest() {
        // A narrow neck over a broad foot.
        let flask = vec![(400, 0), (500, 0), (500, 500), (900, 500), (900, 800), (0, 800), (0, 500), (400, 500)];
        let place = room(std::slice::from_ref(&flask), (600, 120)).unwrap();
        assert_eq!(place.0, 450);
        assert!((560..=740).contains(&place.1), "{place:?}");
        assert_eq!(room(&[flask], (600, 400)), None);
    }

    #[test]
    fn words_keep_clear_of_a_hole() {
        let rings = [block(0, 0, 1000, 300), block(300, 50, 500, 250)];
        let place = room(&rings, (450, 200)).unwrap();
        assert!((725..=775).contains(&place.0), "{place:?}");
        assert_eq!(room(&rings, (600, 200)), None);
        assert!(middle(&[]).is_none());
    }
}
