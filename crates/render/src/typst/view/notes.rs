//! A note that is already printed under a table or chart of the same chapter is referred to and not printed again.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The notes of a chapter so far.
#[derive(Debug, Default)]
pub(super) struct Noted<'a> {
    /// The table or figure under which each was printed last.
    under: BTreeMap<&'a str, String>,
    /// All notes of each table or figure.
    of: BTreeMap<String, &'a [String]>,
}

impl<'a> Noted<'a> {
    /// The notes to print under a table or figure of this name. A place is referred to only if all of its notes hold here too.
    pub(super) fn print(&mut self, notes: &'a [String], name: &str) -> Vec<Cow<'a, str>> {
        let mut elsewhere: Vec<String> = Vec::new();
        let mut printed = Vec::new();
        for note in notes {
            match self.under.get(note.as_str()).filter(|place| self.hold(place, notes)) {
                Some(place) if elsewhere.contains(place) => {}
                Some(place) => elsewhere.push(place.clone()),
                None => {
                    self.under.insert(note, name.to_owned());
                    printed.push(Cow::Borrowed(note.as_str()));
                }
            }
        }
        self.of.insert(name.to_owned(), notes);
        if !elsewhere.is_empty() {
            let too = if printed.is_empty() { "" } else { " too" };
            printed.push(Cow::Owned(format!("See the notes under {}{too}.", elsewhere.join(" and "))));
        }
        printed
    }

    /// Whether all notes of a place are among some notes.
    fn hold(&self, place: &str, notes: &[String]) -> bool {
        self.of.get(place).is_some_and(|own| own.iter().all(|note| notes.contains(note)))
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
        assert_eq!(
            noted.print(&notes[1..], "Table 2"),
            ["Two.", "Three."],
            "the first note of Table 1 is not of Table 2"
        );
        assert_eq!(noted.print(&notes[1..], "Table 3"), ["See the notes under Table 2."]);
        assert_eq!(noted.print(&notes, "Figure 1"), ["See the notes under Table 1 and Table 2."]);
    }
}
