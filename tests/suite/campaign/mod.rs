//! Wrong inputs of every kind at random, run through the real program: whatever comes, it ends in time with exit code 0
//! or 1, says why with a place, prints nothing of a record and nothing that a terminal obeys, and leaves no litter.
//!
//! A try is made from the campaign, the seed and its number alone. `SNA_CAMPAIGN_TRIES` says how many tries of each
//! campaign there are, `SNA_CAMPAIGN_SEED` and `SNA_CAMPAIGN_FROM` where they begin, and `SNA_CAMPAIGN_KEEP` the folder
//! in which failing inputs are kept.

mod chance;
mod damage;
mod inputs;
mod judge;
mod records;
mod sources;
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use chance::Chance;
use judge::{Outcome, faults};

/// The files of a project, by their paths in it.
type Files = BTreeMap<String, Vec<u8>>;

/// One wrong input, and the command that meets it.
struct Try {
    files: Files,
    arguments: Vec<String>,
}

impl Try {
    fn new(files: Files, arguments: &[&str]) -> Self {
        Self { files, arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect() }
    }
}

/// How a campaign makes its inputs, and what else must be true of what comes out.
struct Campaign {
    name: &'static str,
    make: fn(&mut Chance) -> Try,
    /// Faults that only this campaign can see, from the input, the folder and what came out.
    further: fn(&Try, &Path, &Outcome) -> Vec<String>,
}

/// A number from the environment.
fn setting(name: &str, otherwise: u64) -> u64 {
    let text = std::env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is `{text}`, not a number")))
}

fn nothing_more(_: &Try, _: &Path, _: &Outcome) -> Vec<String> {
    Vec::new()
}

/// Runs a campaign; the first few failures are reported together.
fn run(campaign: &Campaign) {
    let (tries, seed, from) =
        (setting("SNA_CAMPAIGN_TRIES", 8), setting("SNA_CAMPAIGN_SEED", 1), setting("SNA_CAMPAIGN_FROM", 0));
    let mut failures = Vec::new();
    for number in from..from + tries {
        let mut chance = Chance::new(campaign.name, seed, number);
        let one = (campaign.make)(&mut chance);
        let found = met(campaign, &one);
        if !found.is_empty() {
            let kept = keep(campaign.name, seed, number, &one);
            failures.push(format!(
                "{}: seed {seed}, try {number}: {}\n    kept in {}; again: SNA_CAMPAIGN_SEED={seed} SNA_CAMPAIGN_FROM={number} SNA_CAMPAIGN_TRIES=1",
                campaign.name,
                found.join("; "),
                kept.display()
            ));
        }
        if failures.len() == 10 {
            break;
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

fn met(campaign: &Campaign, one: &Try) -> Vec<String> {
    let folder = TempDir::new().expect("a temporary folder");
    write(&one.files, folder.path());
    let outcome = Outcome::of(folder.path(), &one.arguments);
    let mut found = faults(&outcome, folder.path());
    found.extend((campaign.further)(one, folder.path(), &outcome));
    found
}

fn write(files: &Files, folder: &Path) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
}

/// Keeps the input of a failure, with its command.
fn keep(campaign: &str, seed: u64, number: u64, one: &Try) -> PathBuf {
    let kept = std::env::var_os("SNA_CAMPAIGN_KEEP")
        .map_or_else(|| Path::new(env!("CARGO_TARGET_TMPDIR")).join("campaign"), PathBuf::from);
    let folder = kept.join(format!("{campaign}-{seed}-{number}"));
    // An earlier run of the same try may have kept other files.
    let _ = fs::remove_dir_all(&folder);
    write(&one.files, &folder);
    fs::write(folder.join("COMMAND.txt"), format!("sna {}\n", one.arguments.join(" "))).expect("a file");
    folder
}

macro_rules! campaigns {
    ($($name:ident: $make:path $(, $further:path)?;)+) => {
        $(#[test]
        fn $name() {
            #[allow(unused_mut, unused_assignments)]
            let mut further: fn(&Try, &Path, &Outcome) -> Vec<String> = nothing_more;
            $(further = $further;)?
            run(&Campaign { name: stringify!($name), make: $make, further });
        })+
    };
}

campaigns! {
    spec: words::spec;
    manifest: words::manifest;
    partners: words::partners;
    prose: words::prose;
    conditions: words::condition;
    synth: words::synth;
    export: words::export;
    csv_bytes: records::bytes, records::agree;
    csv_cells: records::cells, records::agree;
    gzip: records::gzip;
    parquet: sources::parquet;
    workbook: sources::workbook;
    boundaries: sources::boundaries;
    json_drafts: sources::json_draft;
    pdf_drafts: sources::pdf_draft;
}

/// The project that all campaigns damage is sound, so what they find is due to the damage.
#[test]
fn the_undamaged_project_is_sound() {
    let one = Try::new(inputs::project(), &["build", "sna.yaml", "-o", "out"]);
    let folder = TempDir::new().expect("a temporary folder");
    write(&one.files, folder.path());
    let outcome = Outcome::of(folder.path(), &one.arguments);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""));
    assert_eq!(faults(&outcome, folder.path()), Vec::<String>::new());
    assert_eq!(records::agree(&one, folder.path(), &outcome), Vec::<String>::new());
}
