//! The tags of the parts of a workbook, which are XML: enough of it to find what the reader of cells does not tell.

use std::fs::File;
use std::io::{self, BufRead, BufReader};

use zip::ZipArchive;

/// Longest tag that is looked at, in bytes.
const LONGEST: usize = 8 << 10;

/// A tag of XML: its name and attributes.
pub(super) struct Tag<'t>(&'t str);

impl Tag<'_> {
    /// The name, without its namespace.
    pub(super) fn name(&self) -> &str {
        let name = self.0.split(|letter: char| letter.is_whitespace() || letter == '/').next().unwrap_or_default();
        local(name)
    }

    /// The value of an attribute, as it is written.
    pub(super) fn attribute(&self, wanted: &str) -> Option<&str> {
        let mut left = self.0.trim_start().trim_start_matches(|letter: char| !letter.is_whitespace());
        while let Some((name, rest)) = left.split_once('=') {
            let rest = rest.trim_start();
            let quote = rest.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
            let (value, after) = rest[1..].split_once(quote)?;
            if local(name.trim()) == wanted {
                return Some(value);
            }
            left = after;
        }
        None
    }

    /// Whether it has an attribute of which something holds.
    pub(super) fn is(&self, name: &str, holds: impl Fn(&str) -> bool) -> bool {
        self.attribute(name).is_some_and(holds)
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// A value of XML without its escapes.
pub(super) fn plain(text: &str) -> String {
    let mut told = String::new();
    let mut left = text;
    while let Some((before, rest)) = left.split_once('&') {
        told.push_str(before);
        let Some((escape, after)) = rest.split_once(';') else { break };
        let number = escape.strip_prefix('#').and_then(|digits| match digits.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => digits.parse().ok(),
        });
        let named = match escape {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        };
        told.extend(named.or_else(|| number.and_then(char::from_u32)));
        left = after;
    }
    told + left
}

/// The parts of a workbook.
pub(super) type Archive = ZipArchive<BufReader<File>>;

/// The part that a relation of another points to.
pub(super) fn target(
    archive: &mut Archive,
    rels: &str,
    folder: &str,
    is_meant: impl Fn(&Tag<'_>) -> bool,
) -> io::Result<Option<String>> {
    let mut found = None;
    look_through(archive, rels, |tag| {
        if tag.name() == "Relationship" && is_meant(tag) {
            found = tag.attribute("Target").map(plain);
        }
    })?;
    Ok(found.map(|target| match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None if folder.is_empty() => target,
        None => format!("{folder}/{target}"),
    }))
}

/// Shows `each` every tag of a part, if the workbook has the part.
pub(super) fn look_through(archive: &mut Archive, part: &str, mut each: impl FnMut(&Tag<'_>)) -> io::Result<()> {
    let same =
        |name: &str| name.replace('\\', "/").trim_start_matches('/').eq_ignore_ascii_case(part.trim_start_matches('/'));
    let mut at = None;
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(io::Error::other)?;
        if file.name().is_ok_and(|name| same(&name)) {
            at = Some(index);
        }
    }
    let Some(at) = at else { return Ok(()) };
    let mut reader = BufReader::new(archive.by_index(at).map_err(io::Error::other)?);
    let (mut tag, mut is_inside) = (Vec::new(), false);
    loop {
        let chunk = reader.fill_buf()?;
        let length = chunk.len();
        if length == 0 {
            return Ok(());
        }
        for byte in chunk {
            match byte {
                b'<' => {
                    tag.clear();
                    is_inside = true;
                }
                b'>' if is_inside => {
                    each(&Tag(&String::from_utf8_lossy(&tag)));
                    is_inside = false;
                }
                byte if is_inside && tag.len() < LONGEST => tag.push(*byte),
                _ => {}
            }
        }
        reader.consume(length);
    }
}

#[cfg(test)]
mod tests {
    use super::{Tag, plain};

    #[test]
    fn attributes_of_a_tag() {
        let tag = Tag("x:row r='5'  spans=\"1:3\" hidden = \"1\"/");
        assert_eq!((tag.name(), tag.attribute("r"), tag.attribute("hidden")), ("row", Some("5"), Some("1")));
        assert_eq!((tag.attribute("ht"), Tag("row").attribute("r")), (None, None));
        assert_eq!(Tag("sheet name=\"A\" r:id=\"rId1\"/").attribute("id"), Some("rId1"));
    }

    #[test]
    fn escapes_of_xml() {
        assert_eq!(plain("A&amp;E &#39;23&#x20;&lt;b"), "A&E '23 <b");
    }
}
