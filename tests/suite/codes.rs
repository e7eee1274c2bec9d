//! Every code is raised somewhere, and a test has its whole message.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sna_core::diag::Code;

use crate::program::project;

/// The texts of the files of these kinds in a folder of the project and the folders inside it.
fn texts(folder: &str, ends: &[&str]) -> Vec<String> {
    fn walk(folder: &Path, ends: &[&str], texts: &mut Vec<String>) {
        for path in fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                walk(&path, ends, texts);
            } else if path.extension().is_some_and(|end| ends.iter().any(|wanted| end == *wanted)) {
                texts.push(fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    let mut texts = Vec::new();
    walk(&project().join(folder), ends, &mut texts);
    texts
}

/// A source file up to its tests, which are at its end.
fn without_tests(source: &str) -> &str {
    source.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(source)
}

fn first_word(text: &str) -> &str {
    text.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default()
}

/// The codes for which `is` is not true.
fn without(is: impl Fn(Code) -> bool) -> Vec<&'static str> {
    Code::ALL.iter().filter(|code| !is(**code)).map(|code| code.as_str()).collect()
}

#[test]
fn every_message_is_in_some_test() {
    let expected: Vec<String> = ["crates", "src", "tests"].iter().flat_map(|at| texts(at, &["rs", "snap"])).collect();
    let holds = |words: &str| expected.iter().any(|text| text.contains(words));
    let shown = |code| holds(&format!("error[{code}]: ")) || holds(&format!("warning[{code}]: "));
    assert_eq!(without(shown), Vec::<&str>::new(), "codes whose message no test has");
}

#[test]
fn every_code_is_raised() {
    let sources: Vec<String> = ["crates", "src"].iter().flat_map(|at| texts(at, &["rs"])).collect();
    let named = |source| str::split(without_tests(source), "Code::").skip(1).map(first_word);
    let raised: BTreeSet<&str> = sources.iter().flat_map(|source| named(source)).collect();
    assert_eq!(without(|code| raised.contains(&*format!("{code:?}"))), Vec::<&str>::new(), "codes that nothing raises");
}
