//! How large a document may be: many times what any report has, and little enough that nothing that is done with it takes
//! long.

use sna_core::document::Document;

use super::pdf;

/// The most values of a JSON text, and the deepest nesting.
const MOST_VALUES: usize = 2_000_000;
const DEEPEST: usize = 100;
/// The most sections, blocks, and cells of all tables.
const MOST_SECTIONS: usize = 5_000;
const MOST_BLOCKS: usize = 20_000;
const MOST_CELLS: usize = 2_000_000;

/// Whether a JSON text is small enough to be read. It need not be JSON.
///
/// # Errors
/// What there is too much of, in words.
pub(super) fn of_text(json: &[u8]) -> Result<(), String> {
    if json.len() > pdf::MOST_BYTES {
        return Err(format!("a document of more than {} MB", pdf::MOST_BYTES >> 20));
    }
    let (mut depth, mut values, mut in_text, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in json {
        match (in_text, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_text = !in_text,
            (true, _) => {}
            (false, b'[' | b'{') => {
                depth += 1;
                values += 1;
            }
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            (false, b',') => values += 1,
            (false, _) => {}
        }
        if depth > DEEPEST {
            return Err(format!("a document nested more than {DEEPEST} levels deep"));
        }
    }
    if values > MOST_VALUES { Err(format!("a document of more than {MOST_VALUES} values")) } else { Ok(()) }
}

/// Whether a document is small enough to be compared and explained.
///
/// # Errors
/// What there is too much of, in words.
pub(super) fn of_document(document: &Document) -> Result<(), String> {
    let sections = document.all_sections();
    let blocks: usize = sections.iter().map(|section| section.blocks.len()).sum();
    let cells: usize =
        document.tables().map(|table| table.rows.iter().map(|row| row.cells.len() + 1).sum::<usize>()).sum();
    let counted = [
        (sections.len(), MOST_SECTIONS, "sections"),
        (blocks, MOST_BLOCKS, "blocks"),
        (cells, MOST_CELLS, "cells of tables"),
    ];
    match counted.into_iter().find(|(number, most, _)| number > most) {
        Some((_, most, what)) => Err(format!("a document with more than {most} {what}")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_too_large_are_refused() {
        assert_eq!(of_text(b"{\"a\": [1, 2, {\"b\": \"[[[[\"}]}"), Ok(()));
        assert!(of_text("[".repeat(101).as_bytes()).is_err_and(|found| found.contains("100 levels")));
        assert!(of_text(("[".to_owned() + &"1,".repeat(MOST_VALUES + 1)).as_bytes()).is_err());
        assert!(of_text(&vec![b' '; pdf::MOST_BYTES + 1]).is_err_and(|found| found.contains("64 MB")));
        assert_eq!(of_text(b"\"\\\"[[["), Ok(()));
    }
}
