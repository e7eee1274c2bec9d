//! Turns Typst's diagnostics into ours.

use typst::WorldExt;
use typst::diag::{Severity, SourceDiagnostic};

use super::world::ReportWorld;
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};

/// Typst's diagnostics with file and line of the template.
pub(super) fn translate(world: &ReportWorld, found: &[SourceDiagnostic]) -> Diagnostics {
    found.iter().map(|finding| translate_one(world, finding)).collect()
}

fn translate_one(world: &ReportWorld, finding: &SourceDiagnostic) -> Diagnostic {
    let message = finding.message.as_str();
    let mut diagnostic = match finding.severity {
        Severity::Error => Diagnostic::error(Code::TemplateFailed, message),
        Severity::Warning => Diagnostic::warning(Code::TemplateWarning, message),
    };
    if let Some(place) = place(world, finding) {
        diagnostic = diagnostic.at(place);
    }
    finding.hints.iter().fold(diagnostic, |diagnostic, hint| diagnostic.hint(hint.v.as_str()))
}

fn place(world: &ReportWorld, finding: &SourceDiagnostic) -> Option<Place> {
    let name = finding.span.id()?.get().vpath().get_without_slash();
    let Some(source) = world.text(name) else {
        return Some(Place { file: name.to_owned(), line: None, column: None, excerpt: None });
    };
    let start = world.range(finding.span)?.start;
    let (line, column) = source.lines().byte_to_line_column(start)?;
    Some(Place::position(name, source.text(), line + 1, column + 1))
}
