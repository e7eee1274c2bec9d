//! How a good input becomes a wrong one: bytes, lines, words and numbers.

use super::chance::Chance;

/// Pieces that readers of text trip over.
pub(super) const PIECES: &[&str] = &[
    "",
    "\0",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\"",
    "'",
    "\\",
    ",",
    ";",
    ":",
    ": ",
    "- ",
    "#",
    " #",
    "[",
    "]",
    "{",
    "}",
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "&x",
    "*x",
    "!!str",
    "<<:",
    "---",
    "...",
    "%",
    "|",
    ">",
    "~",
    "\u{feff}",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{e000}",
    "\u{e0041}",
    "\u{9b}31m",
    "\u{1b}[31m",
    "\u{1b}]0;x\u{7}",
    "\u{7}",
    "\u{85}",
    "\u{2028}",
    "-1",
    "0",
    "00",
    "1e999",
    "-0",
    "NaN",
    "inf",
    "-inf",
    "0.1",
    "4294967296",
    "18446744073709551616",
    "99999999999999999999999999",
    "../../",
    "/",
    "/dev/zero",
    "*",
    "**",
    "[",
    "yes",
    "no",
    "null",
    "true",
    "=1+1",
    "<b>",
    "é",
    "🔪",
    "Ω",
    "\u{301}\u{301}\u{301}",
    "error[x]: no\n--> y:1",
    "\r\nerror[x]: no",
];

/// Changes a few bytes anywhere: other bytes, bytes left out, bytes twice, a piece, an end too early.
pub(super) fn bytes(chance: &mut Chance, bytes: &mut Vec<u8>) {
    for _ in 0..chance.between(1, 4) {
        let at = chance.below(bytes.len());
        let to = (at + chance.between(1, 40)).min(bytes.len());
        match chance.below(6) {
            0 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << (at % 8)),
            1 => bytes.iter_mut().skip(at).take(4).for_each(|byte| *byte = chance.byte()),
            2 => drop(bytes.drain(at..to)),
            3 => {
                let again = bytes[at..to].to_vec();
                bytes.splice(at..at, again);
            }
            4 => drop(bytes.splice(at..at, chance.pick(PIECES).bytes())),
            _ if chance.one_in(3) => bytes.truncate(at),
            _ => bytes.swap(at, to.saturating_sub(1)),
        }
    }
}

/// Changes a text that people write: lines moved, left out, twice or further in; keys and values that are others.
pub(super) fn text(chance: &mut Chance, text: &str, words: &[&str]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for _ in 0..chance.between(1, 3) {
        if lines.is_empty() {
            break;
        }
        let (at, other) = (chance.below(lines.len()), chance.below(lines.len()));
        match chance.below(10) {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[other].clone()),
            2 => lines.swap(at, other),
            3 => lines[at].insert_str(0, if chance.one_in(2) { "  " } else { "\t" }),
            4 => lines[at] = lines[at].trim_start().to_string(),
            5 | 6 => lines[at] = other_word(chance, &lines[at], words),
            7 => lines[at] = other_value(chance, &lines[at], words),
            8 => lines[at] = piece_inside(chance, &lines[at]),
            _ => lines.insert(at, long_line(chance, &lines[other])),
        }
    }
    lines.join("\n") + "\n"
}

/// A line with one of its words replaced by a word of another place, a misspelling of it, or a piece.
fn other_word(chance: &mut Chance, line: &str, words: &[&str]) -> String {
    let found: Vec<(usize, &str)> = line
        .split(|letter: char| !(letter.is_alphanumeric() || "_-./".contains(letter)))
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - line.as_ptr() as usize, word))
        .collect();
    if found.is_empty() {
        return piece_inside(chance, line);
    }
    let (at, word) = found[chance.below(found.len())];
    let new = match chance.below(3) {
        0 => chance.pick(words).to_owned(),
        1 => word.chars().rev().collect(),
        _ => chance.pick(PIECES).to_owned(),
    };
    format!("{}{new}{}", &line[..at], &line[at + word.len()..])
}

/// A line whose value, after its colon, is another.
fn other_value(chance: &mut Chance, line: &str, words: &[&str]) -> String {
    let key = line.split_once(':').map_or(line, |(key, _)| key);
    let value = match chance.below(4) {
        0 => chance.pick(words).to_owned(),
        1 => format!("[{}, {}]", chance.pick(words), chance.pick(words)),
        2 => format!("{{ {}: {} }}", chance.pick(words), chance.pick(PIECES)),
        _ => chance.pick(PIECES).to_owned(),
    };
    format!("{key}: {value}")
}

fn piece_inside(chance: &mut Chance, line: &str) -> String {
    let starts: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
    let at = starts[chance.below(starts.len())];
    format!("{}{}{}", &line[..at], chance.pick(PIECES), &line[at..])
}

fn long_line(chance: &mut Chance, line: &str) -> String {
    match chance.below(4) {
        0 => line.repeat(chance.between(2, 60)),
        1 => format!("{line}{}", "x".repeat(chance.between(100, 20_000))),
        2 => "\n".repeat(chance.between(1, 3000)),
        _ => format!("# {}", chance.pick(PIECES)),
    }
}
