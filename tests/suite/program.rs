//! Runs the program in a fresh folder and reads what it wrote.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

/// The project's folder.
pub(crate) fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `sna` in a folder.
pub(crate) fn sna(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("the program starts")
}

/// The command, for tests that set its environment.
pub(crate) fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sna"));
    command.args(arguments).current_dir(folder).env("NO_COLOR", "1");
    command
}

/// The Derbyshire example, built once for all tests.
pub(crate) fn derbyshire() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            let folder = TempDir::new().expect("a temporary folder");
            let spec = project().join("examples/derbyshire/sna.yaml");
            let run = sna(folder.path(), &["build", &spec.to_string_lossy(), "-o", "."]);
            assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
            folder
        })
        .path()
}

/// A table as written: the value or mark of every cell, by row and column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    /// Rows in order.
    pub(crate) rows: Vec<String>,
    /// Cells.
    pub(crate) cells: BTreeMap<(String, String), String>,
}

impl Table {
    /// Reads `tables/ID.csv`.
    pub(crate) fn read(out: &Path, id: &str) -> Self {
        let path = out.join(format!("tables/{id}.csv"));
        let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let (mut rows, mut cells) = (Vec::new(), BTreeMap::new());
        for record in reader.records() {
            let record = record.expect("a well-formed table");
            let at = |position: usize| record.get(position).unwrap_or_default().to_owned();
            if !rows.contains(&at(0)) {
                rows.push(at(0));
            }
            cells.insert((at(0), at(2)), format!("{}{}{}", at(3), at(4), at(5)));
        }
        Self { rows, cells }
    }

    /// One cell.
    pub(crate) fn at(&self, row: &str, column: &str) -> &str {
        let cell = self.cells.get(&(row.to_owned(), column.to_owned()));
        cell.unwrap_or_else(|| panic!("no cell {row} / {column}; rows are {:?}", self.rows))
    }

    /// One cell as a number.
    pub(crate) fn number(&self, row: &str, column: &str) -> f64 {
        let text = self.at(row, column);
        text.parse().unwrap_or_else(|_| panic!("{row} / {column} is `{text}`, not a number"))
    }
}

/// A small report over the Derbyshire records, in a folder of its own.
pub(crate) struct Report {
    /// The folder.
    pub(crate) folder: TempDir,
}

impl Report {
    /// A report with these lines after its head.
    pub(crate) fn new(rest: &str) -> Self {
        Self::with_head(&head(), rest)
    }

    /// A report with a head of its own.
    pub(crate) fn with_head(head: &str, rest: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("sna.yaml"), format!("{head}{rest}")).expect("a spec");
        Self { folder }
    }

    /// Adds a file.
    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, content).expect("a file");
        self
    }

    /// Builds, and expects success.
    pub(crate) fn build(&self) -> PathBuf {
        let run = sna(self.folder.path(), &["build", "sna.yaml", "-o", "out"]);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        self.folder.path().join("out")
    }

    /// Checks, and gives the exit code and the words on stderr with folders masked.
    pub(crate) fn check(&self) -> (i32, String) {
        self.run(&["check", "sna.yaml"])
    }

    /// Runs any command in the report's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> (i32, String) {
        let run = sna(self.folder.path(), arguments);
        (run.status.code().unwrap_or(-1), mask(&String::from_utf8_lossy(&run.stderr), self.folder.path()))
    }
}

/// Hides where the machine keeps folders.
pub(crate) fn mask(text: &str, folder: &Path) -> String {
    text.replace(&*folder.to_string_lossy(), "[FOLDER]").replace(&*project().to_string_lossy(), "[PROJECT]")
}

/// The head of a report over the Derbyshire records.
pub(crate) fn head() -> String {
    let data = project().join("data/derbyshire/data.yaml");
    format!(
        "\
report: {{ title: T, area: Derby and Derbyshire, published: 2024-11-30, period: {{ to: 2023/24 }} }}
data: {}
definition: serious_violence_2021
",
        data.display()
    )
}
