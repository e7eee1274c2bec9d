//! The ways to spoil an input.

use crate::Sound;
use crate::choices::Choices;

/// What no format likes: half characters, marks of other encodings, line ends, quotation marks, numbers at the edge of
/// what a machine holds, and what runs or hides in a terminal, a browser or a spreadsheet.
const NASTY: &[&[u8]] = &[
    b"",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xc3\x28",
    b"\xa3",
    b"\r",
    b"\r\n",
    b"\n\n",
    b"\t",
    b"\"",
    b"'",
    b"\\",
    b",",
    b";",
    b":",
    b"#",
    b"-",
    b"0",
    b"-1",
    b"1e309",
    b"NaN",
    b"18446744073709551616",
    b"0.1",
    b"\x1b[31m",
    b"\x07",
    "\u{202e}".as_bytes(),
    "\u{200b}".as_bytes(),
    "\u{2028}".as_bytes(),
    "é".as_bytes(),
    "٣".as_bytes(),
    "🔪".as_bytes(),
    b"<script>",
    b"=1+1",
    b"../../",
    b"/",
];

/// How often something is repeated: a little, or far more than anybody means.
const TIMES: &[usize] = &[2, 3, 20, 300, 5_000];

/// One way to spoil an input.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step {
    FlipBit,
    PutByte,
    PutNasty,
    PutWord,
    ReplaceWord,
    Remove,
    Repeat,
    Cut,
    CopyWithin,
    SwapLines,
    RepeatLine,
    RemoveLine,
    TakeFromOther,
}

const STEPS: &[Step] = &[
    Step::FlipBit,
    Step::PutByte,
    Step::PutNasty,
    Step::PutWord,
    Step::ReplaceWord,
    Step::ReplaceWord,
    Step::Remove,
    Step::Repeat,
    Step::Cut,
    Step::CopyWithin,
    Step::SwapLines,
    Step::RepeatLine,
    Step::RemoveLine,
    Step::TakeFromOther,
];

impl Step {
    pub(crate) fn chosen(choices: &mut Choices<'_>) -> Self {
        choices.one_of(STEPS).copied().unwrap_or(Self::FlipBit)
    }

    pub(crate) fn take(self, input: &mut Vec<u8>, sound: &Sound<'_>, choices: &mut Choices<'_>) {
        let at = choices.below(input.len());
        match self {
            Self::FlipBit => flip(input, at, choices.below(8)),
            Self::PutByte => put(input, at, at, &[choices.byte()]),
            Self::PutNasty => put(input, at, at, choices.one_of(NASTY).copied().unwrap_or_default()),
            Self::PutWord => put(input, at, at, word(sound, choices)),
            Self::ReplaceWord => {
                let (from, to) = word_at(input, at);
                put(input, from, to, word(sound, choices));
            }
            Self::Remove => put(input, at, at + length(choices), &[]),
            Self::Repeat => repeat(input, at, length(choices), times(choices)),
            Self::Cut => input.truncate(at),
            Self::CopyWithin => {
                let piece = piece(input, choices.below(input.len()), length(choices));
                put(input, at, at + piece.len(), &piece);
            }
            Self::SwapLines => swap_lines(input, at, choices.below(input.len())),
            Self::RepeatLine => {
                let (from, to) = line_at(input, at);
                repeat(input, from, to - from, times(choices));
            }
            Self::RemoveLine => {
                let (from, to) = line_at(input, at);
                put(input, from, to, &[]);
            }
            Self::TakeFromOther => {
                let other = choices.one_of(sound.examples).copied().unwrap_or_default();
                let piece = piece(other, choices.below(other.len()), length(choices));
                put(input, at, at, &piece);
            }
        }
    }
}

/// The length of a piece: one byte, a word, a line or a page.
fn length(choices: &mut Choices<'_>) -> usize {
    [1, 4, 40, 400][choices.below(4)]
}

fn times(choices: &mut Choices<'_>) -> usize {
    choices.one_of(TIMES).copied().unwrap_or(2)
}

fn word<'a>(sound: &Sound<'a>, choices: &mut Choices<'_>) -> &'a [u8] {
    sound.words.get(choices.below(sound.words.len())).copied().unwrap_or_default().as_bytes()
}

fn flip(input: &mut [u8], at: usize, bit: usize) {
    if let Some(byte) = input.get_mut(at) {
        *byte ^= 1 << bit;
    }
}

/// Puts `what` where `from..to` was; positions behind the end mean the end.
fn put(input: &mut Vec<u8>, from: usize, to: usize, what: &[u8]) {
    let from = from.min(input.len());
    let to = to.clamp(from, input.len());
    input.splice(from..to, what.iter().copied());
}

fn piece(input: &[u8], from: usize, length: usize) -> Vec<u8> {
    input.iter().skip(from).take(length).copied().collect()
}

fn repeat(input: &mut Vec<u8>, from: usize, length: usize, times: usize) {
    let repeated = piece(input, from, length).repeat(times - 1);
    put(input, from, from, &repeated);
}

/// The word around a position: letters, digits and underscores.
fn word_at(input: &[u8], at: usize) -> (usize, usize) {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let from = input[..at].iter().rposition(|byte| !is_word(byte)).map_or(0, |before| before + 1);
    let to = input[at..].iter().position(|byte| !is_word(byte)).map_or(input.len(), |after| at + after);
    (from, to)
}

/// The line around a position, with the end of the line.
fn line_at(input: &[u8], at: usize) -> (usize, usize) {
    let from = input[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1);
    let to = input[at..].iter().position(|byte| *byte == b'\n').map_or(input.len(), |end| at + end + 1);
    (from, to)
}

fn swap_lines(input: &mut Vec<u8>, one: usize, other: usize) {
    let (first, second) = (one.min(other), one.max(other));
    let (first_from, first_to) = line_at(input, first);
    let (second_from, second_to) = line_at(input, second);
    if first_to <= second_from {
        let (early, late) = (input[first_from..first_to].to_vec(), input[second_from..second_to].to_vec());
        put(input, second_from, second_to, &early);
        put(input, first_from, first_to, &late);
    }
}
