//! A value axis along the foot of a frame.

use super::axis::{Frame, as_units};
use super::picture::{Anchor, Picture, Stroke};
use super::scale::Scale;
use super::text::{Weight, fit};
use super::theme::{Sizes, Theme};
use sna_core::document::{Format, format_number};

/// The room that the numbers of such an axis take below the frame.
pub(super) fn room(theme: &Theme) -> i32 {
    theme.sizes.leading() + theme.sizes.gap()
}

/// Where a value is between the sides of a frame.
pub(super) fn place(frame: Frame, value: f64, scale: &Scale) -> i32 {
    scale.place(value, (frame.left, frame.right))
}

/// Light vertical lines with their numbers below the frame, as many as are clear of one another.
pub(super) fn write(picture: &mut Picture, frame: Frame, scale: &Scale, format: Format, theme: &Theme) {
    let (sizes, ink) = (theme.sizes, theme.quiet());
    let grid = Stroke { colour: theme.colours.grid, width: Sizes::from_pt(sizes.grid_pt), dashed: false };
    let ticks = scale.ticks();
    let room = (frame.right - frame.left) / as_units(ticks.len().max(1));
    let mut clear = 0;
    for tick in ticks {
        let x = place(frame, tick, scale);
        picture.path(vec![(x, frame.top), (x, frame.bottom)], grid);
        let number =
            fit(&format_number(tick, scale.tick_format(format)), sizes.text(), ink.weight, room.max(sizes.text() * 6));
        let (left, right) = picture.extent(&number, x, Anchor::Middle, Weight::Regular);
        if left >= clear {
            picture.write(&number, (x, frame.bottom + sizes.leading()), Anchor::Middle, ink);
            clear = right + sizes.gap();
        }
    }
}
