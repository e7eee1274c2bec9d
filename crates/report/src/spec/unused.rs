//! Files in a project's `sections/` folder that nothing uses: a kind or text under a wrong name would otherwise be replaced by
//! the shipped one without a word.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::kinds::KINDS;
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place, misspelt};
use sna_core::walls::{Walls, accompanies};

/// A warning for each file in `sections/` next to the report that neither this report nor any kind or report next to it uses.
pub fn unused_sections(folder: &Path, walls: &Walls) -> Diagnostics {
    let sections = folder.join("sections");
    let files = files_under(&sections, Path::new(""));
    let opened: BTreeSet<PathBuf> = walls.opened().iter().filter_map(|path| path.canonicalize().ok()).collect();
    let known = known_names(folder, &sections, &files);
    let is_used = |file: &&String| {
        let is_open = sections.join(file).canonicalize().is_ok_and(|path| opened.contains(&path));
        is_open || known.contains(*file)
    };
    files.iter().filter(|file| !is_used(file)).map(|file| unused(&sections, file, &known)).collect()
}

/// A file that nothing uses, with the nearest name that something would.
fn unused(sections: &Path, file: &str, known: &BTreeSet<String>) -> Diagnostic {
    let path = sections.join(file);
    let diagnostic = Diagnostic::warning(Code::UnusedFile, format!("nothing uses `{}`", path.display()))
        .at(Place::file(&path))
        .expected("a section kind that `use:` names, or a text that `prose:` names");
    match misspelt(file, known.iter().map(String::as_str)) {
        Some(name) => diagnostic.hint(format!("did you mean `{name}`?")),
        None => diagnostic,
    }
}

/// The names that a file in `sections/` can have and be used: those of shipped kinds and texts, and those that kinds and reports
/// next to it name.
fn known_names(folder: &Path, sections: &Path, files: &[String]) -> BTreeSet<String> {
    let shipped = KINDS.iter().flat_map(|kind| kind.texts.iter().map(|(name, _)| (*name).to_owned()));
    let kinds = KINDS.iter().map(|kind| format!("{}.yaml", kind.name));
    let is_yaml = |name: &str| name.ends_with(".yaml") || name.ends_with(".yml");
    let own = files.iter().filter(|file| is_yaml(file)).map(|file| sections.join(file));
    let reports = listed(folder).into_iter().map(|(path, _)| path).filter(|path| is_yaml(&path.to_string_lossy()));
    // A file that cannot be read here is reported where it is used.
    let texts = own.chain(reports).filter_map(|path| fs::read_to_string(path).ok());
    let named: BTreeSet<String> = texts.flat_map(|text| names_in(&text)).collect();
    shipped.chain(kinds).chain(named).collect()
}

/// The files that a text of YAML names: after `use:`, and every word that ends in `.md`.
fn names_in(text: &str) -> BTreeSet<String> {
    let is_end = |letter: char| letter.is_whitespace() || "\"',{}[]#".contains(letter);
    let first = |rest: &str| {
        let rest = rest.trim_start().trim_start_matches(['"', '\'']);
        rest.split(is_end).next().unwrap_or_default().to_owned()
    };
    let kinds = text.split("use:").skip(1).map(|rest| format!("{}.yaml", first(rest)));
    let texts = text.split(is_end).filter(|word| word.ends_with(".md")).map(str::to_owned);
    // A name with blanks is a whole line.
    let lines = text
        .lines()
        .filter_map(|line| line.split_once("prose:"))
        .map(|(_, name)| name.trim().trim_matches(['"', '\'']).to_owned());
    kinds.chain(texts).chain(lines).collect()
}

/// The files under a folder, by their names from it; not those that only accompany others.
fn files_under(folder: &Path, inner: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for (path, is_folder) in listed(&folder.join(inner)) {
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        let below = inner.join(&name);
        match is_folder {
            _ if accompanies(&name) => {}
            true => files.extend(files_under(folder, &below)),
            false => files.push(below.to_string_lossy().replace('\\', "/")),
        }
    }
    files
}

/// What is in a folder, sorted, and whether it is a folder itself. A link is not followed.
fn listed(folder: &Path) -> Vec<(PathBuf, bool)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut listed: Vec<(PathBuf, bool)> =
        entries.map(|entry| (entry.path(), entry.file_type().is_ok_and(|kind| kind.is_dir()))).collect();
    listed.sort();
    listed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_where_yaml_has_them() {
        let text = "sections:\n- use: mine\n- { use: \"his\", title: x }\n- prose: \"her text.md\"\n- blocks: [{prose: a/b.md}]\n";
        let found = names_in(text);
        for name in ["mine.yaml", "his.yaml", "her text.md", "a/b.md"] {
            assert!(found.contains(name), "{name}: {found:?}");
        }
    }

    #[test]
    fn a_file_that_nothing_uses_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let sections = folder.path().join("sections");
        fs::create_dir_all(sections.join("deep")).unwrap();
        for name in [
            "Volume.yaml",
            "volume.md",
            "deep/spare.md",
            "README.md",
            ".DS_Store",
            "mine.yaml~",
            "mine.yaml",
            "of_mine.md",
        ] {
            fs::write(sections.join(name), "section: {prose: of_mine.md}").unwrap();
        }
        fs::write(folder.path().join("other.yaml"), "sections: [{use: mine}]").unwrap();
        let found = unused_sections(folder.path(), &Walls::default());
        let told = sna_core::diag::render(&found, false).replace(&sections.display().to_string(), "sections");
        insta::assert_snapshot!(told, @"
        warning[unused-file]: nothing uses `sections/Volume.yaml`
        --> sections/Volume.yaml
         = expected: a section kind that `use:` names, or a text that `prose:` names
         = hint: did you mean `volume.yaml`?

        warning[unused-file]: nothing uses `sections/deep/spare.md`
        --> sections/deep/spare.md
         = expected: a section kind that `use:` names, or a text that `prose:` names
        ");
    }
}
