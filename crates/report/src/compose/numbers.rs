//! Numbers of nested sections, and of tables, figures and recommendations through the whole report. Each is given out
//! once, in reading order.

use crate::spec::Numbering;

/// The last number of each kind that was given out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Numbers {
    tables: usize,
    figures: usize,
    recommendations: usize,
}

impl Numbers {
    /// The number of the next printed table.
    pub(super) fn table(&mut self) -> usize {
        self.tables += 1;
        self.tables
    }

    /// The number of the next chart.
    pub(super) fn figure(&mut self) -> usize {
        self.figures += 1;
        self.figures
    }

    /// The number of the next recommendation.
    pub(super) fn recommendation(&mut self) -> usize {
        self.recommendations += 1;
        self.recommendations
    }
}

/// The sections inside one section, or the chapters of the report, as they are numbered one after another.
#[derive(Debug)]
pub(super) struct Siblings<'a> {
    /// Number of the section around them, if there is one; empty if that section has no number.
    outer: Option<&'a str>,
    numbers: u32,
    letters: u32,
}

impl<'a> Siblings<'a> {
    /// The sections inside a section of this number; chapters without one.
    pub(super) fn inside(outer: Option<&'a str>) -> Self {
        Self { outer, numbers: 0, letters: 0 }
    }

    /// The number of the next one.
    pub(super) fn next(&mut self, own: Option<Numbering>) -> String {
        match (own, self.outer) {
            (Some(Numbering::None), _) | (_, Some("")) => String::new(),
            (Some(Numbering::Appendix), None) => {
                self.letters += 1;
                in_letters(self.letters)
            }
            (Some(Numbering::Appendix) | None, outer) => {
                self.numbers += 1;
                outer.map_or_else(|| self.numbers.to_string(), |outer| format!("{outer}.{}", self.numbers))
            }
        }
    }
}

/// 1 as `A`, 26 as `Z`, 27 as `AA`.
fn in_letters(number: u32) -> String {
    let (before, last) = ((number.max(1) - 1) / 26, (number.max(1) - 1) % 26);
    let before = if before == 0 { String::new() } else { in_letters(before) };
    before + &char::from_u32(u32::from(b'A') + last).map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_sections_have_no_number_and_appendices_have_letters() {
        let appendix = Some(Numbering::Appendix);
        let mut chapters = Siblings::inside(None);
        let numbers = [Some(Numbering::None), None, appendix, None, appendix].map(|own| {
            let number = chapters.next(own);
            let inner = Siblings::inside(Some(&number)).next(None);
            format!("{number} {inner}")
        });
        assert_eq!(numbers, [" ", "1 1.1", "A A.1", "2 2.1", "B B.1"]);
    }

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([1, 2, 26, 27, 52, 53].map(in_letters), ["A", "B", "Z", "AA", "AZ", "BA"]);
    }
}
