//! The shipped section kinds: YAML and Markdown, embedded, and replaced by files of the same name next to a spec.

use std::io::ErrorKind;
use std::path::Path;

use sna_core::diag::{Diagnostic, Place};
use sna_core::walls::Walls;
use sna_core::yaml::{SHIPPED, read_text};

/// A shipped section kind.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// The name that `use:` takes.
    pub name: &'static str,
    /// Its YAML.
    pub yaml: &'static str,
    /// Its Markdown files, by name.
    pub texts: &'static [(&'static str, &'static str)],
}

macro_rules! kind {
    ($name:literal $(, $text:literal)*) => {
        Kind {
            name: $name,
            yaml: include_str!(concat!("../../../../templates/sections/", $name, ".yaml")),
            texts: &[$(($text, include_str!(concat!("../../../../templates/sections/", $text)))),*],
        }
    };
}

/// Every shipped kind, in alphabetical order.
pub const KINDS: &[Kind] = &[
    kind!("about", "about.md"),
    kind!("ages", "ages.md"),
    kind!("at_a_glance", "at_a_glance.md"),
    kind!("carriers", "carriers.md"),
    kind!("context", "context.md"),
    kind!("cost", "cost.md"),
    kind!("districts", "districts.md", "districts_change.md"),
    kind!("ethnicity", "ethnicity.md"),
    kind!("ethnicity_rates", "ethnicity_rates.md"),
    kind!("harm", "harm.md"),
    kind!("harm_people", "harm_people.md"),
    kind!("hotspots", "hotspots.md", "hotspots_streets.md"),
    kind!("knife_crime", "knife_crime.md"),
    kind!("method", "method.md"),
    kind!("nte", "nte.md", "nte_districts.md", "nte_hours.md"),
    kind!("offence_types", "offence_types.md"),
    kind!("outcomes", "outcomes.md"),
    kind!("overlap", "overlap.md"),
    kind!("qualifiers", "qualifiers.md"),
    kind!("relationships", "relationships.md", "relationships_districts.md", "relationships_who.md"),
    kind!("repeats", "repeats.md"),
    kind!("schools", "schools.md"),
    kind!("sexes", "sexes.md"),
    kind!("stop_search", "stop_search.md"),
    kind!("summary"),
    kind!("suspects", "suspects.md"),
    kind!("temporal", "temporal.md"),
    kind!("temporal_by_age", "temporal_by_age.md"),
    kind!("victims", "victims.md"),
    kind!("volume", "volume.md"),
];

/// A file of a kind: its name for messages and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KindSource {
    /// Path on disk, or the name of the embedded file.
    pub(super) file: String,
    /// The text.
    pub(super) text: String,
}

/// Where a project's own files are looked for, and where the file at hand is named.
pub(super) struct Own<'a> {
    /// The report's folder.
    pub(super) folder: &'a Path,
    /// The folders that they may be in.
    pub(super) walls: &'a Walls,
    /// Where the name is.
    pub(super) at: Place,
}

impl Own<'_> {
    /// The YAML of a kind: the project's own file `sections/NAME.yaml` next to the spec, or the shipped one.
    ///
    /// # Errors
    /// An own file that cannot be read; only where there is none is the shipped one used.
    pub(super) fn kind(&self, name: &str) -> Result<Option<KindSource>, Diagnostic> {
        let file = format!("{name}.yaml");
        let shipped = || KINDS.iter().find(|kind| kind.name == name).map(|kind| embedded(&file, kind.yaml));
        Ok(self.read(&self.folder.join("sections").join(&file))?.or_else(shipped))
    }

    /// A Markdown file a section names: next to the spec, in its `sections/` folder, or the shipped one.
    ///
    /// # Errors
    /// An own file that cannot be read; only where there is none is the shipped one used.
    pub(super) fn text(&self, name: &str) -> Result<Option<KindSource>, Diagnostic> {
        if let Some(beside) = self.read(&self.folder.join(name))? {
            return Ok(Some(beside));
        }
        let shipped = || {
            let texts = KINDS.iter().flat_map(|kind| kind.texts);
            texts.into_iter().find(|(known, _)| *known == name).map(|(name, text)| embedded(name, text))
        };
        Ok(self.read(&self.folder.join("sections").join(name))?.or_else(shipped))
    }

    /// A file of the project, or nothing if nothing has this name. A link to nothing is a file that cannot be read.
    fn read(&self, path: &Path) -> Result<Option<KindSource>, Diagnostic> {
        self.walls.admit(path, &self.at)?;
        if let Err(error) = std::fs::symlink_metadata(path)
            && matches!(error.kind(), ErrorKind::NotFound | ErrorKind::InvalidFilename | ErrorKind::InvalidInput)
        {
            return Ok(None);
        }
        let text = read_text(path, Some(&self.at))?;
        Ok(Some(KindSource { file: path.display().to_string(), text }))
    }
}

fn embedded(name: &str, text: &str) -> KindSource {
    KindSource { file: format!("{SHIPPED}{name}"), text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sorted_and_every_file_in_the_folder_is_one() {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        assert!(names.is_sorted());
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/sections");
        let known = |file: &str| {
            KINDS
                .iter()
                .any(|kind| format!("{}.yaml", kind.name) == file || kind.texts.iter().any(|(text, _)| *text == file))
        };
        let files = std::fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned());
        let strangers: Vec<String> = files.filter(|file| !known(file)).collect();
        assert!(strangers.is_empty(), "not shipped: {strangers:?}");
    }
}
