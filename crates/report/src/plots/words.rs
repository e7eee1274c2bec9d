//! Words that descriptions of charts share: extremes, names, classes.

use std::collections::BTreeSet;

use sna_core::document::{Cell, Class, Format, format_number};

/// Up to this many areas are all named.
const FEW_AREAS: usize = 12;

/// A figure in its place: a name, the figure and its class.
pub(super) type Placed<'a> = (&'a str, Option<f64>, Option<usize>);

/// The names of the highest value and the value.
pub(super) fn highest_named(named: &[(&str, f64)], format: Format) -> Option<(String, String)> {
    let high = named.iter().map(|(_, value)| *value).reduce(f64::max)?;
    Some((names_at(named, high), format_number(high, format)))
}

fn names_at(named: &[(&str, f64)], value: f64) -> String {
    let equal = named.iter().filter(|(_, other)| other.total_cmp(&value).is_eq()).map(|(name, _)| *name);
    equal.collect::<Vec<_>>().join(" and ")
}

/// The extremes of the figures that can be set against each other; those of a part of the time are named beside them.
pub(super) fn extremes(named: &[(&str, f64)], in_part: &BTreeSet<String>, format: Format) -> String {
    let is_part = |(name, _): &&(&str, f64)| in_part.contains(*name);
    let parts: Vec<(&str, f64)> = named.iter().filter(is_part).copied().collect();
    let whole: Vec<(&str, f64)> = named.iter().filter(|figure| !is_part(figure)).copied().collect();
    if parts.is_empty() || whole.is_empty() {
        return highest_and_lowest(named, format);
    }
    let shown = |(name, value): &(&str, f64)| format!("{name} is {}", format_number(*value, format));
    let beside = match parts.as_slice() {
        few if few.len() <= FEW_AREAS => few.iter().map(shown).collect::<Vec<_>>().join(", "),
        many => format!("{} others", many.len()),
    };
    let of_whole = match highest_and_lowest(&whole, format) {
        words if words.starts_with("All ") => words.replacen("All ", "All others ", 1),
        words => words,
    };
    format!("{of_whole} Covered for less time, and so not set against them: {beside}.")
}

/// `The highest is Derby (9), the lowest Bolsover (1).`
pub(super) fn highest_and_lowest(named: &[(&str, f64)], format: Format) -> String {
    let high = named.iter().map(|(_, value)| *value).reduce(f64::max);
    let low = named.iter().map(|(_, value)| *value).reduce(f64::min);
    let end = |value: f64| format!("{} ({})", names_at(named, value), format_number(value, format));
    match (high, low) {
        (Some(high), Some(low)) if named.len() > 1 && high.total_cmp(&low).is_eq() => {
            format!("All are at {}.", format_number(high, format))
        }
        (Some(high), Some(low)) if named.len() > 1 => format!("The highest is {}, the lowest {}.", end(high), end(low)),
        (Some(only), _) => format!("{} is {}.", names_at(named, only), format_number(only, format)),
        (None, _) => "There are no figures to show.".to_owned(),
    }
}

/// `1 area`, `2 areas`.
pub(super) fn counted(number: usize, what: &str) -> String {
    let printed = Cell::Count(u64::try_from(number).unwrap_or(u64::MAX)).print(Format::Count);
    if number == 1 { format!("{printed} {what}") } else { format!("{printed} {what}s") }
}

/// `in 3 shades, the highest class the darkest`.
pub(super) fn in_classes(classes: &[Class]) -> String {
    match classes.len() {
        0 | 1 => "in one shade".to_owned(),
        number => format!("in {number} shades, the highest class the darkest"),
    }
}

/// Each class with its range and its areas, the extremes, and how many have no figure.
pub(super) fn figures(placed: &[Placed], classes: &[Class], format: Format) -> String {
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
pub(super) fn by_class(class_of: &[Option<usize>], classes: &[Class], format: Format) -> String {
    let number = |at: usize| class_of.iter().filter(|class| **class == Some(at)).count();
    let words = |(at, class): (usize, &Class)| format!(" {} ({}).", class.label(format), number(at));
    classes.iter().enumerate().map(words).collect()
}

/// Names; if there are many, the first few and how many more.
pub(super) fn named(names: &[&str]) -> String {
    match names {
        [] => "none".to_owned(),
        names if names.len() <= FEW_AREAS => names.join(", "),
        names => format!("{} and {} more", names[..FEW_AREAS].join(", "), names.len() - FEW_AREAS),
    }
}
