//! Words that stand for a chart: its type, its extremes and its trend, made from its data.

use crate::document::{Bar, Format, Line, Panel, Plot, format_number};

/// The description of a plot.
pub(super) fn describe(plot: &Plot) -> String {
    match plot {
        Plot::Columns { bars, format, .. } => {
            format!("Column chart with {} columns. {}", bars.len(), extremes(bars, *format))
        }
        Plot::Bars { bars, format, .. } => format!("Bar chart with {} bars. {}", bars.len(), extremes(bars, *format)),
        Plot::Lines { positions, lines, format, .. } => lines_in_words(positions, lines, *format),
        Plot::Panels { positions, panels, format } => panels_in_words(positions, panels, *format),
    }
}

fn extremes(bars: &[Bar], format: Format) -> String {
    let named: Vec<(&str, f64)> = bars.iter().filter_map(|bar| Some((bar.label.as_str(), bar.value?))).collect();
    highest_and_lowest(&named, format)
}

fn highest_and_lowest(named: &[(&str, f64)], format: Format) -> String {
    let high = named.iter().map(|(_, value)| *value).reduce(f64::max);
    let low = named.iter().map(|(_, value)| *value).reduce(f64::min);
    let names = |value: f64| {
        let equal: Vec<&str> =
            named.iter().filter(|(_, other)| other.total_cmp(&value).is_eq()).map(|(name, _)| *name).collect();
        equal.join(" and ")
    };
    let end = |value: f64| format!("{} ({})", names(value), format_number(value, format));
    match (high, low) {
        (Some(high), Some(low)) if named.len() > 1 => format!("The highest is {}, the lowest {}.", end(high), end(low)),
        (Some(only), _) => format!("{} is {}.", names(only), format_number(only, format)),
        (None, _) => "There are no figures to show.".to_owned(),
    }
}

fn lines_in_words(positions: &[String], lines: &[Line], format: Format) -> String {
    let (first, last) = (positions.first().map_or("", String::as_str), positions.last().map_or("", String::as_str));
    let mut words = format!("Line chart from {first} to {last}.");
    for line in lines.iter().filter(|line| !line.trend) {
        let named: Vec<(&str, f64)> =
            positions.iter().zip(&line.values).filter_map(|(name, value)| Some((name.as_str(), (*value)?))).collect();
        let name = if line.name.is_empty() { String::new() } else { format!("{}: ", line.name) };
        words += &format!(" {name}{}", highest_and_lowest(&named, format));
        let gaps = line.values.iter().filter(|value| value.is_none()).count();
        if gaps > 0 {
            words += &format!(" Without data, left as gaps: {gaps}.");
        }
    }
    for line in lines.iter().filter(|line| line.trend) {
        let ends: Vec<f64> = line.values.iter().copied().flatten().collect();
        if let (Some(from), Some(to)) = (ends.first(), ends.last()) {
            words += &format!(
                " The dashed trend line runs from {} to {}.",
                format_number(*from, format),
                format_number(*to, format)
            );
        }
    }
    words
}

fn panels_in_words(positions: &[String], panels: &[Panel], format: Format) -> String {
    let (first, last) = (positions.first().map_or("", String::as_str), positions.last().map_or("", String::as_str));
    let ends = |panel: &Panel| {
        let end = |value: Option<&Option<f64>>| {
            value.copied().flatten().map_or_else(|| "no figure".to_owned(), |value| format_number(value, format))
        };
        format!("{} {} to {}", panel.name, end(panel.values.first()), end(panel.values.last()))
    };
    let listed: Vec<String> = panels.iter().map(ends).collect();
    format!("{} small column charts on one scale, {first} to {last}: {}.", panels.len(), listed.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_names_type_extremes_gaps_and_trend() {
        let positions: Vec<String> = ["Jan 2024", "Feb 2024", "Mar 2024"].map(str::to_owned).to_vec();
        let data = Line { name: String::new(), values: vec![Some(10.0), None, Some(30.0)], trend: false };
        let trend = Line { name: String::new(), values: vec![Some(12.0), Some(20.0), Some(28.0)], trend: true };
        let plot = Plot::Lines { positions, lines: vec![data, trend], marks: vec![], format: Format::Count };
        assert_eq!(
            describe(&plot),
            "Line chart from Jan 2024 to Mar 2024. The highest is Mar 2024 (30), the lowest Jan 2024 (10). \
             Without data, left as gaps: 1. The dashed trend line runs from 12 to 28."
        );
    }
}
