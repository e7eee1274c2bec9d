//! Text that says how many comparisons the report tests, which is known when all of it is written.

use std::collections::BTreeMap;

use crate::compose::composer::Composer;
use crate::compose::draft::{Finish, Whole};
use crate::spec::{SectionPlan, TextAt};
use sna_core::document::{Block, Format};
use sna_core::stats::SIGNIFICANCE;
use sna_narrative::Word;

/// The word that such a text uses.
const WORD: &str = "comparisons";

/// Whether a text says how many comparisons are tested.
pub(super) fn is_asked(text: &TextAt) -> bool {
    text.text.contains("comparisons.")
}

/// A text that waits for all others.
pub(super) struct Text<'a> {
    /// Its section.
    pub(super) section: &'a SectionPlan,
    /// What it says.
    pub(super) text: &'a TextAt,
}

impl Finish for Text<'_> {
    fn finish(self: Box<Self>, composer: &mut Composer<'_>, whole: &Whole) -> Option<Block> {
        let words = words(composer.comparisons.number(), whole.tested.values().sum());
        let narrator = composer.narrator_with(self.section, Some((WORD.to_owned(), words)));
        composer.prose(&narrator, self.text).map(Block::Prose)
    }
}

/// The numbers of pairs tested in words and in tables, of both, and how many of them chance alone would call a difference.
#[expect(clippy::cast_precision_loss, reason = "a report tests far fewer")]
fn words(in_words: usize, in_tables: usize) -> Word {
    let number = |number: f64| Word::Number(number, Format::Count);
    let all = (in_words + in_tables) as f64;
    let entries = [
        ("in_words", number(in_words as f64)),
        ("in_tables", number(in_tables as f64)),
        ("all", number(all)),
        ("by_chance", number((all * SIGNIFICANCE).round())),
    ];
    Word::Map(entries.map(|(name, word)| (name.to_owned(), word)).into_iter().collect::<BTreeMap<_, _>>())
}
