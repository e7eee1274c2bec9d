//! A text file the author wrote, read whole and never past a bound.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::diag::{Code, Diagnostic, Place};

/// Most bytes of a text that a person writes or copies: a spec, a section's words, indicators, weights.
pub const MOST_TEXT: u64 = 64 << 20;

/// Reads a text file the author wrote.
///
/// # Errors
/// The file is missing, unreadable, larger than [`MOST_TEXT`] or not UTF-8, or it is not an ordinary file.
pub fn read_text(path: &Path, at: Option<&Place>) -> Result<String, Diagnostic> {
    read_text_up_to(MOST_TEXT, path, at)
}

/// Reads a text file of at most so many bytes.
///
/// # Errors
/// Those of [`read_text`].
pub fn read_text_up_to(most: u64, path: &Path, at: Option<&Place>) -> Result<String, Diagnostic> {
    let bytes = read_bytes(path, most).map_err(|why| {
        let code = if why.is_missing() { Code::MissingFile } else { Code::UnreadableFile };
        Diagnostic::error(code, format!("cannot read `{}`", path.display()))
            .at(at.cloned().unwrap_or_else(|| Place::file(path)))
            .found(why.found())
            .expected(why.expected("a readable text file"))
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.split(|byte| *byte == b'\n').count();
        Diagnostic::error(Code::NotUtf8, format!("`{}` is not UTF-8 text", path.display()))
            .at(Place::line(path, line))
            .found("bytes in another encoding")
            .expected("UTF-8")
    })
}

/// Why a file was not read.
#[derive(Debug)]
pub enum Unread {
    /// The machine refused.
    Refused(io::Error),
    /// A folder, a device or a pipe: reading it might never end.
    NotAFile,
    /// More bytes than this.
    Larger(u64),
}

impl Unread {
    /// Whether there is no such file.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Refused(error) if error.kind() == io::ErrorKind::NotFound)
    }

    /// What is there, for a message.
    pub fn found(&self) -> String {
        match self {
            Self::Refused(error) => error.to_string(),
            Self::NotAFile => "a folder, a device or a pipe".to_owned(),
            Self::Larger(most) => format!("more than {}", megabytes(*most)),
        }
    }

    /// What should be there: `what`, and how large it may be if that is what is wrong.
    pub fn expected(&self, what: &str) -> String {
        match self {
            Self::Refused(_) | Self::NotAFile => what.to_owned(),
            Self::Larger(most) => format!("{what} of at most {}", megabytes(*most)),
        }
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes >> 20)
}

/// The bytes of an ordinary file of at most `most` bytes. Nothing else is opened: a pipe could wait for ever, and a
/// device has no end.
///
/// # Errors
/// The machine refuses, the path is not an ordinary file, or the file is larger.
pub fn read_bytes(path: &Path, most: u64) -> Result<Vec<u8>, Unread> {
    if !std::fs::metadata(path).map_err(Unread::Refused)?.is_file() {
        return Err(Unread::NotAFile);
    }
    let mut bytes = Vec::new();
    // The size that a file claims to have may be wrong (`/proc`), so what is read is counted.
    File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)).map_err(Unread::Refused)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most { Err(Unread::Larger(most)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::render;

    fn told(most: u64, path: &Path) -> String {
        let fault = read_text_up_to(most, path, None).expect_err("a fault");
        render(&fault.into(), false).replace(&*std::env::temp_dir().to_string_lossy(), "[TEMP]")
    }

    #[test]
    fn only_an_ordinary_file_is_opened() {
        insta::assert_snapshot!(told(MOST_TEXT, &std::env::temp_dir()), @r"
        error[unreadable-file]: cannot read `[TEMP]`
        --> [TEMP]
         = found: a folder, a device or a pipe
         = expected: a readable text file
        ");
        #[cfg(unix)]
        insta::assert_snapshot!(told(MOST_TEXT, Path::new("/dev/zero")), @r"
        error[unreadable-file]: cannot read `/dev/zero`
        --> /dev/zero
         = found: a folder, a device or a pipe
         = expected: a readable text file
        ");
    }

    #[test]
    fn a_text_is_never_read_past_its_bound() {
        let path = std::env::temp_dir().join(format!("sna-core-large-{}.txt", std::process::id()));
        std::fs::write(&path, vec![b'a'; (1 << 20) + 1]).unwrap();
        let large = told(1 << 20, &path).replace(&std::process::id().to_string(), "1");
        let fits = read_text_up_to((1 << 20) + 1, &path, None).map(|text| text.len());
        std::fs::remove_file(&path).unwrap();
        insta::assert_snapshot!(large, @r"
        error[unreadable-file]: cannot read `[TEMP]/sna-core-large-1.txt`
        --> [TEMP]/sna-core-large-1.txt
         = found: more than 1 MB
         = expected: a readable text file of at most 1 MB
        ");
        assert_eq!(fits, Ok((1 << 20) + 1));
    }
}
