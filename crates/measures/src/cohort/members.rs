//! A cohort's members at the end of the last quarter: by number of incidents, by age or by sex.

use std::collections::BTreeSet;

use super::super::categories::{Category, categories, header};
use super::super::number_bands::NumberBand;
use super::super::proportion::{count_column, proportion, proportion_column};
use super::super::{Answered, At, Body, Laid};
use super::quarters::uncovered_note;
use super::windows::{day_label, newest_quarter_end};
use super::{By, Cohort};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Counted, Figure, Missing, RowKind};
use sna_data::query::{Along, AnswerId, Ask, Counts, Dimension, Key, Keys, PersonQuery};
use sna_data::{Month, SourceFrame};

/// Age bands that youth services work with.
const AGES: [NumberBand; 4] =
    [NumberBand::closed(0, 14), NumberBand::closed(15, 17), NumberBand::closed(18, 24), NumberBand::open(25)];

/// Numbers of incidents that have a row of their own, before the open row.
const SINGLE_NUMBERS: u64 = 3;

impl By {
    fn dimension(self) -> Option<Dimension> {
        match self {
            Self::Incidents => None,
            Self::Age => Some(Dimension::Age("age")),
            Self::Sex => Some(Dimension::Column("sex")),
        }
    }
}

/// A cohort's members whose question is asked.
struct LaidMembers<'a> {
    options: &'a Cohort,
    at: At<'a>,
    by: By,
    /// The last month of the last quarter.
    end: Month,
    persons: AnswerId,
    /// What the rows are: the incidents of the window, ages or sexes.
    along: Along,
    /// The keys of the members.
    members: Vec<Keys>,
}

impl Cohort {
    /// One question: window and recent part at the last quarter's end, by age or sex where that is asked.
    pub(super) fn lay_members<'a>(
        &'a self,
        at: &At<'a>,
        source: &SourceFrame,
        by: By,
        ask: &mut Ask<'_>,
    ) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let dimension = by.dimension();
        if let Some(dimension) = &dimension {
            at.require(source, dimension.needs(), Some(&self.name()))?;
        }
        let end = newest_quarter_end(at.scope.period.last);
        let mut query = PersonQuery { by: dimension.iter().cloned().collect(), ..PersonQuery::default() };
        let window = self.ask_window(at, source, &mut query, end);
        let persons = ask.persons(query);
        let along = dimension.as_ref().map_or(window.whole, Along::from);
        Ok(Box::new(LaidMembers { options: self, at: *at, by, end, persons, along, members: self.members(window) }))
    }

    /// Bands of incidents or of ages; none for sexes.
    fn bands(&self, by: By) -> Vec<NumberBand> {
        let fewest = u64::from(self.incidents.value.at_least);
        let open = fewest + SINGLE_NUMBERS;
        match by {
            By::Incidents => {
                let single = (fewest..open).map(|number| NumberBand::closed(number, number));
                single.chain([NumberBand::open(open)]).collect()
            }
            By::Age => AGES.to_vec(),
            By::Sex => Vec::new(),
        }
    }
}

impl Laid for LaidMembers<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let persons = &answered[self.persons];
        let covered = self.options.covers(&answered.covered.days, self.end);
        let all = persons.sum(self.members.iter().cloned());
        let rows = self.rows(persons).into_iter().map(|(row, count)| row.row(cells(count, all.value(), covered)));
        let total = BodyRow {
            key: "total".into(),
            label: "All members".into(),
            kind: RowKind::Total,
            cells: cells(all.clone(), all.value(), covered),
        };
        let day = day_label(self.end);
        let on_day = format!("Members on {day}.");
        let of_uncovered = uncovered_note(&answered.covered.days, &[day]).filter(|_| !covered);
        Ok(Body {
            row_header: self.by.dimension().as_ref().map_or("Incidents in the window", header).to_owned(),
            columns: vec![count_column("persons", "Persons"), proportion_column("share", "Share of members")],
            rows: rows.chain([total]).collect(),
            notes: self.options.notes(&self.at).into_iter().chain([on_day]).chain(of_uncovered).collect(),
            base: Some("persons".to_owned()),
            ..Body::default()
        })
    }
}

/// Some of all members, with their share; not available where the records do not cover the window.
fn cells(count: Counted, all: u64, covered: bool) -> Vec<Figure> {
    if !covered {
        return vec![Figure::Missing(Missing::NotAvailable); 2];
    }
    let share = proportion(count.value(), all);
    vec![Figure::Count(count), share]
}

impl LaidMembers<'_> {
    /// The rows in full, each with its members.
    fn rows(&self, persons: &Counts) -> Vec<(Category, Counted)> {
        match self.by {
            By::Sex => self.by_sex(persons),
            By::Incidents | By::Age => self.by_band(persons),
        }
    }

    fn by_sex(&self, persons: &Counts) -> Vec<(Category, Counted)> {
        let members = persons.lines().filter(|line| self.members.iter().all(|keys| line.lies_in(keys)));
        let occurring: BTreeSet<Key> = members.map(|line| line.key(self.along).clone()).collect();
        let sexes = categories(&Dimension::Column("sex"), &self.at, &occurring).into_iter();
        let of_sex = |sex: Category| {
            let count = self.members_with(persons, sex.of(self.along));
            (sex, count)
        };
        sexes.map(of_sex).collect()
    }

    fn by_band(&self, persons: &Counts) -> Vec<(Category, Counted)> {
        let of_band = |band: NumberBand| {
            let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
            let keys = Keys::band(self.along, number(band.from), band.to.map(number));
            (labelled(band, self.by), self.members_with(persons, keys))
        };
        let unknown = self.members_with(persons, Keys::only(self.along, &Key::Missing));
        let not_known =
            (unknown.value() > 0).then(|| (Category { key: Key::Missing, label: "Age not known".to_owned() }, unknown));
        self.options.bands(self.by).into_iter().map(of_band).chain(not_known).collect()
    }

    fn members_with(&self, persons: &Counts, keys: Keys) -> Counted {
        persons.sum(self.members.iter().cloned().chain([keys]))
    }
}

/// A band's row; the youngest reads `Under 15`.
fn labelled(band: NumberBand, by: By) -> Category {
    let category = band.category();
    match (by, band.from, band.to) {
        (By::Age, 0, Some(to)) => Category { label: format!("Under {}", to + 1), ..category },
        _ => category,
    }
}
