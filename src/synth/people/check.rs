//! Checks (later).
use super::file::PeopleFile;
use crate::diag::Diagnostics;
use crate::synth::file::MarginsFile;
use crate::yaml::Origin;
pub(super) fn check(_file: &PeopleFile, _source: &Origin, _offences: &MarginsFile) -> Result<(), Diagnostics> {
    Ok(())
}
