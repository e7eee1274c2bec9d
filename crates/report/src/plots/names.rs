//! Notes that name what a chart does not show.

use sna_core::document::{Format, RowKind, Table, format_number};

/// How many names a note gives before it says how many more there are.
const MOST_NAMES: usize = 10;

/// `In the table but not on the map: Derby, Erewash and 3 more.`; nothing if there is nothing to name.
pub(super) fn listed(what: &str, names: &[&str]) -> Option<String> {
    let words = match names {
        [] => return None,
        [only] => (*only).to_owned(),
        names if names.len() <= MOST_NAMES => {
            let (last, before) = names.split_last()?;
            format!("{} and {last}", before.join(", "))
        }
        names => format!("{} and {} more", names[..MOST_NAMES].join(", "), names.len() - MOST_NAMES),
    };
    Some(format!("{what}: {words}."))
}

/// The records of a table whose place is not known, if a column counts records.
pub(super) fn unplaced(table: &Table, at: usize) -> Option<String> {
    let unknown = table.rows.iter().filter(|row| row.kind == RowKind::Unknown);
    let records: f64 = unknown.filter_map(|row| row.cells[at].number()).sum();
    let counted = table.columns[at].format == Format::Count && records > 0.0;
    counted.then(|| format!("Place not known, so not on the map: {}.", format_number(records, Format::Count)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_names_are_listed_and_then_how_many_more() {
        let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];
        assert_eq!(listed("Lost", &[]), None);
        assert_eq!(listed("Lost", &names[..1]).unwrap(), "Lost: a.");
        assert_eq!(listed("Lost", &names[..3]).unwrap(), "Lost: a, b and c.");
        assert_eq!(listed("Lost", &names[..10]).unwrap(), "Lost: a, b, c, d, e, f, g, h, i and j.");
        assert_eq!(listed("Lost", &names).unwrap(), "Lost: a, b, c, d, e, f, g, h, i, j and 2 more.");
    }
}
