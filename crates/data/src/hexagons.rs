//! A grid of hexagons over the ground: from a point to the name of its hexagon, and from the name back to the ground.
//!
//! Hexagons have a corner at the top (pointy top) and are named `q,r` in axial coordinates: `q` counts eastwards along
//! a row, `r` counts rows northwards, each row half a width further east than the one below. The centre of `0,0` is at
//! 0 m east and 0 m north. Formulas: Amit Patel, "Hexagonal Grids", Red Blob Games, 2013.

/// How far apart rows are, for hexagons one metre wide: the square root of 3, halved.
const ROW_PITCH: f64 = 0.866_025_403_784_438_6;

/// The name of the hexagon that contains a point, for hexagons of a width in metres from flat to flat. A point on an
/// edge belongs to one of its neighbours, always the same one.
pub fn name(east: f64, north: f64, width_metres: f64) -> String {
    let row = north / (width_metres * ROW_PITCH);
    let [q, r] = nearest(east / width_metres - row / 2.0, row);
    format!("{q},{r}")
}

/// The centre of a hexagon in metres east and north; `None` if the text does not name one.
pub fn centre(name: &str, width_metres: f64) -> Option<[f64; 2]> {
    let (q, r) = name.split_once(',')?;
    let [q, r] = [q.trim().parse::<i32>().ok()?, r.trim().parse::<i32>().ok()?].map(f64::from);
    Some([width_metres * (q + r / 2.0), width_metres * ROW_PITCH * r])
}

/// The six corners about a centre, in metres, the northern one first and then clockwise.
pub fn corners([east, north]: [f64; 2], width_metres: f64) -> [[f64; 2]; 6] {
    let half = width_metres / 2.0;
    // The distance from the centre to a corner is the width divided by the square root of 3.
    let tip = half / ROW_PITCH;
    let way = [(0.0, tip), (half, tip / 2.0), (half, -tip / 2.0), (0.0, -tip), (-half, -tip / 2.0), (-half, tip / 2.0)];
    way.map(|(across, up)| [east + across, north + up])
}

/// The whole coordinates nearest to fractional ones. The three axes of a hexagon sum to zero, so the one that rounding
/// moved furthest follows from the other two.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a place on the ground has small coordinates, and a cast saturates"
)]
fn nearest(q: f64, r: f64) -> [i32; 2] {
    let third = -q - r;
    let whole = [q.round(), r.round(), third.round()];
    let [from_q, from_r, from_third] = [(whole[0] - q).abs(), (whole[1] - r).abs(), (whole[2] - third).abs()];
    if from_q > from_r && from_q > from_third {
        [(-whole[1] - whole[2]) as i32, whole[1] as i32]
    } else if from_r > from_third {
        [whole[0] as i32, (-whole[0] - whole[2]) as i32]
    } else {
        [whole[0] as i32, whole[1] as i32]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn apart([east, north]: [f64; 2], [other_east, other_north]: [f64; 2]) -> f64 {
        (east - other_east).hypot(north - other_north)
    }

    #[test]
    fn the_grid_is_where_it_is_documented() {
        assert_eq!(centre("0,0", 500.0), Some([0.0, 0.0]));
        assert_eq!(centre("3,0", 500.0), Some([1500.0, 0.0]));
        let [east, north] = centre("0,2", 500.0).unwrap();
        assert!((east - 500.0).abs() < 1e-9 && (north - 866.025_403_784).abs() < 1e-6);
        assert_eq!(name(240.0, 0.0, 500.0), "0,0");
        assert_eq!(name(260.0, 0.0, 500.0), "1,0");
        assert_eq!(name(0.0, -290.0, 500.0), "0,-1");
        assert_eq!(name(443_000.0, 380_000.0, 500.0), "447,878");
    }

    #[test]
    fn text_that_names_no_hexagon_has_no_centre() {
        for text in ["", "1", "1;2", "a,b", "1,2,3", "1.5,2", "99999999999,0", "total"] {
            assert_eq!(centre(text, 500.0), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_point_lies_in_the_hexagon_of_its_name(
            east in -1e5..1e6_f64, north in -1e5..2e6_f64, width in 10.0..5e3_f64,
        ) {
            let named = name(east, north, width);
            let middle = centre(&named, width).unwrap();
            prop_assert_eq!(&name(middle[0], middle[1], width), &named);
            let distance = apart([east, north], middle);
            prop_assert!(distance <= width / 3f64.sqrt() * (1.0 + 1e-9));
            // The centre of a neighbour is never nearer: neighbours' centres are the reflections of this one in the
            // six edges.
            let around = corners(middle, width);
            for at in 0..6 {
                let (one, next) = (around[at], around[(at + 1) % 6]);
                let neighbour = [one[0] + next[0] - middle[0], one[1] + next[1] - middle[1]];
                prop_assert!(distance <= apart([east, north], neighbour) + 1e-6 * width);
                prop_assert_ne!(&name(neighbour[0], neighbour[1], width), &named);
            }
        }

        #[test]
        fn hexagons_are_regular_and_as_wide_as_asked(q in -500..500_i32, r in -500..500_i32, width in 10.0..5e3_f64) {
            let middle = centre(&format!("{q},{r}"), width).unwrap();
            let around = corners(middle, width);
            for at in 0..6 {
                let side = apart(around[at], around[(at + 1) % 6]);
                prop_assert!((side - apart(around[at], middle)).abs() < 1e-6 * width);
            }
            prop_assert!((around[1][0] - around[5][0] - width).abs() < 1e-6 * width);
        }
    }
}
