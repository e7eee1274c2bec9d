//! The files attached to a PDF that `sna` made. Only the shape that `sna build` writes is read: an index of objects in
//! plain text, attachments as objects of their own, packed once or not at all. Nothing else of a PDF is looked at, so
//! nothing in it can take time or memory.

use std::io::Read;

use flate2::read::ZlibDecoder;

use super::objects::{Reader, Value};

/// The most bytes that an attachment may unpack to.
pub(super) const MOST_BYTES: usize = 64 << 20;

/// The longest description of an object.
const LONGEST_OBJECT: usize = 16 << 10;
/// The most attachments that are looked at.
const MOST_FILES: usize = 10_000;
/// How `sna` begins the description of an attachment.
const FILE: &[u8] = b"<</Type/Filespec";

/// Why a PDF gives no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// It ends too early, or its index of objects is wrong.
    Damaged,
    /// Another program wrote it: its index is packed.
    OfOtherProgram,
    /// Nothing attached to it has a name that ends in `.json`.
    Without,
    /// So many attachments have such a name.
    Several(usize),
    /// The attachment does not match its checksum or its length.
    DamagedFile,
    /// The attachment is packed in a way in which `sna` packs nothing.
    PackedInOtherWay,
    /// The attachment unpacks to more than [`MOST_BYTES`].
    TooLarge,
}

/// The one attachment whose name ends in `.json`.
///
/// # Errors
/// There is not exactly one, or it cannot be had from a PDF of this shape.
pub(super) fn document(pdf: &[u8]) -> Result<Vec<u8>, Refused> {
    let index = Index::read(pdf)?;
    let files = (0..index.offsets.len()).filter(|number| index.is_file(*number)).take(MOST_FILES);
    let mut documents = files.filter_map(|number| index.object(number)).map(|(file, _)| file).filter(is_json);
    match (documents.next(), documents.count()) {
        (None, _) => Err(Refused::Without),
        (Some(file), 0) => index.embedded(&file),
        (Some(_), others) => Err(Refused::Several(others + 1)),
    }
}

/// Whether a file's name ends in `.json`; names have one or two bytes for each letter.
fn is_json(file: &Value) -> bool {
    ["UF", "F"].iter().filter_map(|key| file.get(key)).any(|name| {
        let Value::Text(bytes) = name else { return false };
        let letters: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).collect();
        letters.to_ascii_lowercase().ends_with(b".json")
    })
}

/// Where each object begins.
struct Index<'a> {
    pdf: &'a [u8],
    offsets: Vec<usize>,
}

impl<'a> Index<'a> {
    fn read(pdf: &'a [u8]) -> Result<Self, Refused> {
        let from = pdf.len().saturating_sub(1024);
        let ends = |mark: &[u8]| pdf[from..].windows(mark.len()).rposition(|window| window == mark).map(|at| from + at);
        let (end, start) = (ends(b"%%EOF"), ends(b"startxref"));
        let (Some(_), Some(start)) = (end, start) else { return Err(Refused::Damaged) };
        let mut words = Reader { bytes: pdf, at: start + b"startxref".len() };
        let table = words.number().ok_or(Refused::Damaged)?;
        let mut table = Reader { bytes: pdf, at: table };
        if !table.takes(b"xref") {
            let is_packed = table.number().is_some() && table.number().is_some() && table.takes(b"obj");
            return Err(if is_packed { Refused::OfOtherProgram } else { Refused::Damaged });
        }
        table.entries().map(|offsets| Self { pdf, offsets }).ok_or(Refused::Damaged)
    }

    /// The byte after `12 0 obj`.
    fn begin(&self, number: usize) -> Option<usize> {
        let at = *self.offsets.get(number).filter(|at| **at > 0)?;
        let mut reader = Reader { bytes: self.pdf, at };
        let is_it = reader.number()? == number && reader.number()? == 0 && reader.takes(b"obj");
        is_it.then_some(reader.at)
    }

    fn is_file(&self, number: usize) -> bool {
        self.begin(number).is_some_and(|at| Reader { bytes: self.pdf, at }.takes(FILE))
    }

    /// The description of an object, and the byte after it.
    fn object(&self, number: usize) -> Option<(Value, usize)> {
        let at = self.begin(number)?;
        let end = self.pdf.len().min(at.saturating_add(LONGEST_OBJECT));
        let mut reader = Reader { bytes: &self.pdf[..end], at };
        reader.value(0).map(|value| (value, reader.at))
    }

    /// The contents of the file that a description embeds.
    fn embedded(&self, file: &Value) -> Result<Vec<u8>, Refused> {
        let stream = file.get("EF").and_then(|streams| streams.get("F"));
        let Some(Value::Reference(number)) = stream else { return Err(Refused::DamagedFile) };
        let (description, end) = self.object(*number).ok_or(Refused::DamagedFile)?;
        let raw = self.stream(&description, end).ok_or(Refused::DamagedFile)?;
        let plain = ["F", "DecodeParms", "DP", "FFilter"].iter().all(|key| description.get(key).is_none());
        match description.get("Filter") {
            None if plain && raw.len() <= MOST_BYTES => Ok(raw.to_vec()),
            None if plain => Err(Refused::TooLarge),
            Some(filter) if plain && filter.is_name("FlateDecode") => unpacked(raw),
            _ => Err(Refused::PackedInOtherWay),
        }
    }

    /// The bytes of a stream, whose description says how many they are.
    fn stream(&self, description: &Value, end: usize) -> Option<&'a [u8]> {
        let Some(Value::Number(length)) = description.get("Length") else { return None };
        let mut reader = Reader { bytes: self.pdf, at: end };
        if !reader.takes(b"stream") {
            return None;
        }
        let begin = reader.at + if self.pdf.get(reader.at..)?.starts_with(b"\r\n") { 2 } else { 1 };
        let raw = self.pdf.get(begin..begin.checked_add(*length)?)?;
        let mut after = Reader { bytes: self.pdf, at: begin + length };
        after.takes(b"endstream").then_some(raw)
    }
}

fn unpacked(raw: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut unpacked = Vec::new();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    match ZlibDecoder::new(raw).take(most).read_to_end(&mut unpacked) {
        Ok(_) if unpacked.len() > MOST_BYTES => Err(Refused::TooLarge),
        Ok(_) => Ok(unpacked),
        Err(_) => Err(Refused::DamagedFile),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// A PDF with these objects, numbered from 1, in the shape that `sna` writes.
    fn made(objects: &[Vec<u8>]) -> Vec<u8> {
        let mut pdf = b"%PDF-1.7\n".to_vec();
        let mut index = format!("xref\n0 {}\n0000000000 65535 f\r\n", objects.len() + 1);
        for (at, object) in objects.iter().enumerate() {
            index += &format!("{:010} 00000 n\r\n", pdf.len());
            pdf.extend(format!("{} 0 obj\n", at + 1).into_bytes());
            pdf.extend(object);
            pdf.extend(b"\nendobj\n");
        }
        let start = pdf.len();
        pdf.extend(index.into_bytes());
        pdf.extend(format!("trailer\n<</Root 1 0 R>>\nstartxref\n{start}\n%%EOF").into_bytes());
        pdf
    }

    fn stream(keys: &str, bytes: &[u8]) -> Vec<u8> {
        let head = format!("<</Length {}/Type/EmbeddedFile{keys}>>\nstream\n", bytes.len());
        [head.into_bytes(), bytes.to_vec(), b"\nendstream".to_vec()].concat()
    }

    fn file(name: &str) -> Vec<u8> {
        format!("<</Type/Filespec/F{name}/UF{name}/EF<</F 2 0 R/UF 2 0 R>>>>").into_bytes()
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    fn read(name: &str, stream: Vec<u8>) -> Result<Vec<u8>, Refused> {
        document(&made(&[file(name), stream]))
    }

    #[test]
    fn plain_and_packed_files_are_read_by_any_name() {
        for name in [
            "(a.json)",
            "(A (b) c.JSON)",
            "(a\\(.json)",
            "(\\376\\377\\000.\\000j\\000s\\000o\\000n)",
            "<612E6A736F6E>",
        ] {
            assert_eq!(read(name, stream("", b"{}")), Ok(b"{}".to_vec()));
            assert_eq!(read(name, stream("/Filter/FlateDecode", &packed(b"{}"))), Ok(b"{}".to_vec()));
        }
    }

    #[test]
    fn other_ways_of_packing_are_refused() {
        let bytes = packed(b"{}");
        for keys in [
            "/Filter[/FlateDecode]",
            "/Filter[/FlateDecode/FlateDecode]",
            "/Filter/CCITTFaxDecode",
            "/Filter/LZWDecode",
            "/Filter 3 0 R",
            "/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 1000000000>>",
            "/Filter/FlateDecode/DP<</Predictor 12>>",
            "/F(other.txt)",
        ] {
            assert_eq!(read("(a.json)", stream(keys, &bytes)), Err(Refused::PackedInOtherWay), "{keys}");
        }
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_large() {
        let bomb = packed(&vec![b' '; MOST_BYTES + 1]);
        assert_eq!(read("(a.json)", stream("/Filter/FlateDecode", &bomb)), Err(Refused::TooLarge));
    }

    #[test]
    fn there_must_be_one_document() {
        let two = [file("(a.json)"), stream("", b"{}"), file("(b.json)")];
        assert_eq!(document(&made(&two)), Err(Refused::Several(2)));
        assert_eq!(read("(a.csv)", stream("", b"{}")), Err(Refused::Without));
    }

    #[test]
    fn damage_is_found() {
        assert_eq!(read("(a.json)", stream("/Filter/FlateDecode", b"none")), Err(Refused::DamagedFile));
        let whole = made(&[file("(a.json)"), stream("", b"{}")]);
        assert_eq!(document(&whole[..whole.len() - 10]), Err(Refused::Damaged));
        let other = b"%PDF-1.7\n1 0 obj\n<</Type/XRef>>\nstartxref\n9\n%%EOF".to_vec();
        assert_eq!(document(&other), Err(Refused::OfOtherProgram));
        let deep = [b"<</Type/Filespec/F".to_vec(), b"[".repeat(10_000)].concat();
        assert_eq!(document(&made(&[deep])), Err(Refused::Without));
        let long = [b"<</Type/Filespec/F(".to_vec(), b"x".repeat(100_000), b".json)>>".to_vec()].concat();
        assert_eq!(document(&made(&[long])), Err(Refused::Without));
    }

    #[test]
    fn no_byte_changed_brings_it_down() {
        let whole = made(&[file("(a.json)"), stream("/Filter/FlateDecode", &packed(b"{\"a\": 1}"))]);
        for at in 0..whole.len() {
            let _ = document(&whole[..at]);
            for bit in 0..8 {
                let mut changed = whole.clone();
                changed[at] ^= 1 << bit;
                let _ = document(&changed);
            }
        }
    }
}
