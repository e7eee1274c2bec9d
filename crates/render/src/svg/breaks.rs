//! Where a series is broken: a thin dashed line between two times.

use super::axis::Frame;
use super::picture::{Anchor, Picture, Stroke};
use super::theme::{Sizes, Theme};
use sna_core::document::{BREAK, is_after_break};

/// Draws the lines before the times whose labels say so. Where there is room above the frame, or `inside` it, each is marked.
pub(super) fn draw<'l>(
    picture: &mut Picture,
    labels: impl IntoIterator<Item = &'l str>,
    (frame, centres): (Frame, &[i32]),
    is_marked: bool,
    theme: &Theme,
) {
    let sizes = theme.sizes;
    let stroke = Stroke { colour: theme.colours.axis, width: Sizes::from_pt(sizes.grid_pt), dashed: true };
    let broken = labels.into_iter().enumerate().skip(1).filter(|(_, label)| is_after_break(label));
    for (at, _) in broken {
        let (Some(before), Some(after)) = (centres.get(at - 1), centres.get(at)) else { continue };
        let x = i32::midpoint(*before, *after);
        picture.path(vec![(x, frame.top), (x, frame.bottom)], stroke);
        let has_room = frame.top >= sizes.leading();
        let place =
            if has_room { (x, frame.top - sizes.text() / 3) } else { (x + sizes.gap() / 2, frame.top + sizes.text()) };
        let anchor = if has_room { Anchor::Middle } else { Anchor::Left };
        if is_marked {
            picture.write(BREAK, place, anchor, theme.quiet());
        }
    }
}
