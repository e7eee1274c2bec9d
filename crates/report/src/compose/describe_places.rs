//! Words that stand for maps and for charts that compare areas with the whole.

use super::describe::highest_and_lowest;
use sna_core::document::{
    Benchmark, Beyond, Cell, Class, Format, FunnelPoint, Hidden, Interval, MapArea, Standing, Tile, format_number,
};

/// So few areas are all named.
const FEW_AREAS: usize = 12;

/// A figure in its place: a name, the figure and its class.
type Placed<'a> = (&'a str, Option<f64>, Option<usize>);

/// A tile map.
pub(super) fn tiles(tiles: &[Tile], classes: &[Class], format: Format) -> String {
    let placed: Vec<Placed> = tiles.iter().map(|tile| (tile.name.as_str(), tile.value, tile.class)).collect();
    let kind = format!("Tile map of {}", counted(tiles.len(), "area"));
    format!("{kind} {}. {}", in_classes(classes), figures(&placed, classes, format))
}

/// A map of areas within their boundaries.
pub(super) fn map(areas: &[MapArea], classes: &[Class], format: Format) -> String {
    let placed: Vec<Placed> = areas.iter().map(|area| (area.name.as_str(), area.value, area.class)).collect();
    let kind = format!("Map of {}", counted(areas.len(), "area"));
    let mut labelled: Vec<&MapArea> = areas.iter().filter(|area| area.labelled).collect();
    labelled.sort_by(|one, other| other.value.unwrap_or(f64::MIN).total_cmp(&one.value.unwrap_or(f64::MIN)));
    let named =
        labelled.iter().filter_map(|area| Some(format!("{} ({})", area.name, format_number(area.value?, format))));
    let named: Vec<String> = named.collect();
    let highest = if named.len() > 1 { format!(" Named on the map: {}.", named.join(", ")) } else { String::new() };
    format!("{kind} {}. {}{highest}", in_classes(classes), figures(&placed, classes, format))
}

/// A map of hexagons.
pub(super) fn hexagons(hexagons: &[MapArea], classes: &[Class], width_metres: f64, hidden: Hidden) -> String {
    let width = format_number(width_metres, Format::Count);
    let kind = format!("Map of {} {width} metres wide", counted(hexagons.len(), "hexagon"));
    let members = by_class(&hexagons.iter().map(|area| area.class).collect::<Vec<_>>(), classes, Format::Count);
    let most = hexagons.iter().filter_map(|area| area.value).reduce(f64::max);
    let most = most.map_or_else(String::new, |most| {
        format!(" The most in one hexagon are {}.", format_number(most, Format::Count))
    });
    let left = match hidden.hexagons {
        0 => String::new(),
        number => format!(
            " Not drawn, for they hold fewer than {} records: {}.",
            hidden.at_least,
            Cell::Count(number).print(Format::Count)
        ),
    };
    format!("{kind} {}.{members}{most}{left}", in_classes(classes))
}

/// Intervals against a benchmark.
pub(super) fn intervals(intervals: &[Interval], benchmark: &Benchmark, format: Format) -> String {
    let of = |standing: Standing| {
        let names = intervals.iter().filter(|area| area.standing(benchmark.value) == standing);
        named(&names.map(|area| area.name.as_str()).collect::<Vec<_>>())
    };
    let figures: Vec<(&str, f64)> = intervals.iter().map(|area| (area.name.as_str(), area.value)).collect();
    format!(
        "{} with 95% intervals, highest first, against {} ({}). Higher: {}. Similar: {}. Lower: {}. {}",
        counted(intervals.len(), "figure"),
        benchmark.name,
        format_number(benchmark.value, format),
        of(Standing::Higher),
        of(Standing::Similar),
        of(Standing::Lower),
        highest_and_lowest(&figures, format)
    )
}

/// A funnel plot.
pub(super) fn funnel(points: &[FunnelPoint], benchmark: Option<&Benchmark>, against: &str, format: Format) -> String {
    let whole = benchmark
        .map_or_else(String::new, |whole| format!(" around {} ({})", whole.name, format_number(whole.value, format)));
    // The furthest from the whole first, on either side.
    let mut sorted: Vec<&FunnelPoint> = points.iter().collect();
    sorted.sort_by(|one, other| other.value.total_cmp(&one.value));
    let of = |beyond: Beyond| {
        let mut names: Vec<&&FunnelPoint> = sorted.iter().filter(|point| point.beyond() == Some(beyond)).collect();
        if matches!(beyond, Beyond::Limit95(Standing::Lower) | Beyond::Limit998(Standing::Lower)) {
            names.reverse();
        }
        let names: Vec<String> =
            names.iter().map(|point| format!("{} ({})", point.name, format_number(point.value, format))).collect();
        named(&names.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let within = points.iter().filter(|point| point.beyond().is_none()).count();
    format!(
        "Funnel plot of {} by size ({against}), with limits of 95% and 99.8%{whole}. Above the 99.8% limit: {}. \
         Above the 95% limit only: {}. Below the 95% limit only: {}. Below the 99.8% limit: {}. Within the limits: {within}.",
        counted(points.len(), "area"),
        of(Beyond::Limit998(Standing::Higher)),
        of(Beyond::Limit95(Standing::Higher)),
        of(Beyond::Limit95(Standing::Lower)),
        of(Beyond::Limit998(Standing::Lower)),
    )
}

/// `1 area`, `2 areas`.
fn counted(number: usize, what: &str) -> String {
    let printed = Cell::Count(u64::try_from(number).unwrap_or(u64::MAX)).print(Format::Count);
    if number == 1 { format!("{printed} {what}") } else { format!("{printed} {what}s") }
}

fn in_classes(classes: &[Class]) -> String {
    match classes.len() {
        0 | 1 => "in one shade".to_owned(),
        number => format!("in {number} shades, the highest class the darkest"),
    }
}

/// Each class with its range and its areas, the extremes, and how many have no figure.
fn figures(placed: &[Placed], classes: &[Class], format: Format) -> String {
    let class_of: Vec<Option<usize>> = placed.iter().map(|(_, _, class)| *class).collect();
    let members = if placed.len() <= FEW_AREAS {
        let names = |at: usize| {
            let members = placed.iter().filter(|(_, _, class)| *class == Some(at));
            named(&members.map(|(name, _, _)| *name).collect::<Vec<_>>())
        };
        let class =
            |(at, class): (usize, &Class)| format!("{}: {}. ", class.label(format).replacen(": ", ", ", 1), names(at));
        classes.iter().enumerate().map(class).collect::<String>()
    } else {
        format!("{} ", by_class(&class_of, classes, format).trim_start())
    };
    let known: Vec<(&str, f64)> = placed.iter().filter_map(|(name, value, _)| Some((*name, (*value)?))).collect();
    let blank = match placed.len() - known.len() {
        0 => String::new(),
        number => format!(" Without a figure: {number}."),
    };
    format!("{members}{}{blank}", highest_and_lowest(&known, format))
}

/// ` Lowest: 4.1 to 7.9, 216 areas.` for each class.
fn by_class(class_of: &[Option<usize>], classes: &[Class], format: Format) -> String {
    let number = |at: usize| class_of.iter().filter(|class| **class == Some(at)).count();
    let words = |(at, class): (usize, &Class)| format!(" {} ({}).", class.label(format), number(at));
    classes.iter().enumerate().map(words).collect()
}

/// Names, of many the first so many and how many more.
fn named(names: &[&str]) -> String {
    match names {
        [] => "none".to_owned(),
        names if names.len() <= FEW_AREAS => names.join(", "),
        names => format!("{} and {} more", names[..FEW_AREAS].join(", "), names.len() - FEW_AREAS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(name: &str, low: f64, high: f64) -> Class {
        Class { name: name.to_owned(), low: Some(low), high: Some(high) }
    }

    fn area(name: &str, value: Option<f64>, class: Option<usize>, labelled: bool) -> MapArea {
        MapArea { name: name.to_owned(), value, class, rings: Vec::new(), labelled }
    }

    #[test]
    fn a_map_of_few_areas_names_those_of_each_class() {
        let classes = [class("Lower", 4.1, 7.9), class("Higher", 8.0, 14.3)];
        let areas = [
            area("Derby", Some(14.3), Some(1), true),
            area("Erewash", Some(8.0), Some(1), true),
            area("Bolsover", Some(4.1), Some(0), false),
            area("High Peak", None, None, false),
        ];
        assert_eq!(
            map(&areas, &classes, Format::Decimal(1)),
            "Map of 4 areas in 2 shades, the highest class the darkest. Lower, 4.1 to 7.9: Bolsover. Higher, 8.0 to 14.3: \
             Derby, Erewash. The highest is Derby (14.3), the lowest Bolsover (4.1). Without a figure: 1. \
             Named on the map: Derby (14.3), Erewash (8.0)."
        );
        let tile =
            |area: &MapArea| Tile { name: area.name.clone(), value: area.value, class: area.class, column: 0, row: 0 };
        assert_eq!(
            tiles(&areas[2..].iter().map(tile).collect::<Vec<_>>(), &classes[..1], Format::Decimal(1)),
            "Tile map of 2 areas in one shade. Lower, 4.1 to 7.9: Bolsover. Bolsover is 4.1. Without a figure: 1."
        );
    }

    #[test]
    fn a_map_of_many_areas_counts_those_of_each_class() {
        let classes = [class("Lower", 1.0, 6.0), class("Higher", 7.0, 13.0)];
        let areas: Vec<MapArea> = (1..14_u8)
            .map(|at| area(&format!("W{at}"), Some(f64::from(at)), Some(usize::from(at > 6)), at > 12))
            .collect();
        assert_eq!(
            map(&areas, &classes, Format::Count),
            "Map of 13 areas in 2 shades, the highest class the darkest. Lower: 1 to 6 (6). Higher: 7 to 13 (7). \
             The highest is W13 (13), the lowest W1 (1)."
        );
        let hidden = Hidden { at_least: 3, hexagons: 1, records: 2 };
        assert_eq!(
            hexagons(&areas, &classes, 1000.0, hidden),
            "Map of 13 hexagons 1,000 metres wide in 2 shades, the highest class the darkest. Lower: 1 to 6 (6). \
             Higher: 7 to 13 (7). The most in one hexagon are 13. Not drawn, for they hold fewer than 3 records: 1."
        );
    }

    #[test]
    fn intervals_and_funnels_say_which_areas_differ() {
        let interval = |name: &str, value, low, high| Interval { name: name.to_owned(), value, low, high };
        let benchmark = Benchmark { name: "Derbyshire".to_owned(), value: 7.6 };
        let areas = [interval("Derby", 9.0, 8.0, 10.0), interval("Erewash", 7.0, 6.0, 8.0)];
        assert_eq!(
            intervals(&areas, &benchmark, Format::Decimal(1)),
            "2 figures with 95% intervals, highest first, against Derbyshire (7.6). Higher: Derby. Similar: Erewash. \
             Lower: none. The highest is Derby (9.0), the lowest Erewash (7.0)."
        );
        let limits = [Some(6.0), Some(9.0), Some(5.0), Some(10.0)];
        let point = |name: &str, value| FunnelPoint { name: name.to_owned(), size: 1.0, value, limits };
        let points = [point("Derby", 11.0), point("Erewash", 9.5), point("Bolsover", 7.0), point("High Peak", 5.5)];
        assert_eq!(
            funnel(&points, Some(&benchmark), "Population", Format::Decimal(1)),
            "Funnel plot of 4 areas by size (Population), with limits of 95% and 99.8% around Derbyshire (7.6). \
             Above the 99.8% limit: Derby (11.0). Above the 95% limit only: Erewash (9.5). \
             Below the 95% limit only: High Peak (5.5). Below the 99.8% limit: none. Within the limits: 1."
        );
    }
}
