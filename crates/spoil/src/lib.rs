//! Sound inputs, spoiled on purpose. Tests give examples of what is sound, the words of its language and some bytes; the
//! bytes alone decide what is done, so the same bytes always spoil an input in the same way, and fewer bytes do less.

mod choices;
mod printable;
mod steps;

pub use printable::{assert_fit, unfit};

use choices::Choices;
use steps::Step;

/// The most bytes of a spoiled input: repeating what is repeated would otherwise fill the memory of the test.
const MOST_BYTES: usize = 256 * 1024;

/// The most steps taken on one input. Few leave it nearly sound, so that faults deep inside are reached too.
const MOST_STEPS: usize = 6;

/// What an input is made from.
#[derive(Debug, Clone, Copy)]
pub struct Sound<'a> {
    /// Examples of sound inputs; at least one.
    pub examples: &'a [&'a [u8]],
    /// Words and marks that mean something in the language of the examples.
    pub words: &'a [&'a str],
}

impl Sound<'_> {
    /// One of the examples after one to six steps, each chosen by `choices`. Of at most 256 kB.
    ///
    /// # Panics
    /// There is no example.
    pub fn spoiled(&self, choices: &[u8]) -> Vec<u8> {
        let mut choices = Choices::new(choices);
        let example = *choices.one_of(self.examples).expect("at least one example");
        let mut input = example.to_vec();
        for _ in 0..=choices.below(MOST_STEPS) {
            Step::chosen(&mut choices).take(&mut input, self, &mut choices);
            input.truncate(MOST_BYTES);
        }
        input
    }

    /// As [`Sound::spoiled`], with every byte that is not UTF-8 replaced.
    pub fn spoiled_text(&self, choices: &[u8]) -> String {
        String::from_utf8_lossy(&self.spoiled(choices)).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: Sound<'_> = Sound { examples: &[b"title: A\nrows: [1, 2]\n", b"a,b\n1,2\n"], words: &["rows", "}}"] };

    #[test]
    fn the_same_choices_spoil_alike() {
        for seed in 0..200u8 {
            let choices = [seed, 3, seed.wrapping_mul(7), 1, 250, seed, 9, 40, 2, 77];
            assert_eq!(SOUND.spoiled(&choices), SOUND.spoiled(&choices), "{choices:?}");
        }
    }

    #[test]
    fn no_choices_leave_the_first_example_nearly_sound() {
        let spoiled = SOUND.spoiled(&[]);
        assert_ne!(spoiled, SOUND.examples[0]);
        assert!(spoiled.len().abs_diff(SOUND.examples[0].len()) <= 1, "{spoiled:?}");
    }

    #[test]
    fn every_step_is_taken_and_none_grows_without_bound() {
        let mut seen = std::collections::BTreeSet::new();
        for step in 0..=u8::MAX {
            for place in [0, 5, 200] {
                let spoiled = SOUND.spoiled(&[1, 5, step, place, 2, step, place, 250, step, 255, 255, step, 1, 255]);
                assert!(spoiled.len() <= MOST_BYTES);
                seen.insert(spoiled);
            }
        }
        assert!(seen.len() > 60, "{} different inputs", seen.len());
    }
}
