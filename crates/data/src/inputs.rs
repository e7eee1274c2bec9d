//! The files that figures are based on, each with a fingerprint of its contents.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::Manifest;
use super::manifest_file::ManifestFile;
use sna_core::diag::{Code, Diagnostic, Place};
use sna_core::yaml::Spanned;

/// Bytes read at a time.
const CHUNK: usize = 1 << 16;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Records.
    Records,
    /// The weight of each offence.
    HarmWeights,
    /// The cost of one offence.
    UnitCosts,
    /// Indicators of areas.
    Indicators,
    /// Boundaries and schools.
    Geography,
    /// The manifest of partners' aggregates; their figures are records of their own.
    Aggregates,
}

/// A file that figures are based on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What it is for.
    pub purpose: Purpose,
    /// Where it is.
    pub path: PathBuf,
    /// Its path relative to the data manifest, with `/` between folders.
    pub name: String,
}

/// What identifies a file's contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes in hexadecimal digits.
    pub sha256: String,
}

impl Input {
    /// A file under a manifest's folder.
    pub(super) fn new(purpose: Purpose, folder: &Path, path: &Path) -> Self {
        let name = path.strip_prefix(folder).unwrap_or(path);
        let parts: Vec<String> =
            name.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
        Self { purpose, path: path.to_owned(), name: parts.join("/") }
    }

    /// Reads the file and takes its fingerprint.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn fingerprint(&self) -> Result<Fingerprint, Diagnostic> {
        let unreadable = |error: std::io::Error| {
            Diagnostic::error(Code::UnreadableFile, format!("`{}` cannot be read", self.path.display()))
                .at(Place::file(&self.path))
                .found(error.to_string())
                .expected("a readable file")
        };
        let mut file = BufReader::new(File::open(&self.path).map_err(unreadable)?);
        let (mut hasher, mut bytes, mut chunk) = (Sha256::new(), 0u64, vec![0u8; CHUNK]);
        loop {
            let read = file.read(&mut chunk).map_err(unreadable)?;
            if read == 0 {
                let digits = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
                return Ok(Fingerprint { bytes, sha256: digits });
            }
            bytes += read as u64;
            hasher.update(&chunk[..read]);
        }
    }
}

impl ManifestFile {
    /// The files that a manifest names, other than records; missing ones are reported where they are read.
    pub(super) fn inputs(&self, manifest: &Manifest) -> Vec<Input> {
        let named = |purpose, name: &Spanned<String>| {
            let found = self.paths(name).unwrap_or_default();
            found.into_iter().map(move |path| Input::new(purpose, &self.folder, &path)).collect::<Vec<_>>()
        };
        let weights = manifest.harm_weights.iter().flat_map(|name| named(Purpose::HarmWeights, name));
        let costs = manifest.unit_costs.iter().flat_map(|name| named(Purpose::UnitCosts, name));
        let indicators = manifest
            .indicators
            .iter()
            .map(|file| Input::new(Purpose::Indicators, &self.folder, &self.folder.join(&file.value.0.file)));
        let geography = manifest.geography.iter().flat_map(|geography| {
            let layers = geography.layers.values().map(|layer| &layer.files);
            layers.chain(geography.schools.iter().map(|schools| &schools.files))
        });
        let geography = geography.flat_map(|name| named(Purpose::Geography, name));
        let aggregates = manifest.aggregates.iter().flat_map(|name| named(Purpose::Aggregates, name));
        weights.chain(costs).chain(indicators).chain(geography).chain(aggregates).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_taken_from_the_bytes() {
        let folder = std::env::temp_dir().join(format!("sna-fingerprint-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let path = folder.join("abc.csv");
        std::fs::write(&path, "abc").expect("a file");
        let input = Input::new(Purpose::Records, &folder, &path);
        let read = input.fingerprint().expect("a fingerprint");
        assert_eq!((input.name.as_str(), read.bytes), ("abc.csv", 3));
        // FIPS 180-4, example B.1.
        assert_eq!(read.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        std::fs::remove_dir_all(&folder).expect("a folder to remove");
        assert_eq!(input.fingerprint().expect_err("no file").code.as_str(), "unreadable-file");
    }
}
