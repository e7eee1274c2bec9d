//! Choices read from bytes.

/// Bytes that decide, one after another. When they are used up every choice is the first.
pub(crate) struct Choices<'a> {
    rest: &'a [u8],
}

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next byte, 0 after the last.
    pub(crate) fn byte(&mut self) -> u8 {
        let (first, rest) = self.rest.split_first().map_or((0, self.rest), |(first, rest)| (*first, rest));
        self.rest = rest;
        first
    }

    /// A number below `bound`, 0 if there is none: from one byte, or from three if one cannot reach them all.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bytes = if bound > 256 { 3 } else { 1 };
        let number = (0..bytes).fold(0, |number, _| number * 256 + usize::from(self.byte()));
        number.checked_rem(bound).unwrap_or(0)
    }

    /// One of the items, none if there is none.
    pub(crate) fn one_of<'b, T>(&mut self, items: &'b [T]) -> Option<&'b T> {
        items.get(self.below(items.len()))
    }
}
