//! What Typst has access to: the template, the report's data and pictures, the bundled fonts, and the day of
//! publication. No network, no packages, no system fonts, no file system, no clock.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World};

use super::fonts::Fonts;
use super::view::View;
use super::{Attachment, Inputs};
use sna_core::diag::{Code, Diagnostic, Diagnostics};

const MAIN: &str = "report.typ";

/// The shipped template, by file name.
const TEMPLATE: [(&str, &str); 7] = [
    (MAIN, include_str!("../../../../templates/typst/report.typ")),
    ("theme.typ", include_str!("../../../../templates/typst/theme.typ")),
    ("cover.typ", include_str!("../../../../templates/typst/cover.typ")),
    ("prose.typ", include_str!("../../../../templates/typst/prose.typ")),
    ("table.typ", include_str!("../../../../templates/typst/table.typ")),
    ("chart.typ", include_str!("../../../../templates/typst/chart.typ")),
    ("framing.typ", include_str!("../../../../templates/typst/framing.typ")),
];

/// The names of the shipped template's files, which a project's own can replace.
pub(crate) const TEMPLATE_FILES: [&str; TEMPLATE.len()] = {
    let mut names = [""; TEMPLATE.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = TEMPLATE[at].0;
        at += 1;
    }
    names
};

/// The files, fonts and date of one report.
pub(super) struct ReportWorld {
    library: LazyHash<Library>,
    fonts: Fonts,
    main: FileId,
    sources: BTreeMap<String, Source>,
    files: BTreeMap<String, Bytes>,
    today: Option<Datetime>,
}

impl ReportWorld {
    /// Puts the template, a project's own template files and the report's data together.
    pub(super) fn new(inputs: &Inputs, view: &View, fonts: Fonts) -> Result<Self, Diagnostics> {
        let mut files: BTreeMap<String, Bytes> =
            TEMPLATE.into_iter().map(|(name, text)| (name.to_owned(), Bytes::from_string(text))).collect();
        files.extend(inputs.overrides.iter().map(|(name, bytes)| (name.clone(), Bytes::new(bytes.clone()))));
        files.insert("document.json".to_owned(), Bytes::from_string(view.json.clone()));
        files.extend(view.pictures.iter().map(|(name, svg)| (name.clone(), Bytes::from_string(svg.clone()))));
        files.extend(inputs.attachments.iter().enumerate().map(attached_file));
        Ok(Self {
            library: LazyHash::new(
                Library::builder().with_features(Features::from_iter([Feature::A11yExtras])).build(),
            ),
            fonts,
            main: file_id(MAIN)?,
            sources: sources(&files)?,
            files,
            today: Datetime::from_ymd(view.date.year(), month(view.date), day(view.date)),
        })
    }

    /// The text of a template file.
    pub(super) fn text(&self, name: &str) -> Option<&Source> {
        self.sources.get(name)
    }
}

/// Name of the in-memory file of an attachment: its own path can be any text.
pub(super) fn attachment_file(position: usize) -> String {
    format!("attachments/{position}")
}

fn attached_file((position, attachment): (usize, &Attachment)) -> (String, Bytes) {
    (attachment_file(position), Bytes::new(attachment.bytes.clone()))
}

fn sources(files: &BTreeMap<String, Bytes>) -> Result<BTreeMap<String, Source>, Diagnostics> {
    let mut sources = BTreeMap::new();
    for (name, bytes) in files.iter().filter(|(name, _)| is_template(name)) {
        let text = std::str::from_utf8(bytes).map_err(|_| unreadable(name))?;
        sources.insert(name.clone(), Source::new(file_id(name)?, text.to_owned()));
    }
    Ok(sources)
}

fn is_template(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension == "typ")
}

fn unreadable(name: &str) -> Diagnostic {
    Diagnostic::error(Code::TemplateFailed, format!("template file `{name}` is not UTF-8 text"))
}

fn file_id(name: &str) -> Result<FileId, Diagnostics> {
    let path = VirtualPath::new(name).map_err(|problem| {
        Diagnostic::error(Code::TemplateFailed, format!("template file name `{name}` cannot be used: {problem}"))
    })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The first moment of a day, for the PDF's date.
pub(super) fn midnight(date: NaiveDate) -> Option<Datetime> {
    Datetime::from_ymd_hms(date.year(), month(date), day(date), 0, 0, 0)
}

fn month(date: NaiveDate) -> u8 {
    u8::try_from(date.month()).unwrap_or(1)
}

fn day(date: NaiveDate) -> u8 {
    u8::try_from(date.day()).unwrap_or(1)
}

fn not_found(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

/// A template may import from the project only; a package would have to be fetched.
fn name_of(id: FileId) -> FileResult<&'static str> {
    match id.get().root() {
        VirtualRoot::Project => Ok(id.get().vpath().get_without_slash()),
        VirtualRoot::Package(_) => Err(FileError::Other(Some("a report's template cannot use packages".into()))),
    }
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(name_of(id)?).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(name_of(id)?).cloned().ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.faces.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
