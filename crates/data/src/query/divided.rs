//! Questions about the persons of each of many parts: asked once of the whole, by part, and separated afterwards.

use super::engine::{Grouped, Questions};
use super::persons::PersonQuery;
use super::{Dimension, Part, Question};

/// The same questions, except that questions about the persons of a part are asked of the whole, by part; and the part
/// of each such question.
pub(super) fn undivided(questions: &Questions) -> (Questions, Vec<Option<Part>>) {
    let (queries, parts) = questions.queries.iter().map(ask_whole).unzip();
    (Questions { queries, audits: questions.audits.clone() }, parts)
}

/// The answers of the parts, from the answers of the whole.
pub(super) fn divide(counts: &mut [Grouped], parts: &[Option<Part>]) {
    for (counts, part) in counts.iter_mut().zip(parts) {
        let Some(part) = part else { continue };
        let inside = counts.0.iter().filter(|(keys, _)| keys.first().is_some_and(|key| part.holds(key)));
        *counts = Grouped(inside.map(|(keys, count)| (keys[1..].to_vec(), *count)).collect());
    }
}

fn ask_whole(question: &Question) -> (Question, Option<Part>) {
    let divided = match question {
        Question::Records(_) => None,
        Question::Persons(query) => common_part(query).map(|part| (by_part(query, part), part.clone())),
    };
    match divided {
        Some((query, part)) => (Question::Persons(query), Some(part)),
        None => (question.clone(), None),
    }
}

/// The one value in which all sides of a question lie. A person has a separate sum in each.
fn common_part(query: &PersonQuery) -> Option<&Part> {
    let mut parts = query.sides.iter().map(|side| side.scope.as_ref().and_then(|scope| scope.part.as_ref()));
    let first = parts.next()??;
    let counted_by = query.per.iter().chain(&query.by).any(|dimension| dimension.name() == first.dimension);
    (first.name().is_some() && !counted_by && parts.all(|part| part == Some(first))).then_some(first)
}

fn by_part(query: &PersonQuery, part: &Part) -> PersonQuery {
    let mut whole = query.clone();
    whole.per.insert(0, Dimension::Column(part.dimension));
    for scope in whole.sides.iter_mut().filter_map(|side| side.scope.as_mut()) {
        scope.part = None;
    }
    whole
}
