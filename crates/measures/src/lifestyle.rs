//! Circumstances of life that were assessed: how many persons each applies to.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{Category, categories, header};
use super::factor_points::{FACTOR, FactorPoints, all_assessments, ask_persons_by_factor, check_factors};
use super::numbers::number_of;
use super::person_source::named;
use super::proportion::{count_column, proportion, proportion_column};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Column, Counted, Figure, Format, Missing, NotCounted, Role};
use sna_core::yaml::Spanned;
use sna_data::query::{AnswerId, Ask, Dimension, Key, Keys, Persons};

/// Circumstances of life that were assessed: how many persons each applies to, the most frequent first.
///
/// The base of the shares is all persons assessed. The section's scope does not apply: an assessment belongs to no offence.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lifestyle {
    /// Name of a source of assessments; `lifestyle` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Points of each circumstance by its name in the records, for a column of their own; all of them or none.
    #[schemars(with = "Option<std::collections::BTreeMap<String, u32>>")]
    pub weights: Option<FactorPoints>,
}

impl Lifestyle {
    fn cells(&self, category: &Category, present: &Counted, assessed: u64) -> Vec<Figure> {
        let mut cells = vec![Figure::Count(present.clone()), proportion(present.value(), assessed)];
        if let Some(weights) = &self.weights {
            let own = weights.iter().find(|(name, _)| name.value == category.label);
            let points = own.map(|(_, points)| Figure::not_counted(NotCounted::WorkedOut, (*points).into()));
            cells.push(points.unwrap_or(Figure::Missing(Missing::NotAvailable)));
        }
        cells
    }

    fn columns(&self) -> Vec<Column> {
        let points = self.weights.as_ref().map(|_| Column::new("points", "Points", Role::Derived, Format::Count));
        let columns = vec![count_column("persons", "Persons"), proportion_column("share", "Share of those assessed")];
        columns.into_iter().chain(points).collect()
    }
}

/// Whether a circumstance applies.
const PRESENT: Dimension = Dimension::Column("present");

/// Circumstances whose questions are asked.
struct LaidLifestyle<'a> {
    options: &'a Lifestyle,
    at: At<'a>,
    /// Persons by circumstance and by whether it applies.
    by_present: AnswerId,
    /// All persons assessed.
    assessed: AnswerId,
    by_factor: Persons,
}

impl Measure for Lifestyle {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let name = named(self.of.as_ref(), "lifestyle");
        let source = at.person_source(Some(&name))?;
        for column in ["factor", "present"] {
            at.require(source, column, Some(&name))?;
        }
        let side = all_assessments(&source.name);
        Ok(Box::new(LaidLifestyle {
            options: self,
            at,
            by_present: ask.persons_of(side.clone(), vec![FACTOR, PRESENT], Vec::new()).answer,
            assessed: ask.persons_of(side, Vec::new(), Vec::new()).answer,
            by_factor: ask_persons_by_factor(&source.name, ask),
        }))
    }
}

impl Laid for LaidLifestyle<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let options = self.options;
        check_factors(&self.at, self.by_factor, &answered[self.by_factor.answer], options.weights.as_ref())?;
        let (by_present, assessed) = (&answered[self.by_present], answered[self.assessed].total());
        let holds = |factor: &Category| by_present.sum([factor.of(&FACTOR), Keys::only(&PRESENT, &Key::Flag(true))]);
        let factors = categories(&FACTOR, &self.at, &by_present.keys(&FACTOR)).into_iter();
        let mut counted: Vec<(Category, Counted)> = factors.map(|factor| (factor.clone(), holds(&factor))).collect();
        counted.sort_by_key(|(factor, persons)| (factor.key == Key::Missing, Reverse(persons.value())));
        let rows: Vec<BodyRow> =
            counted.iter().map(|(factor, persons)| factor.row(options.cells(factor, persons, assessed))).collect();
        let mut notes =
            vec![format!("Of {} assessed. A person can be in several rows.", number_of(assessed, "person", "persons"))];
        if by_present.keys(&PRESENT).contains(&Key::Missing) {
            notes.push("A blank entry counts as no.".to_owned());
        }
        let row_header = header(&FACTOR).to_owned();
        Ok(Body {
            row_header,
            columns: options.columns(),
            rows,
            notes,
            base: Some("persons".to_owned()),
            ..Body::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, cell, number};
    use sna_data::query::Grouped;

    #[test]
    fn the_most_frequent_comes_first() {
        let world = World::carriers();
        let body = world.table("lifestyle: { weights: { Gang: 5, Weapons: 20, Debt: 0 } }").unwrap();
        let rows: Vec<&str> = body.rows.iter().map(|row| row.label.as_str()).collect();
        assert_eq!(rows, ["Weapons", "Gang", "Debt"]);
        assert_eq!(number(&body, "Weapons", "persons"), 3.0);
        assert_eq!(cell(&body, "Weapons", "share").number(), Some(0.75));
        assert_eq!(number(&body, "Gang", "points"), 5.0);
        assert_eq!(number(&body, "Debt", "persons"), 0.0, "no, and blank");
        assert!(body.notes[0].starts_with("Of 4 persons assessed"));
        assert!(body.notes.iter().any(|note| note.contains("blank")));
    }

    #[test]
    fn points_are_all_or_none() {
        let world = World::carriers();
        let plain = world.table("lifestyle: {}").unwrap();
        assert_eq!(plain.columns.len(), 2);
        assert_eq!(world.fault("lifestyle: { weights: { Gang: 5, Weapons: 20 } }"), "factor-without-points");
        assert_eq!(
            world.fault("lifestyle: { weights: { Gang: 5, Weapon: 20, Debt: 1, Weapons: 1 } }"),
            "unknown-factor"
        );
        assert_eq!(world.fault("lifestyle: { of: suspects }"), "missing-column");
    }

    #[test]
    fn nobody_assessed_has_no_share() {
        let nothing = || Grouped::default();
        let body = World::bare().made("lifestyle: {}", &[nothing(), nothing(), nothing()]).unwrap();
        assert!(body.rows.is_empty());
    }
}
