//! Drafts on disk: a PDF, a document's JSON, or a folder of reports; and which draft belongs to which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use sna_compare::diff::{Draft, compare as compare_documents, related};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};
use sna_core::document::{Document, PartOf};
use sna_core::guarded;
use sna_render::{Differences, MOST_BYTES, Report, State, read_document, too_large};

/// What a report is known by in a folder: the whole first, then its parts by name.
type Key = (String, Option<PartOf>);

/// A folder's reports.
type Reports = BTreeMap<Key, (PathBuf, Document)>;

/// Compares two drafts, or two folders of reports; both sides are read at the same time.
///
/// # Errors
/// A draft is missing or cannot be read, one side is a folder and the other a file, a folder has no reports, or the
/// reports have nothing to do with each other.
pub(super) fn compare(old: &Path, new: &Path) -> Result<Differences, Diagnostics> {
    match (old.is_dir(), new.is_dir()) {
        (true, true) => {
            let (old_reports, new_reports) = rayon::join(|| read_folder(old), || read_folder(new));
            let (old_reports, new_reports) = both(old_reports, new_reports)?;
            folders(old, new, old_reports, new_reports)
        }
        (false, false) => {
            let (old, new) = rayon::join(|| read(old), || read(new));
            let (old, new) = both(old.map_err(Diagnostics::from), new.map_err(Diagnostics::from))?;
            related(&old, &new)?;
            Ok(Differences::Drafts(Box::new(compare_documents(&old, &new))))
        }
        (true, false) => Err(mixed(old, new)),
        (false, true) => Err(mixed(new, old)),
    }
}

/// The files that are drafts, or that may be one in a folder of drafts.
pub(super) fn files(drafts: &[&Path]) -> Vec<PathBuf> {
    let inside = |draft: &&Path| candidates(draft).unwrap_or_else(|_| vec![draft.to_path_buf()]);
    drafts.iter().flat_map(inside).collect()
}

/// Both values, or the findings of both.
fn both<T>(old: Result<T, Diagnostics>, new: Result<T, Diagnostics>) -> Result<(T, T), Diagnostics> {
    match (old, new) {
        (Ok(old), Ok(new)) => Ok((old, new)),
        (Err(mut old), Err(new)) => {
            old.extend(new);
            Err(old)
        }
        (Err(found), Ok(_)) | (Ok(_), Err(found)) => Err(found),
    }
}

fn read(path: &Path) -> Result<Document, Diagnostic> {
    guarded::file(path);
    read_document(path, &bytes(path).map_err(|error| unreadable(path, &error))??)
}

/// The bytes of a draft. A file without an end is not read for ever.
pub(super) fn bytes(path: &Path) -> std::io::Result<Result<Vec<u8>, Diagnostic>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    let is_large = u64::try_from(bytes.len()).is_ok_and(|length| length > MOST_BYTES);
    Ok(if is_large { Err(too_large(path, &format!("more than {} MB", MOST_BYTES >> 20))) } else { Ok(bytes) })
}

/// The most bytes of all drafts in a folder: they are compared together.
const MOST_IN_FOLDER: u64 = 1 << 30;

/// The reports at the top of a folder: every document's JSON, and every PDF without a JSON of the same name. Files
/// that have nothing to do with `sna` are passed over; damaged ones are not.
fn read_folder(folder: &Path) -> Result<Reports, Diagnostics> {
    let files = candidates(folder)?;
    let lengths = files.iter().filter_map(|path| std::fs::metadata(path).ok()).map(|file| file.len());
    if lengths.sum::<u64>() > MOST_IN_FOLDER {
        return Err(too_large(folder, &format!("drafts of more than {} MB", MOST_IN_FOLDER >> 20)).into());
    }
    let read: Vec<(PathBuf, Result<Document, Diagnostic>)> =
        files.into_par_iter().map(|path| (path.clone(), self::read(&path))).collect();
    let (mut reports, mut found) = (Reports::new(), Diagnostics::default());
    for (path, document) in read {
        match document {
            Ok(document) => found.extend(insert(&mut reports, path, document)),
            Err(fault) if fault.code == Code::NotMadeBySna => {}
            Err(fault) => found.push(fault),
        }
    }
    if reports.is_empty() && !found.has_errors() {
        found.push(without_reports(folder));
    }
    found.into_result(reports).map(|(reports, _)| reports)
}

fn insert(reports: &mut Reports, path: PathBuf, document: Document) -> Option<Diagnostic> {
    let key = (document.making.report.clone(), document.making.part.clone());
    let twice = reports.get(&key).map(|(first, _)| {
        Diagnostic::error(Code::ReportTwice, "two files in one folder contain the same report")
            .at(Place::file(&path))
            .found(format!("`{}` and `{}`", first.display(), path.display()))
            .expected("one draft of each report in a folder")
            .hint("name the two drafts themselves, or keep each set of drafts in a folder of its own")
    });
    reports.insert(key, (path, document));
    twice
}

/// Files that may contain a report, in the order of their names.
fn candidates(folder: &Path) -> Result<Vec<PathBuf>, Diagnostic> {
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let paths: BTreeSet<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    let ends_in = |path: &Path, end: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(end));
    let is_candidate = |path: &&PathBuf| {
        ends_in(path, "json") || (ends_in(path, "pdf") && !paths.contains(&path.with_extension("json")))
    };
    Ok(paths.iter().filter(is_candidate).filter(|path| path.is_file()).cloned().collect())
}

/// Pairs the reports of two folders and compares each pair.
fn folders(old: &Path, new: &Path, old_reports: Reports, new_reports: Reports) -> Result<Differences, Diagnostics> {
    let (old_reports, mut new_reports) = same_name(old_reports, new_reports);
    if !old_reports.keys().any(|key| new_reports.contains_key(key)) {
        return Err(nothing_shared(old, new).into());
    }
    let mut pairs: BTreeMap<Key, (Option<Document>, Option<Document>)> = BTreeMap::new();
    for (key, (_, document)) in old_reports {
        let other = new_reports.remove(&key).map(|(_, document)| document);
        pairs.insert(key, (Some(document), other));
    }
    pairs.extend(new_reports.into_iter().map(|(key, (_, document))| (key, (None, Some(document)))));
    let pairs: Vec<(Option<Document>, Option<Document>)> = pairs.into_values().collect();
    let compared: Vec<Result<Report, Diagnostic>> =
        pairs.par_iter().filter_map(|(old, new)| report(old.as_ref(), new.as_ref())).collect();
    let mut found = Diagnostics::default();
    let reports: Vec<Report> = compared.into_iter().filter_map(|report| found.keep(report)).collect();
    found.into_result(Differences::Folders(reports)).map(|(differences, _)| differences)
}

/// If each folder contains one report and its parts, the report file may have been renamed between the drafts: parts
/// alone decide.
fn same_name(old: Reports, new: Reports) -> (Reports, Reports) {
    let names = |reports: &Reports| reports.keys().map(|(name, _)| name.clone()).collect::<BTreeSet<String>>().len();
    if names(&old) > 1 || names(&new) > 1 {
        return (old, new);
    }
    let nameless = |reports: Reports| -> Reports {
        reports.into_iter().map(|((_, part), report)| ((String::new(), part), report)).collect()
    };
    (nameless(old), nameless(new))
}

fn report(old: Option<&Document>, new: Option<&Document>) -> Option<Result<Report, Diagnostic>> {
    let document = new.or(old)?;
    let part = document.making.part.as_ref().map(|part| part.value.clone());
    let name = part.unwrap_or_else(|| document.cover.area.clone());
    let state = match (old, new) {
        (Some(old), Some(new)) => related(old, new).map(|()| State::Compared(compare_documents(old, new))),
        (None, Some(new)) => Ok(State::Added(draft(new))),
        (Some(old), None) => Ok(State::Removed(draft(old))),
        (None, None) => return None,
    };
    Some(state.map(|state| Report { name, state }))
}

fn draft(document: &Document) -> Draft {
    let cover = &document.cover;
    Draft {
        title: cover.title.clone(),
        area: cover.area.clone(),
        period: cover.period.clone(),
        published: cover.published.clone(),
        program: document.making.program.clone(),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let (code, what) = match error.kind() {
        std::io::ErrorKind::NotFound => (Code::MissingDraft, "there is no draft"),
        _ => (Code::UnreadableDraft, "cannot read the draft"),
    };
    Diagnostic::error(code, format!("{what} `{}`", path.display()))
        .at(Place::file(path))
        .found(error.to_string())
        .expected("a PDF made by `sna build`, the JSON next to it, or a folder of reports")
}

fn without_reports(folder: &Path) -> Diagnostic {
    Diagnostic::error(Code::FolderWithoutReports, format!("there is no report in the folder `{}`", folder.display()))
        .at(Place::file(folder))
        .found("no JSON and no PDF that `sna build` made, at the top of the folder")
        .expected("the folder that `sna build` wrote to")
}

fn mixed(folder: &Path, file: &Path) -> Diagnostics {
    if let Err(error) = std::fs::metadata(file) {
        return unreadable(file, &error).into();
    }
    Diagnostic::error(Code::FolderAgainstFile, "a folder cannot be compared with a single draft")
        .at(Place::file(folder))
        .found(format!("the folder `{}` and the file `{}`", folder.display(), file.display()))
        .expected("two drafts, or two folders")
        .hint(format!("name one report inside `{}`", folder.display()))
        .into()
}

fn nothing_shared(old: &Path, new: &Path) -> Diagnostic {
    Diagnostic::error(Code::UnrelatedFolders, "the two folders have no report in common")
        .at(Place::file(new))
        .found(format!("the reports in `{}` are not the reports in `{}`", new.display(), old.display()))
        .expected("two drafts of at least one report")
        .hint("reports are paired by the name of their report file and the part of the whole that they are about")
}
