//! `sna kinds`: the shipped section kinds; and `sna docs`: the reference pages, for keeping `docs/` true.

use super::args::{Docs, Kinds};
use super::output::{Writing, nothing_stale, print, write_all};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_render::Artifact;
use sna_report::spec::{KINDS, kind_about, reference_pages};

/// Lists the kinds, or prints one's YAML and texts.
pub(super) fn kinds(arguments: &Kinds) -> Diagnostics {
    let Some(name) = &arguments.name else {
        let widest = KINDS.iter().map(|kind| kind.name.len()).max().unwrap_or(0);
        for kind in KINDS {
            print(&format!("{:<widest$}  {}\n", kind.name, kind_about(kind)));
        }
        return Diagnostics::default();
    };
    let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
        return Diagnostic::unknown(Code::UnknownKind, "section kind", name, KINDS.iter().map(|kind| kind.name)).into();
    };
    print(&format!("# sections/{}.yaml\n{}", kind.name, kind.yaml));
    for (file, text) in kind.texts {
        print(&format!("\n# sections/{file}\n{text}"));
    }
    Diagnostics::default()
}

/// Writes the reference pages.
pub(super) fn docs(arguments: &Docs) -> Diagnostics {
    let pages = reference_pages().into_iter().map(|(path, text)| Artifact { path, bytes: text.into_bytes() });
    let pages: Vec<Artifact> = pages.collect();
    let writing = Writing { folder: &arguments.out, artifacts: &pages, inputs: &[], stale: &nothing_stale };
    write_all(&writing).err().unwrap_or_default()
}
