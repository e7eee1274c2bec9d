//! Sources of records that name persons: found by the name an author gives or the usual one, and named in a table's words.

use super::setting::At;
use sna_core::diag::Diagnostic;
use sna_core::yaml::{Spanned, here};
use sna_data::SourceFrame;

/// The name an author gives, or the usual one.
pub(super) fn named(of: Option<&Spanned<String>>, usual: &str) -> Spanned<String> {
    of.cloned().unwrap_or_else(|| here(usual.to_owned()))
}

impl<'a> At<'a> {
    /// The name of the source that `of:` names, or the scope's.
    pub(super) fn source_name<'n>(&'n self, of: Option<&'n Spanned<String>>) -> &'n str {
        of.map_or_else(|| self.scope.source(), |of| of.value.as_str())
    }

    /// The source that `of:` names, or the scope's, whose records name persons.
    ///
    /// # Errors
    /// There is no source of that name, or its records have no `person_id`.
    pub(super) fn person_source(&self, of: Option<&Spanned<String>>) -> Result<&'a SourceFrame, Diagnostic> {
        let source = self.source(of)?;
        self.require(source, "person_id", of)?;
        Ok(source)
    }
}

/// A source's name in the middle of a sentence: `hospital victims`.
pub(super) fn in_words(source: &str) -> String {
    source.replace('_', " ")
}

/// A source's name at the head of a column: `Hospital victims`.
pub(super) fn as_header(source: &str) -> String {
    let words = in_words(source);
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One of them: `victim` of `victims`; other names are unchanged.
pub(super) fn one_of(source: &str) -> String {
    let words = in_words(source);
    words.strip_suffix('s').map_or_else(|| words.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_read_as_words() {
        assert_eq!(as_header("hospital_victims"), "Hospital victims");
        assert_eq!(one_of("suspects"), "suspect");
        assert_eq!(one_of("lifestyle"), "lifestyle");
        assert_eq!(as_header(""), "");
    }
}
