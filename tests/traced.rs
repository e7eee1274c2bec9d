//! What the program opens, as the system sees it: `check`, `build`, `diff` and `explain` under `strace` open nothing outside the
//! project, their arguments and the output folder but a few files of the system, make no socket and start no program.
//!
//! Skipped, with a message, where there is no `strace`; with `SNA_NEEDS_STRACE=1` that is a failure.

#![cfg(target_os = "linux")]

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// Files of the system that any program of this kind opens: libraries, the machine's processors and memory, the clock's zone, and
/// the terminal's description.
const SYSTEM: [&str; 12] = [
    "/etc/ld.so.cache",
    "/etc/ld.so.preload",
    "/etc/localtime",
    "/lib",
    "/proc/self",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system",
    "/sys/fs/cgroup",
    "/sys/kernel/mm",
    "/usr/lib",
    "/usr/share/locale",
    "/usr/share/zoneinfo",
];

const SPEC: &str = "
report: { title: T, area: Both, published: 2024-11-30, period: { financial_years: 1, to: 2023/24 } }
data: ../data/data.yaml
sections:
  - use: own
  - title: S
    prose: words.md
    blocks:
      - table: { id: t, title: Offences, crosstab: { rows: offence, columns: financial_year } }
";

const DATA: &str = "
title: T
areas: [{ name: North, population: 1000 }]
sources:
  offences:
    title: Offences
    files: '*.csv'
    columns: { id: id, date: date, offence: offence, district: district }
";

fn project() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    let files = [
        ("report/sna.yaml", SPEC),
        ("report/words.md", "{{ t.total }} offences."),
        ("report/sections/own.yaml", "about: A kind\nsection: { title: Own, prose: Words. }\n"),
        ("report/templates/palette.yaml", include_str!("../assets/palette.yaml")),
        ("data/data.yaml", DATA),
        ("data/offences.csv", "id,date,offence,district\n1,2023-04-01,Robbery,North\n2,2023-05-01,GBH,North\n"),
    ];
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// What a command did, one call of the system on each line, after it succeeded.
fn trace(folder: &Path, arguments: &[&str]) -> String {
    let log = folder.join("trace.log");
    let calls = "trace=open,openat,openat2,creat,execve,execveat,io_uring_setup,%network";
    let run = Command::new("strace")
        .args(["-f", "-y", "-qq", "-s", "4096", "-e", calls, "-e", "signal=none", "-o"])
        .arg(&log)
        .arg(env!("CARGO_BIN_EXE_sna"))
        .args(arguments)
        .current_dir(folder.join("report"))
        .output()
        .expect("strace starts");
    assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
    fs::read_to_string(log).expect("the trace")
}

/// The path that a line opens, `None` for a line that opens nothing.
fn opened(line: &str) -> Option<PathBuf> {
    let (call, rest) = line.split_once('(')?;
    let call = call.rsplit(' ').next()?;
    let rest = if matches!(call, "openat" | "openat2") { rest } else { rest.strip_prefix('"').map(|_| rest)? };
    let folder = rest.split_once('<').filter(|(at, _)| !at.contains('"')).and_then(|(_, rest)| rest.split_once('>'));
    let name = rest.split('"').nth(1)?;
    Some(Path::new(folder.map_or("/", |(folder, _)| folder)).join(name))
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => plain.push(part),
        }
    }
    plain
}

/// The lines that are none of the program's business.
fn strays<'t>(trace: &'t str, folder: &Path) -> Vec<&'t str> {
    let program = Path::new(env!("CARGO_BIN_EXE_sna"));
    let real = folder.canonicalize().expect("the folder");
    let is_sound = |line: &&str| {
        let Some(path) = opened(line).map(|path| plain(&path)) else {
            // `???(` is a thread that ended before its call could be read.
            let is_cut = ["<unfinished", " resumed>", "+++", "???( <detached"].iter().any(|mark| line.contains(mark));
            return is_cut;
        };
        let of_system = SYSTEM.iter().any(|system| path.starts_with(system));
        let is_library = path.to_string_lossy().contains(".so");
        of_system || is_library || path == program || path.starts_with(folder) || path.starts_with(&real)
    };
    trace.lines().filter(|line| !is_sound(line)).collect()
}

#[test]
fn nothing_outside_the_project_is_opened_and_no_socket_made() {
    let has_strace =
        Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_ok_and(|status| status.success());
    if !has_strace {
        assert!(std::env::var_os("SNA_NEEDS_STRACE").is_none(), "strace is needed");
        eprintln!("skipped: there is no strace");
        return;
    }
    let folder = project();
    let commands: [&[&str]; 6] = [
        &["check", "sna.yaml"],
        &["build", "sna.yaml", "-o", "../out"],
        &["build", "sna.yaml", "-o", "../out"],
        &["build", "sna.yaml", "--each", "district", "-o", "../each"],
        &["diff", "../out/sna.pdf", "../out/sna.json"],
        &["explain", "../out", "s.t"],
    ];
    for arguments in commands {
        let trace = trace(folder.path(), arguments);
        assert!(trace.contains("sna"), "nothing was traced");
        assert_eq!(strays(&trace, folder.path()), Vec::<&str>::new(), "{arguments:?}");
    }
}

#[test]
fn a_stray_is_found() {
    let folder = TempDir::new().expect("a folder");
    let sound = format!("12 openat(AT_FDCWD<{0}>, \"sna.yaml\", O_RDONLY) = 3", folder.path().display());
    let lines = [
        "12 openat(AT_FDCWD</home>, \"secret.csv\", O_RDONLY) = 3",
        "12 openat(AT_FDCWD</home>, \"/etc/passwd\", O_RDONLY) = 3",
        "12 open(\"/etc/passwd\", O_RDONLY) = 3",
        "12 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3",
        "12 execve(\"/bin/sh\", [\"sh\"], 0x1) = 0",
    ];
    let trace = [&[sound.as_str()], &lines[..]].concat().join("\n");
    assert_eq!(strays(&trace, folder.path()), lines);
}
