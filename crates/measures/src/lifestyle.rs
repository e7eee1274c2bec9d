//! Circumstances of life that were assessed: for how many persons each holds.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Deserialize;

use super::categories::{Category, categories, header};
use super::factor_points::{FACTOR, FactorPoints, all_assessments, check_factors, persons_by_factor};
use super::person_source::named;
use super::proportion::{count_column, proportion, proportion_column};
use super::{Body, Setting, Stated};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Cell, Column, Figure, Format, Missing, Role};
use sna_core::yaml::Spanned;
use sna_data::query::{Dimension, Grouped, Key, PersonQuery, Question};

/// Circumstances of life that were assessed: for how many persons each holds, the most frequent first.
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
    fn cells(&self, category: &Category, present: u64, assessed: u64) -> Vec<Figure> {
        let mut cells = vec![Figure::undeclared(present), proportion(present, assessed)];
        if let Some(weights) = &self.weights {
            let own = weights.iter().find(|(name, _)| name.value == category.label);
            cells.push(
                own.map_or(Figure::Missing(Missing::NotAvailable), |(_, points)| Figure::undeclared((*points).into())),
            );
        }
        cells
    }

    fn columns(&self) -> Vec<Column> {
        let points = self.weights.as_ref().map(|_| Column::new("points", "Points", Role::Derived, Format::Count));
        let columns = vec![count_column("persons", "Persons"), proportion_column("share", "Share of those assessed")];
        columns.into_iter().chain(points).collect()
    }
}

/// Persons for whom a circumstance holds. The keys are the circumstance, whether it holds, and the number of records.
fn present(counts: &Grouped, factor: &Key) -> u64 {
    let holds = |keys: &[Key]| keys.first() == Some(factor) && keys.get(1) == Some(&Key::Flag(true));
    counts.0.iter().filter(|(keys, _)| holds(keys)).map(|(_, persons)| persons).sum()
}

impl Stated for Lifestyle {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let name = named(self.of.as_ref(), "lifestyle");
        let source = setting.person_source(Some(&name))?;
        for column in ["factor", "present"] {
            setting.require(source, column, Some(&name))?;
        }
        let present = vec![FACTOR, Dimension::Column("present")];
        Ok(vec![
            Question::Persons(PersonQuery::one(all_assessments(&source.name), present, Vec::new())),
            Question::Persons(PersonQuery::one(all_assessments(&source.name), Vec::new(), Vec::new())),
            persons_by_factor(&source.name),
        ])
    }

    fn table(&self, setting: &Setting<'_>, answers: &[Grouped]) -> Result<Body, Diagnostics> {
        let [by_present, persons, by_factor, ..] = answers else { return Err(Diagnostics::default()) };
        check_factors(setting, by_factor, self.weights.as_ref())?;
        let assessed = persons.total();
        let factors = categories(&FACTOR, setting, &by_present.keys(0)).into_iter();
        let mut counted: Vec<(Category, u64)> =
            factors.map(|factor| (factor.clone(), present(by_present, &factor.key))).collect();
        counted.sort_by_key(|(factor, present)| (factor.key == Key::Missing, Reverse(*present)));
        let rows: Vec<BodyRow> =
            counted.iter().map(|(factor, present)| factor.row(self.cells(factor, *present, assessed))).collect();
        let mut notes = vec![format!(
            "Of {} persons assessed. A person can be in several rows.",
            Cell::Count(assessed).print(Format::Count)
        )];
        if by_present.keys(1).contains(&Key::Missing) {
            notes.push("A blank assessment counts as not holding.".to_owned());
        }
        let row_header = header(&FACTOR).to_owned();
        Ok(Body {
            row_header,
            columns: self.columns(),
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
    use super::*;

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
