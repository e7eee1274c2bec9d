//! The result: the rows of the people's files, before they are written.

/// A person on an offence, as in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PersonRow {
    /// Row of the records.
    pub(crate) offence: u32,
    /// Who it is; the same number is the same person.
    pub(crate) identity: u32,
    pub(crate) age: Option<u8>,
    /// 0 male, 1 female, 2 unknown.
    pub(crate) sex: u8,
    /// Index into the world's ethnicities.
    pub(crate) ethnicity: u8,
    /// Whether a suspect is the offender.
    pub(crate) is_offender: bool,
}

/// A pair, as in the file: the rows of its victim and suspect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PairRow {
    pub(crate) offence: u32,
    /// Index into the world's relationships.
    pub(crate) relationship: u8,
    /// Index into the victims.
    pub(crate) victim: usize,
    /// Index into the suspects; `None` where no suspect is known.
    pub(crate) suspect: Option<usize>,
}

/// A member of the crime cohort and the factors that are present, in the order of the world's factors.
#[derive(Debug, Clone)]
pub(crate) struct LifestyleRow {
    pub(crate) identity: u32,
    pub(crate) present: Vec<bool>,
}

/// Everybody in the records.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) victims: Vec<PersonRow>,
    pub(crate) suspects: Vec<PersonRow>,
    pub(crate) pairs: Vec<PairRow>,
    pub(crate) lifestyle: Vec<LifestyleRow>,
    pub(crate) ethnicities: Vec<Option<String>>,
    pub(crate) relationships: Vec<String>,
    pub(crate) factors: Vec<String>,
}
