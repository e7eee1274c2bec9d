//! Names of offences and of persons.

/// The fewest digits of an `offence_id`.
const DIGITS: usize = 6;

/// Numbers of offences as text, in order of time.
pub(super) struct OffenceIds<'a> {
    prefix: &'a str,
    digits: usize,
}

impl<'a> OffenceIds<'a> {
    /// For a number of offences.
    pub(super) fn new(prefix: &'a str, offences: usize) -> Self {
        Self { prefix, digits: offences.to_string().len().max(DIGITS) }
    }

    /// The offence at a place in time, from 0.
    pub(super) fn id(&self, place: usize) -> String {
        format!("{}-{:0width$}", self.prefix, place + 1, width = self.digits)
    }
}

/// Digits and letters that are not mistaken for one another.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of a pseudonym after its `P`: 35 bits.
const CHARACTERS: u32 = 7;

/// The pseudonym of a person's number below 2^35. Different numbers have different pseudonyms, in no order.
pub(super) fn person_id(number: u64) -> String {
    let code = scrambled(number);
    let character = |place: u32| char::from(ALPHABET[(code >> (5 * place) & 31) as usize]);
    std::iter::once('P').chain((0..CHARACTERS).map(character)).collect()
}

/// A different number of 35 bits for each: odd factors and shifts can be undone, so no two results are the same.
pub(super) fn scrambled(number: u64) -> u64 {
    const MASK: u64 = (1 << (5 * CHARACTERS)) - 1;
    let mut code = number & MASK;
    for factor in [0x4_9e37_79b1_u64, 0x2_85eb_ca77, 0x6_c2b2_ae3d] {
        code = code.wrapping_mul(factor) & MASK;
        code ^= code >> 17;
    }
    code
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn pseudonyms_are_distinct_and_in_no_order() {
        let ids: Vec<String> = (0..50_000).map(person_id).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        assert!(ids.iter().all(|id| id.len() == 8 && id.starts_with('P')));
        let rising = ids.windows(2).filter(|pair| pair[0] < pair[1]).count();
        assert!((24_000..26_000).contains(&rising), "{rising}");
    }

    #[test]
    fn offences_are_numbered_in_order() {
        assert_eq!(OffenceIds::new("SYN", 20).id(0), "SYN-000001");
        assert_eq!(OffenceIds::new("SYN", 20_000_000).id(41), "SYN-00000042");
    }
}
