//! Numbers with their nouns, as notes and messages print them.

use sna_core::document::{Cell, Format};

/// `1 record` or `2,345 records`.
pub(super) fn number_of(number: u64, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{} {noun}", Cell::Count(number).print(Format::Count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_noun_agrees_with_the_number() {
        let printed = [0, 1, 2_345].map(|number| number_of(number, "record", "records"));
        assert_eq!(printed, ["0 records", "1 record", "2,345 records"]);
    }
}
