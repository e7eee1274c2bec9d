//! The nearest right name for a wrong one.

/// How alike two names must be (Jaro-Winkler, 0 to 1) before one is offered for the other.
const ALIKE: f64 = 0.78;

/// The known name most like `found`, if any is like it. Case and the choice of `_`, `-` or space do not count.
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |name: &str| name.to_lowercase().replace(['-', ' '], "_");
    let found = plain(found);
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&found, &plain(name)), name))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

/// Most letters that may be wrong, missing or swapped in a name that is taken for a misspelling.
const SLIPS: usize = 2;

/// The known name that `found` is a misspelling of, if any. Stricter than [`nearest`]: `South Staffordshire` is not
/// `South Derbyshire`.
pub fn misspelt<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |name: &str| name.to_lowercase().replace(['-', '_'], " ");
    let found = plain(found);
    let slips = |name: &str| strsim::damerau_levenshtein(&found, &plain(name));
    let alike = known.into_iter().map(|name| (slips(name), name));
    alike
        .filter(|(slips, name)| *slips <= SLIPS.min(name.chars().count() / 3))
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

/// Whether two words differ by one letter that is wrong, missing or too many, or by two that are exchanged.
pub fn is_one_slip(one: &str, other: &str) -> bool {
    strsim::damerau_levenshtein(one, other) == 1
}

/// Names for a message: `` `a`, `b` or `c` ``, at most twenty of them.
pub fn list(names: &[&str]) -> String {
    const SHOWN: usize = 20;
    let quoted: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match (quoted.as_slice(), names.len().saturating_sub(SHOWN)) {
        ([], _) => "there are no names here".to_owned(),
        ([only], 0) => only.clone(),
        ([first @ .., last], 0) => format!("{} or {last}", first.join(", ")),
        (shown, more) => format!("{} or one of {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_forgives_case_and_separators() {
        assert_eq!(nearest("Offence-Types", ["offence_types", "districts"]), Some("offence_types"));
        assert_eq!(nearest("crostab", ["crosstab", "series"]), Some("crosstab"));
        assert_eq!(nearest("zebra", ["crosstab", "series"]), None);
    }

    #[test]
    fn a_misspelling_is_a_slip_or_two() {
        let areas = ["South Derbyshire", "Bolsover", "Ely"];
        let found = |name| misspelt(name, areas);
        assert_eq!(
            ["SOUTH-DERBYSHIRE", "Bolsovre", "Bolsovers", "South Staffordshire", "Eli", "Ash", ""].map(found),
            [Some("South Derbyshire"), Some("Bolsover"), Some("Bolsover"), None, Some("Ely"), None, None]
        );
    }

    #[test]
    fn list_reads_as_a_sentence_and_stays_short() {
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` or `c`");
        assert!(list(&["x"; 28]).ends_with("or one of 8 more"));
    }
}
