//! What scans of records have in common: the keys of a grouping, identifiers that are there twice, and the message where persons
//! cannot be counted.

use polars::prelude::*;

use super::cells::condition_name;
use super::cube::Cube;
use sna_core::diag::{Code, Diagnostic};

pub(super) fn explain_persons() -> Diagnostic {
    Diagnostic::machine(Code::PersonsNotCounted, "the persons of the records cannot be counted")
}

pub(super) fn cube_keys(cube: &Cube) -> Vec<Expr> {
    let dimensions = cube.dimensions.iter().map(|dimension| col(dimension.frame_column()));
    let keys: Vec<Expr> = dimensions.chain(cube.conditions.iter().map(|at| col(condition_name(*at)))).collect();
    if keys.is_empty() { vec![lit(0i8).alias("_all")] } else { keys }
}

/// Whether two identifiers agree. Compares 64-bit hashes: at ten million rows the chance that two different
/// identifiers agree is 3 in a million.
pub(super) fn any_repeated(identifiers: DataFrame) -> PolarsResult<bool> {
    let mut seen: Vec<u64> = identifiers.column("hash")?.u64()?.iter().flatten().collect();
    drop(identifiers);
    seen.sort_unstable();
    Ok(seen.windows(2).any(|pair| pair[0] == pair[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_that_cannot_be_counted() {
        let told = sna_core::diag::render(&explain_persons().into(), false);
        insta::assert_snapshot!(told, @"error[persons-not-counted]: the persons of the records cannot be counted");
    }
}
