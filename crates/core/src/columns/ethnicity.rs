//! Self-defined ethnicity: the 16+1 codes of the 2001 census that police records use, with the two added in 2011.

/// A code, what it stands for and the group it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EthnicityCode {
    /// As recorded.
    pub code: &'static str,
    /// What it stands for.
    pub label: &'static str,
    /// One of [`ETHNIC_GROUPS`]; `None` for not stated.
    pub group: Option<&'static str>,
}

/// The five groups, in the order tables list them.
pub const ETHNIC_GROUPS: [&str; 5] = ["Asian", "Black", "Mixed", "Other ethnic group", "White"];

const fn code(code: &'static str, label: &'static str, group: &'static str) -> EthnicityCode {
    EthnicityCode { code, label, group: Some(group) }
}

/// Every code, in the order tables list them.
pub const ETHNICITY_CODES: &[EthnicityCode] = &[
    code("A1", "Asian: Indian", "Asian"),
    code("A2", "Asian: Pakistani", "Asian"),
    code("A3", "Asian: Bangladeshi", "Asian"),
    code("A9", "Asian: any other background", "Asian"),
    code("B1", "Black: Caribbean", "Black"),
    code("B2", "Black: African", "Black"),
    code("B9", "Black: any other background", "Black"),
    code("M1", "Mixed: White and Black Caribbean", "Mixed"),
    code("M2", "Mixed: White and Black African", "Mixed"),
    code("M3", "Mixed: White and Asian", "Mixed"),
    code("M9", "Mixed: any other background", "Mixed"),
    // The censuses since 2011 count Chinese people with the Asian group, and so do published tables by group.
    code("O1", "Chinese", "Asian"),
    code("O2", "Arab", "Other ethnic group"),
    code("O9", "Any other ethnic group", "Other ethnic group"),
    code("W1", "White: British", "White"),
    code("W2", "White: Irish", "White"),
    code("W3", "White: Gypsy or Irish Traveller", "White"),
    code("W9", "White: any other background", "White"),
    EthnicityCode { code: "NS", label: "Not stated", group: None },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_appears_once_and_belongs_to_a_listed_group() {
        let mut codes: Vec<&str> = ETHNICITY_CODES.iter().map(|known| known.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ETHNICITY_CODES.len());
        assert!(ETHNICITY_CODES.iter().filter_map(|known| known.group).all(|group| ETHNIC_GROUPS.contains(&group)));
    }
}
