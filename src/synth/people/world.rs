//! What comes out: the rows of the people's files, before they are written.

/// A person on an offence, as a file holds it.
#[derive(Debug, Clone, Copy)]
pub(in crate::synth) struct PersonRow {
    /// Row of the records.
    pub(in crate::synth) offence: u32,
    /// Who it is; the same number is the same person.
    pub(in crate::synth) identity: u32,
    pub(in crate::synth) age: Option<u8>,
    /// 0 male, 1 female, 2 unknown.
    pub(in crate::synth) sex: u8,
    /// Index into the world's ethnicities.
    pub(in crate::synth) ethnicity: u8,
    /// Whether a suspect is the offender.
    pub(in crate::synth) is_offender: bool,
}

/// A pair, as a file holds it: rows of its victim and of its suspect.
#[derive(Debug, Clone, Copy)]
pub(in crate::synth) struct PairRow {
    pub(in crate::synth) offence: u32,
    /// Index into the world's relationships.
    pub(in crate::synth) relationship: u8,
    /// Index into the victims.
    pub(in crate::synth) victim: usize,
    /// Index into the suspects; none where no suspect is known.
    pub(in crate::synth) suspect: Option<usize>,
}

/// A member of the crime cohort and the factors that are present, in the order of the world's factors.
#[derive(Debug, Clone)]
pub(in crate::synth) struct LifestyleRow {
    pub(in crate::synth) identity: u32,
    pub(in crate::synth) present: Vec<bool>,
}

/// Everybody in the records.
#[derive(Debug)]
pub(in crate::synth) struct World {
    pub(in crate::synth) victims: Vec<PersonRow>,
    pub(in crate::synth) suspects: Vec<PersonRow>,
    pub(in crate::synth) pairs: Vec<PairRow>,
    pub(in crate::synth) lifestyle: Vec<LifestyleRow>,
    pub(in crate::synth) ethnicities: Vec<Option<String>>,
    pub(in crate::synth) relationships: Vec<String>,
    pub(in crate::synth) factors: Vec<String>,
}
