//! A value that may be one word or a mapping, without the loss of places that untagged enums bring.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// A type that can be written as a single word.
pub trait FromWord: Sized {
    /// What the word and the mapping are, for messages: `a column name or a mapping`.
    const EXPECTED: &'static str;
    /// The value that the word means.
    fn from_word(word: &str) -> Self;
}

/// Reads a word through [`FromWord`] or a mapping through `Deserialize`; for `#[serde(deserialize_with)]`.
///
/// # Errors
/// What the mapping's own reader reports, or a wrong type.
pub fn word_or_map<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromWord + Deserialize<'de>,
    D: Deserializer<'de>,
{
    struct Either<T>(PhantomData<T>);
    impl<'de, T: FromWord + Deserialize<'de>> Visitor<'de> for Either<T> {
        type Value = T;
        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(T::EXPECTED)
        }
        fn visit_str<E: Error>(self, word: &str) -> Result<T, E> {
            Ok(T::from_word(word))
        }
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }
    deserializer.deserialize_any(Either(PhantomData))
}
