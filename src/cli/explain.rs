//! `sna explain`.

use super::args::Explain;
use crate::diag::Diagnostics;

pub(super) fn explain(_: &Explain) -> Diagnostics {
    Diagnostics::default()
}
