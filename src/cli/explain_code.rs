//! `sna explain-code`: what a code in square brackets means, and what to do.

use super::args::ExplainCode;
use super::output::print;
use sna_core::diag::{Code, Diagnostics, nearest};

/// Prints the help of a code, or the first sentence of the help of every code.
pub(super) fn explain_code(arguments: &ExplainCode) -> Diagnostics {
    match arguments.code {
        Some(code) => print(&format!("{code}\n\n{}\n", code.help())),
        None => print(&list()),
    }
    Diagnostics::default()
}

/// Every code in alphabetical order, one on each line.
fn list() -> String {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.as_str());
    let widest = codes.iter().map(|code| code.as_str().len()).max().unwrap_or(0);
    codes.iter().map(|code| format!("{:<widest$}  {}\n", code.as_str(), first_sentence(code.help()))).collect()
}

fn first_sentence(help: &str) -> &str {
    help.find(". ").map_or(help, |end| &help[..=end])
}

/// A code from the command line.
///
/// # Errors
/// There is no such code; the nearest is offered.
pub(super) fn parse(text: &str) -> Result<Code, String> {
    Code::named(text).ok_or_else(|| match nearest(text, Code::ALL.iter().map(|code| code.as_str())) {
        Some(name) => format!("there is no such code; did you mean `{name}`?"),
        None => "there is no such code; `sna explain-code` lists them all".to_owned(),
    })
}
