//! The files that a name or a pattern in a manifest stands for. The folder is never part of the pattern, folders behind links are
//! not entered, and no more is listed than a project can have.

use std::fs;
use std::path::{Component, Path, PathBuf};

use glob::Pattern;

use super::files::{FileFormat, RecordFile};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place, nearest};

/// Most files and folders that are looked at for one pattern.
const MOST_ENTRIES: usize = 100_000;
/// Most folders inside one another that `**` enters.
const DEEPEST: usize = 16;

/// The files a pattern names, sorted; `at` is where the pattern is. A name that a file has is that file, whatever
/// characters are in it.
///
/// # Errors
/// The text is not a pattern, no file matches it, or the name of a file is not UTF-8.
pub(super) fn paths(folder: &Path, pattern: &str, at: &Place) -> Result<Vec<PathBuf>, Diagnostic> {
    let written = folder.join(pattern);
    if fs::symlink_metadata(&written).is_ok() {
        return readable(written, at).map(|path| vec![path]);
    }
    let mut listing = Listing::default();
    listing.follow(folder, &parts(pattern, at)?);
    if listing.entries > MOST_ENTRIES {
        return Err(Diagnostic::error(Code::BadPattern, format!("`{pattern}` looks through too many files"))
            .at(at.clone())
            .found(format!("more than {MOST_ENTRIES} files and folders"))
            .expected("a pattern that names the folder the files are in"));
    }
    let mut paths = listing.found;
    paths.sort();
    paths.dedup();
    if paths.is_empty() {
        return Err(missing(folder, pattern, at));
    }
    paths.into_iter().map(|path| readable(path, at)).collect()
}

/// A part of a pattern between two slashes.
enum Part {
    /// A name, or a part of a path such as `..`, that stands for itself.
    Name(PathBuf),
    /// A pattern for names.
    Like(Pattern),
    /// `**`: folders inside folders.
    Deep,
}

fn parts(pattern: &str, at: &Place) -> Result<Vec<Part>, Diagnostic> {
    let part = |part: Component<'_>| {
        let text = part.as_os_str().to_string_lossy();
        if text == "**" {
            return Ok(Part::Deep);
        }
        if !text.contains(['*', '?', '[']) {
            return Ok(Part::Name(part.as_os_str().into()));
        }
        Pattern::new(&text).map(Part::Like).map_err(|error| {
            Diagnostic::error(Code::BadPattern, format!("`{pattern}` is not a file pattern: {}", error.msg))
                .at(at.clone())
        })
    };
    Path::new(pattern).components().map(part).collect()
}

/// What was found so far.
#[derive(Default)]
struct Listing {
    found: Vec<PathBuf>,
    entries: usize,
}

impl Listing {
    fn follow(&mut self, folder: &Path, parts: &[Part]) {
        let Some((part, rest)) = parts.split_first() else {
            self.found.push(folder.to_owned());
            return;
        };
        match part {
            Part::Name(name) => {
                let path = folder.join(name);
                if fs::symlink_metadata(&path).is_ok() {
                    self.follow(&path, rest);
                }
            }
            Part::Like(pattern) => {
                for (path, is_folder) in self.entries(folder) {
                    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                    if name.is_some_and(|name| pattern.matches(&name)) && (is_folder || rest.is_empty()) {
                        self.follow(&path, rest);
                    }
                }
            }
            Part::Deep => self.deep(folder, rest, DEEPEST),
        }
    }

    fn deep(&mut self, folder: &Path, rest: &[Part], left: usize) {
        self.follow(folder, rest);
        let folders = self.entries(folder).into_iter().filter(|(_, is_folder)| *is_folder && left > 0);
        for (path, _) in folders {
            self.deep(&path, rest, left - 1);
        }
    }

    /// What is in a folder, and whether each is a folder itself; a link to a folder is not.
    fn entries(&mut self, folder: &Path) -> Vec<(PathBuf, bool)> {
        let left = (MOST_ENTRIES + 1).saturating_sub(self.entries);
        let here = if folder == Path::new("") { Path::new(".") } else { folder };
        let listed = fs::read_dir(here).into_iter().flatten().filter_map(Result::ok).take(left);
        let entries: Vec<(PathBuf, bool)> = listed
            .map(|entry| (folder.join(entry.file_name()), entry.file_type().is_ok_and(|kind| kind.is_dir())))
            .collect();
        self.entries += entries.len();
        entries
    }
}

/// A path that can be passed on as text.
fn readable(path: PathBuf, at: &Place) -> Result<PathBuf, Diagnostic> {
    if path.to_str().is_some() {
        return Ok(path);
    }
    Err(Diagnostic::error(Code::UnreadableFile, "the name of a file or of its folder is not UTF-8 text")
        .at(at.clone())
        .found(format!("`{}`", path.display()))
        .expected("a name in UTF-8")
        .hint("rename it"))
}

/// Files as files of records, each in the format of its name; `at` is where they are named.
///
/// # Errors
/// The ending of a file's name is not one that we read.
pub(super) fn of_records(paths: Vec<PathBuf>, at: &Place) -> Result<Vec<RecordFile>, Diagnostics> {
    let (mut files, mut found) = (Vec::new(), Diagnostics::default());
    for path in paths {
        match format_of(&path) {
            Some(format) => files.push(RecordFile::new(path, format)),
            None => found.push(
                Diagnostic::error(Code::UnknownFormat, format!("`{}` is not in a known format", path.display()))
                    .at(at.clone())
                    .expected("a name that ends in `.csv`, `.csv.gz`, `.parquet` or `.xlsx`"),
            ),
        }
    }
    found.into_result(files).map(|(files, _)| files)
}

/// Reports that no file has this name, with the nearest name in the folder that it points into.
pub(super) fn missing(folder: &Path, pattern: &str, at: &Place) -> Diagnostic {
    let path = Path::new(pattern);
    let inside = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let inside = inside.filter(|parent| !parent.to_string_lossy().contains(['*', '?', '[']));
    let searched = inside.map_or_else(|| folder.to_owned(), |parent| folder.join(parent));
    let shown = if searched == Path::new("") { ".".into() } else { searched.display().to_string() };
    let is_folder = searched == Path::new("") || searched.is_dir();
    let diagnostic = Diagnostic::error(Code::MissingFile, format!("no file `{pattern}`"))
        .at(at.clone())
        .found(if is_folder { format!("no such file in `{shown}`") } else { format!("no folder `{shown}`") })
        .expected("a file, or a pattern that matches at least one file");
    let beside = Listing::default().entries(&searched);
    let names = beside.iter().filter_map(|(path, _)| path.file_name()?.to_str());
    let last = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match nearest(&last, names) {
        Some(name) => {
            let named = path.parent().map_or_else(|| name.into(), |parent| parent.join(name));
            diagnostic.hint(format!("did you mean `{}`?", named.display()))
        }
        None => diagnostic,
    }
}

/// What a file's name says about its format.
pub(super) fn format_of(path: &Path) -> Option<FileFormat> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let formats = [
        (".csv", FileFormat::Csv),
        (".csv.gz", FileFormat::CsvGzip),
        (".parquet", FileFormat::Parquet),
        (".xlsx", FileFormat::Workbook),
    ];
    formats.into_iter().find(|(end, _)| name.ends_with(end)).map(|(_, format)| format)
}
