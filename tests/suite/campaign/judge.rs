//! What must be true of every run, whatever it was given.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::command;

/// A word that is in every private cell of the records, so that a message which prints one is found out.
pub(super) const PRIVATE: &str = "Vexilloid";

/// The longest that any run may take. A machine that runs all tests at once is slow.
const LONGEST: Duration = Duration::from_secs(40);

/// Most lines of messages.
const MOST_LINES: usize = 200;

/// How a run ended.
pub(super) struct Outcome {
    /// The exit code; nothing after a signal or a run without end.
    pub(super) code: Option<i32>,
    pub(super) stdout: String,
    pub(super) stderr: String,
    /// Whether it was ended because it took too long.
    pub(super) hung: bool,
}

impl Outcome {
    pub(super) fn of(folder: &Path, arguments: &[String]) -> Self {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let beside = tempfile::TempDir::new().expect("a temporary folder");
        let [out, err] = ["out", "err"].map(|name| beside.path().join(name));
        let mut command = command(folder, &arguments);
        let stream = |path: &Path| Stdio::from(File::create(path).expect("a file"));
        command.stdin(Stdio::null()).stdout(stream(&out)).stderr(stream(&err));
        let (code, hung) = ended(&mut command);
        let read = |path: &Path| String::from_utf8_lossy(&fs::read(path).expect("a file")).into_owned();
        Self { code, stdout: read(&out), stderr: read(&err), hung }
    }
}

fn ended(command: &mut Command) -> (Option<i32>, bool) {
    let begun = Instant::now();
    let mut child = command.spawn().expect("the program starts");
    while begun.elapsed() < LONGEST {
        if let Some(status) = child.try_wait().expect("a child") {
            return (status.code(), false);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("a child");
    child.wait().expect("a child");
    (None, true)
}

/// What is wrong with a run, whatever it was given.
pub(super) fn faults(outcome: &Outcome, folder: &Path) -> Vec<String> {
    let Outcome { code, stdout, stderr, hung } = outcome;
    let mut found = Vec::new();
    match code {
        None if *hung => found.push(format!("it takes more than {} s", LONGEST.as_secs())),
        None => found.push("a signal ended it".to_owned()),
        Some(0 | 1) => {}
        Some(code) => found.push(format!("exit code {code}: {}", first_line(stderr))),
    }
    if *code == Some(1) && !stderr.lines().any(|line| line.starts_with("error[")) {
        found.push(format!("exit code 1 without an error: {}", first_line(stderr)));
    }
    let lines = stderr.lines().count();
    if lines > MOST_LINES {
        found.push(format!("{lines} lines of messages"));
    }
    if let Some(line) = stdout.lines().chain(stderr.lines()).find(|line| is_private(line)) {
        found.push(format!("it prints what a record contains: {}", line.trim()));
    }
    found.extend(unseen(stderr).map(|letter| format!("U+{:04X} is on stderr", u32::from(letter))));
    found.extend(unseen(stdout).map(|letter| format!("U+{:04X} is on stdout", u32::from(letter))));
    found.extend(without_place(stderr));
    found.extend(litter(folder).into_iter().map(|name| format!("it leaves {name}")));
    found
}

fn is_private(line: &str) -> bool {
    line.to_lowercase().contains(&PRIVATE.to_lowercase())
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or("nothing is said")
}

/// The first character that a terminal obeys, or that turns or hides text.
fn unseen(text: &str) -> Option<char> {
    let is_unseen = |letter: &char| {
        (letter.is_control() && *letter != '\n')
            || matches!(*letter, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(*letter, '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
    };
    text.chars().find(is_unseen)
}

/// Findings that name no file.
fn without_place(stderr: &str) -> Vec<String> {
    let lines: Vec<&str> = stderr.lines().collect();
    let is_head = |line: &str| line.starts_with("error[") || line.starts_with("warning[");
    let heads = (0..lines.len()).filter(|at| is_head(lines[*at]));
    let has_place = |at: &usize| {
        let block = lines[at + 1..].iter().take_while(|line| !is_head(line) && !line.is_empty());
        block.into_iter().any(|line| line.trim_start().starts_with("--> "))
    };
    heads.filter(|at| !has_place(at)).map(|at| format!("no place: {}", lines[at])).collect()
}

/// Files that a run should have swept away.
fn litter(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                found.push(name);
            } else if entry.path().is_dir() {
                open.push(entry.path());
            }
        }
    }
    found
}
