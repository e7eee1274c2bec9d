//! Tests of the pictures of places: maps, intervals and funnels.

use proptest::prelude::*;

use super::tests::{format, label, number, overlapping, sound_picture, svg, texts};
use sna_core::document::{
    AreaMap, Bars, Benchmark, Class, Format, Funnel, FunnelPoint, Hexagons, Hidden, Interval, Intervals, MapArea, Plot,
    Ring, Tile, Tiles,
};

fn class(name: &str, low: f64, high: f64) -> Class {
    Class { name: name.to_owned(), low: Some(low), high: Some(high) }
}

fn three() -> Vec<Class> {
    vec![class("Lowest", 4.1, 7.9), class("Middle", 8.0, 9.9), class("Highest", 10.0, 14.3)]
}

fn words(svg: &str) -> Vec<String> {
    texts(svg).into_iter().map(|(words, _)| words).collect()
}

/// A rectangle of kilometres.
fn block(name: &str, [west, south, east, north]: [i32; 4], value: Option<f64>, class: Option<usize>) -> MapArea {
    let corners = [[west, south], [east, south], [east, north], [west, north]];
    let rings = vec![Ring(corners.map(|corner| corner.map(|km| km * 1000)).to_vec())];
    MapArea { name: name.to_owned(), value, class, rings, labelled: value.is_some() }
}

#[test]
fn tiles_carry_names_and_figures() {
    let tile = |name: &str, value, class, column, row| Tile { name: name.to_owned(), value, class, column, row };
    let tiles = vec![
        tile("High Peak", Some(4.1), Some(0), 0, 1),
        tile("North East Derbyshire", Some(8.5), Some(1), 1, 1),
        tile("Derby", Some(14.3), Some(2), 1, 3),
        tile("Bolsover", None, None, 2, 2),
    ];
    let svg = svg(&Plot::Tiles(Tiles { tiles, classes: three(), format: Format::Decimal(1) }));
    assert_eq!(overlapping(&svg), None);
    insta::assert_snapshot!(svg);
}

#[test]
fn areas_are_shaded_by_class_and_the_highest_are_named_inside_or_beside() {
    let areas = vec![
        block("Amber Valley", [0, 0, 40, 30], Some(14.3), Some(2)),
        block("Brook", [40, 0, 44, 4], Some(8.5), Some(1)),
        block("Meadow", [40, 4, 60, 30], Some(4.1), Some(0)),
        block("Nowhere", [40, 30, 60, 40], None, None),
    ];
    let svg = svg(&Plot::Map(AreaMap { areas, classes: three(), format: Format::Decimal(1) }));
    assert_eq!(overlapping(&svg), None);
    insta::assert_snapshot!(svg);
}

#[test]
fn hexagons_lie_under_the_boundaries() {
    let hexagons =
        vec![block("0,0", [0, 0, 1, 1], Some(12.0), Some(1)), block("1,0", [1, 0, 2, 1], Some(3.0), Some(0))];
    let hexagons: Vec<MapArea> = hexagons.into_iter().map(|area| MapArea { labelled: false, ..area }).collect();
    let outlines = vec![Ring(vec![[0, 0], [4000, 0], [4000, 3000]])];
    let classes = vec![class("Lower", 3.0, 9.0), class("Higher", 10.0, 12.0)];
    let svg =
        svg(&Plot::Hexagons(Hexagons { hexagons, outlines, classes, width_metres: 1000.0, hidden: Hidden::default() }));
    assert_eq!(words(&svg), ["Lower: 3 to 9", "Higher: 10 to 12", "1 km"]);
    let last = svg.lines().rfind(|line| line.starts_with("<path")).unwrap();
    assert!(last.contains("fill=\"none\""), "{last}");
}

#[test]
fn six_hundred_areas_of_seventy_points_stay_in_tens_of_kilobytes() {
    // Neighbours share their corners and their wavering sides.
    let wave = |at: i32| [0, 6, 9, 6, 0, -6, -9, -6][usize::try_from(at.rem_euclid(8)).unwrap()];
    let side = |[from, to]: [[i32; 2]; 2]| {
        (0..18).map(move |step| {
            let along = |at: usize| from[at] + (to[at] - from[at]) * step / 18;
            let off = wave(step + from[0] / 100 + from[1] / 100);
            [along(0) + off, along(1) + off]
        })
    };
    let area = |at: i32| {
        let (west, south) = (at % 25 * 2000, at / 25 * 2000);
        let corners = [[west, south], [west + 2000, south], [west + 2000, south + 2000], [west, south + 2000]];
        let ring = (0..4).flat_map(|at| side([corners[at], corners[(at + 1) % 4]])).collect();
        let class = usize::try_from(at % 3).ok();
        MapArea { name: at.to_string(), value: Some(f64::from(at)), class, rings: vec![Ring(ring)], labelled: false }
    };
    let svg = svg(&Plot::Map(AreaMap { areas: (0..650).map(area).collect(), classes: three(), format: Format::Count }));
    assert_eq!(svg.matches("<path").count(), 3);
    assert!(svg.len() < 40_000, "{}", svg.len());
}

#[test]
fn intervals_say_in_words_how_areas_stand() {
    let interval = |name: &str, value, low, high| Interval { name: name.to_owned(), value, low, high };
    let intervals = vec![
        interval("Derby", 12.4, 11.0, 13.9),
        interval("North East Derbyshire", 8.1, 6.6, 9.9),
        interval("High Peak", 4.2, 3.0, 5.7),
    ];
    let benchmark = Benchmark { name: "Derbyshire".to_owned(), value: 7.6 };
    let svg = svg(&Plot::Intervals(Intervals { intervals, benchmark, format: Format::Decimal(1) }));
    assert_eq!(overlapping(&svg), None);
    insta::assert_snapshot!(svg);
}

fn funnel_point(name: &str, size: f64, value: f64, spread: f64) -> FunnelPoint {
    let limits = [7.6 - spread, 7.6 + spread, 7.6 - 1.6 * spread, 7.6 + 1.6 * spread].map(Some);
    FunnelPoint { name: name.to_owned(), size, value, limits }
}

#[test]
fn areas_beyond_the_limits_of_a_funnel_are_named() {
    let points = vec![
        funnel_point("Derbyshire Dales", 71_500.0, 4.0, 2.0),
        funnel_point("Bolsover", 80_300.0, 8.0, 1.9),
        funnel_point("Derby", 261_400.0, 12.4, 1.0),
    ];
    let plot = Plot::Funnel(Funnel {
        points,
        benchmark: Some(Benchmark { name: "Derbyshire".to_owned(), value: 7.6 }),
        measured: "Rate per 1,000 residents".to_owned(),
        against: "Population".to_owned(),
        format: Format::Decimal(1),
        size_format: Format::Count,
        widened: false,
    });
    let svg = svg(&plot);
    let words = words(&svg);
    for expected in ["Derby", "Derbyshire Dales", "99.8%", "95%", "Derbyshire: 7.6", "Population"] {
        assert!(words.iter().any(|words| words == expected), "{expected} in {words:?}");
    }
    assert!(!words.iter().any(|words| words == "Bolsover"));
    assert_eq!(overlapping(&svg), None);
    insta::assert_snapshot!(svg);
}

#[test]
fn places_without_figures_say_so() {
    let nothing = svg(&Plot::Bars(Bars { bars: vec![], format: Format::Count, emphasis: None }));
    let areas = vec![block("Derby", [0, 0, 1, 1], None, None)];
    let (classes, format) = (Vec::new(), Format::Count);
    assert_eq!(svg(&Plot::Map(AreaMap { areas, classes: classes.clone(), format })), nothing);
    let flat = MapArea { rings: vec![Ring(vec![[5, 5], [5, 9]])], ..block("Derby", [0, 0, 1, 1], Some(1.0), Some(0)) };
    assert_eq!(svg(&Plot::Map(AreaMap { areas: vec![flat], classes: classes.clone(), format })), nothing);
    assert_eq!(svg(&Plot::Tiles(Tiles { tiles: vec![], classes, format })), nothing);
    let benchmark = Benchmark { name: String::new(), value: f64::NAN };
    assert_eq!(svg(&Plot::Intervals(Intervals { intervals: vec![], benchmark, format })), nothing);
}

fn some_classes() -> impl Strategy<Value = Vec<Class>> {
    let end = || prop::option::of(-1e6..1e6_f64);
    let class = (label(), end(), end()).prop_map(|(name, low, high)| Class { name, low, high });
    prop::collection::vec(class, 0..4)
}

fn some_tiles() -> impl Strategy<Value = Plot> {
    let tile = (label(), number(), prop::option::of(0..4_usize));
    let places = prop::collection::btree_set((0..8_u8, 0..8_u8), 0..30);
    (places, prop::collection::vec(tile, 30), some_classes(), format()).prop_map(|(places, tiles, classes, format)| {
        let tile = |((column, row), (name, value, class))| Tile { name, value, class, column, row };
        Plot::Tiles(Tiles { tiles: places.into_iter().zip(tiles).map(tile).collect(), classes, format })
    })
}

fn some_ring() -> impl Strategy<Value = Ring> {
    let metres = || prop_oneof![4 => 400_000..460_000_i32, 1 => -5..5_i32, 1 => any::<i32>()];
    let scattered = prop::collection::vec((metres(), metres()), 0..20);
    let block = (0..50_000_i32, 0..50_000_i32, 10..40_000_i32, 10..40_000_i32).prop_map(|(west, south, wide, high)| {
        vec![(west, south), (west + wide, south), (west + wide, south + high), (west, south + high)]
    });
    let points = prop_oneof![1 => scattered, 3 => block];
    points.prop_map(|points| Ring(points.into_iter().map(|(east, north)| [east, north]).collect()))
}

/// At most eight areas are labelled, as the options of a map allow; areas may cover one another.
fn some_areas() -> impl Strategy<Value = Vec<MapArea>> {
    let rings = prop::collection::vec(some_ring(), 0..3);
    let area = (label(), number(), prop::option::of(0..4_usize), rings, any::<bool>());
    prop::collection::vec(area, 0..40).prop_map(|areas| {
        let area = |(at, (name, value, class, rings, labelled))| MapArea {
            name,
            value,
            class,
            rings,
            labelled: labelled && at < 8,
        };
        areas.into_iter().enumerate().map(area).collect()
    })
}

fn some_map() -> impl Strategy<Value = Plot> {
    let outlines = prop::collection::vec(some_ring(), 0..3);
    (some_areas(), some_classes(), format(), outlines, any::<bool>()).prop_map(
        |(areas, classes, format, outlines, hexagons)| {
            if hexagons {
                let hexagons = areas.into_iter().map(|area| MapArea { labelled: false, ..area }).collect();
                Plot::Hexagons(Hexagons { hexagons, outlines, classes, width_metres: 500.0, hidden: Hidden::default() })
            } else {
                Plot::Map(AreaMap { areas, classes, format })
            }
        },
    )
}

fn figure() -> impl Strategy<Value = f64> {
    number().prop_map(|number| number.unwrap_or(7.5))
}

fn some_intervals() -> impl Strategy<Value = Plot> {
    let interval = (label(), figure(), figure(), figure()).prop_map(|(name, value, low, high)| Interval {
        name,
        value,
        low,
        high,
    });
    (prop::collection::vec(interval, 0..45), label(), figure(), format()).prop_map(
        |(intervals, name, value, format)| {
            Plot::Intervals(Intervals { intervals, benchmark: Benchmark { name, value }, format })
        },
    )
}

fn some_funnel() -> impl Strategy<Value = Plot> {
    let point = (label(), figure(), figure(), [number(), number(), number(), number()])
        .prop_map(|(name, size, value, limits)| FunnelPoint { name, size, value, limits });
    let whole = prop::option::of((label(), figure()).prop_map(|(name, value)| Benchmark { name, value }));
    (prop::collection::vec(point, 0..60), whole, [label(), label()], [format(), format()]).prop_map(
        |(points, benchmark, [measured, against], [format, size_format])| {
            Plot::Funnel(Funnel { points, benchmark, measured, against, format, size_format, widened: false })
        },
    )
}

fn keeps_its_words(plot: &Plot) -> Result<(), TestCaseError> {
    let svg = svg(plot);
    sound_picture(&svg)?;
    prop_assert_eq!(overlapping(&svg), None);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_tiles_keep_their_words_inside_and_apart(plot in some_tiles()) {
        keeps_its_words(&plot)?;
    }

    #[test]
    fn any_map_keeps_its_words_inside_and_apart(plot in some_map()) {
        keeps_its_words(&plot)?;
    }

    #[test]
    fn any_intervals_keep_their_words_inside_and_apart(plot in some_intervals()) {
        keeps_its_words(&plot)?;
    }

    #[test]
    fn any_funnel_keeps_its_words_inside_and_apart(plot in some_funnel()) {
        keeps_its_words(&plot)?;
    }
}
