//! A note that is already printed under a table or chart of the same chapter is referred to and not printed again.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The notes of a chapter so far, each with the table or figure under which it is printed.
#[derive(Debug, Default)]
pub(super) struct Noted<'a>(BTreeMap<&'a str, String>);

impl<'a> Noted<'a> {
    /// The notes to print under a table or figure of this name.
    pub(super) fn print(&mut self, notes: &'a [String], name: &str) -> Vec<Cow<'a, str>> {
        let mut elsewhere: Vec<String> = Vec::new();
        let mut printed = Vec::new();
        for note in notes {
            match self.0.get(note.as_str()) {
                Some(place) if elsewhere.contains(place) => {}
                Some(place) => elsewhere.push(place.clone()),
                None => {
                    self.0.insert(note, name.to_owned());
                    printed.push(Cow::Borrowed(note.as_str()));
                }
            }
        }
        if !elsewhere.is_empty() {
            let too = if printed.is_empty() { "" } else { " too" };
            printed.push(Cow::Owned(format!("See the notes under {}{too}.", elsewhere.join(" and "))));
        }
        printed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_printed_once_in_a_chapter() {
        let notes = ["One.".to_owned(), "Two.".to_owned(), "Three.".to_owned()];
        let mut noted = Noted::default();
        assert_eq!(noted.print(&notes[..2], "Table 1"), ["One.", "Two."]);
        assert_eq!(noted.print(&notes[1..], "Table 2"), ["Three.", "See the notes under Table 1 too."]);
        assert_eq!(noted.print(&notes, "Figure 1"), ["See the notes under Table 1 and Table 2."]);
    }
}
