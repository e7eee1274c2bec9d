//! Every diagnostic code, with a few words of help for the analyst who meets it.
//!
//! The lists are in `codes/`, one file for each part of the work. The doc comment of a code is its help, which
//! `sna explain-code` and the page `docs/codes.md` print.

use std::fmt;

#[macro_use]
mod cover;
#[macro_use]
mod files;
#[macro_use]
mod measures;
#[macro_use]
mod records;
#[macro_use]
mod report;
#[macro_use]
mod synth;
#[macro_use]
mod text;

macro_rules! codes {
    ({} $($(#[doc = $help:literal])+ $code:ident = $text:literal,)+) => {
        /// What kind of fault a finding is. A published code keeps its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $help])+ $code,)+
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$code,)+];

            /// The code as it is printed, in kebab-case.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => $text,)+
                }
            }

            /// What the fault is, why it matters and what to do, in one to three sentences.
            pub const fn help(self) -> &'static str {
                match self {
                    $(Self::$code => concat!($($help),+).trim_ascii(),)+
                }
            }
        }
    };
}

// Each list hands what it was given, and its own codes, to the next list; `codes` makes the type of them all.
files! { { records cover measures report text synth codes } }

impl Code {
    /// The code that is printed as `text`.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `NotAYear` as `not-a-year`.
    fn kebab(variant: &str) -> String {
        let words = variant.chars().map(|c| match c.is_uppercase() {
            true => format!("-{}", c.to_lowercase()),
            false => c.to_string(),
        });
        words.collect::<String>().trim_start_matches('-').to_owned()
    }

    #[test]
    fn a_code_is_printed_as_it_is_called() {
        for code in Code::ALL {
            assert_eq!(code.as_str(), kebab(&format!("{code:?}")));
            assert_eq!(Code::named(code.as_str()), Some(*code));
        }
        assert_eq!(Code::named("NotUtf8"), None);
    }

    #[test]
    fn help_is_one_to_three_sentences() {
        for code in Code::ALL {
            let help = code.help();
            let ends = help.matches(". ").count() + usize::from(help.ends_with('.'));
            assert!(help.ends_with('.') && (1..=3).contains(&ends) && !help.contains("  "), "{code}: {help}");
        }
    }
}
