//! `sna diff`: what changed between two drafts, and why.

use std::path::Path;

use super::args::{Diff, FailOn, Format};
use super::drafts;
use super::output::{Writing, nothing_stale, print, print_as_it_is, print_line, shows_colour, write_all};
use sna_compare::diff::{Change, Effect};
use sna_core::diag::{Code, Diagnostic, Diagnostics, visible_json};
use sna_render::{Artifact, Differences, TerminalStyle, comparison_json, html, markdown, terminal};

/// Compares two drafts, or two folders of them, and prints or writes what changed.
pub(super) fn diff(arguments: &Diff) -> Diagnostics {
    let told = drafts::compare(&arguments.old, &arguments.new).and_then(|differences| {
        tell(&differences, arguments)?;
        Ok(failure(&differences, &arguments.fail_on))
    });
    told.unwrap_or_else(|found| found)
}

fn tell(differences: &Differences, arguments: &Diff) -> Result<(), Diagnostics> {
    let format = arguments.format.unwrap_or_else(|| format_of(arguments.out.as_deref()));
    let colour = arguments.out.is_none() && shows_colour(&std::io::stdout());
    let bytes = match format {
        Format::Terminal => terminal(differences, TerminalStyle { colour, all: arguments.all }).into_bytes(),
        Format::Markdown => markdown(differences, arguments.all).into_bytes(),
        Format::Html => html(differences)?,
        Format::Json => comparison_json(differences)?,
    };
    let Some(out) = &arguments.out else {
        let text = String::from_utf8_lossy(&bytes);
        match format {
            Format::Terminal => print_as_it_is(&text),
            Format::Markdown | Format::Html => print(&text),
            Format::Json => print(&visible_json(&text)),
        }
        return Ok(());
    };
    let path = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let written = write_all(&Writing {
        folder: out.parent().unwrap_or(Path::new("")),
        artifacts: &[Artifact { path, bytes }],
        inputs: &drafts::files(&[&arguments.old, &arguments.new]),
        stale: &nothing_stale,
    })?;
    written.iter().for_each(|path| print_line(&path.display().to_string()));
    Ok(())
}

/// The format that a file's name asks for.
fn format_of(out: Option<&Path>) -> Format {
    match out.and_then(Path::extension).and_then(|end| end.to_str()) {
        Some("html" | "htm") => Format::Html,
        Some("md") => Format::Markdown,
        Some("json") => Format::Json,
        Some(_) | None => Format::Terminal,
    }
}

/// The message that gives exit code 1, if something is found that the caller does not want.
fn failure(differences: &Differences, fail_on: &[FailOn]) -> Diagnostics {
    let failures = fail_on.iter().filter_map(|wanted| {
        let (option, what, number) = match wanted {
            FailOn::Changes => {
                ("changes", "the drafts differ", differences.changes().count() + differences.on_one_side())
            }
            FailOn::Reversals => {
                ("reversals", "a direction turned", differences.changes().filter(|change| is_turned(change)).count())
            }
            FailOn::Claims => (
                "claims",
                "a claim is no longer true",
                differences.changes().filter(|change| is_no_longer_true(change)).count(),
            ),
        };
        let times = if number == 1 { "1 time".to_owned() } else { format!("{number} times") };
        let found = Diagnostic::error(Code::FailOn, format!("{what}: `--fail-on {option}`"));
        (number > 0).then(|| found.found(times).expected("none"))
    });
    failures.collect()
}

fn is_turned(change: &Change) -> bool {
    change.effects.iter().any(Effect::turns)
}

fn is_no_longer_true(change: &Change) -> bool {
    change.effects.contains(&Effect::NoLongerTrue)
}
