//! A cohort's members at the end of the last quarter: by number of incidents, by age or by sex.

use super::super::categories::{Category, categories, header};
use super::super::number_bands::NumberBand;
use super::super::proportion::{count_column, proportion, proportion_column};
use super::super::{Body, Setting};
use super::quarters::uncovered_note;
use super::windows::day_label;
use super::{By, Cohort};
use sna_core::diag::Diagnostics;
use sna_core::document::{BodyRow, Figure, Missing, RowKind};
use sna_data::SourceFrame;
use sna_data::query::{Dimension, Grouped, Key, PersonQuery, Question};

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

impl Cohort {
    /// One question: window and recent part at the last quarter's end, by age or sex where that is asked.
    pub(super) fn ask_members(
        &self,
        setting: &Setting<'_>,
        source: &SourceFrame,
        by: By,
    ) -> Result<Vec<Question>, Diagnostics> {
        let name = self.name();
        let dimension = by.dimension();
        if let Some(dimension) = &dimension {
            setting.require(source, dimension.needs(), Some(&name))?;
        }
        let Some(end) = self.ends(setting).pop() else { return Ok(Vec::new()) };
        let sides = self.sides(setting, source, end).to_vec();
        Ok(vec![Question::Persons(PersonQuery { sides, per: Vec::new(), by: dimension.into_iter().collect() })])
    }

    /// Members by what they are shown by. The keys are what is known of the person, if asked, then the two sums.
    fn members(&self, counts: &Grouped, by: By) -> Grouped {
        let sums = usize::from(by.dimension().is_some());
        let members = counts.0.iter().filter(|(keys, _)| self.is_member(keys, sums));
        Grouped(members.map(|(keys, count)| (keys.clone(), *count)).collect()).by(&[0])
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

    /// The rows in full, each with its members.
    fn member_rows(&self, setting: &Setting<'_>, members: &Grouped, by: By) -> Vec<(Category, u64)> {
        if by == By::Sex {
            let sexes = categories(&Dimension::Column("sex"), setting, &members.keys(0));
            return sexes.into_iter().map(|sex| (sex.clone(), members.at(&[sex.key]))).collect();
        }
        let bands = self.bands(by).into_iter();
        let mut rows: Vec<(Category, u64)> = bands.map(|band| (labelled(band, by), held(band, members))).collect();
        let unknown = members.at(&[Key::Missing]);
        if unknown > 0 {
            rows.push((Category { key: Key::Missing, label: "Age not known".to_owned() }, unknown));
        }
        rows
    }

    pub(super) fn members_table(&self, setting: &Setting<'_>, answers: &[Grouped], by: By) -> Body {
        let members = self.members(&answers.first().cloned().unwrap_or_default(), by);
        let end = self.ends(setting).pop();
        let covered = end.is_some_and(|end| self.covers(setting, end));
        let cells = |count: u64| match covered {
            true => vec![Figure::undeclared(count), proportion(count, members.total())],
            false => vec![Figure::Missing(Missing::NotAvailable); 2],
        };
        let mut rows: Vec<BodyRow> =
            self.member_rows(setting, &members, by).iter().map(|(row, count)| row.row(cells(*count))).collect();
        let total = cells(members.total());
        rows.push(BodyRow { key: "total".into(), label: "All members".into(), kind: RowKind::Total, cells: total });
        let mut notes = self.notes();
        let day: Vec<String> = end.map(day_label).into_iter().collect();
        notes.extend(day.first().map(|day| format!("Members on {day}.")));
        notes.extend(uncovered_note(setting, &day).filter(|_| !covered));
        let columns = vec![count_column("persons", "Persons"), proportion_column("share", "Share of members")];
        let row_header = by.dimension().as_ref().map_or("Incidents in the window", header).to_owned();
        Body { row_header, columns, rows, notes, base: Some("persons".to_owned()), ..Body::default() }
    }
}

/// Members whose number lies in a band; an unknown age lies in none.
fn held(band: NumberBand, members: &Grouped) -> u64 {
    let inside = |keys: &[Key]| match keys.first() {
        Some(Key::Number(number)) => u64::try_from(*number).is_ok_and(|number| band.holds(number)),
        _ => false,
    };
    members.0.iter().filter(|(keys, _)| inside(keys)).map(|(_, count)| count).sum()
}

/// A band's row; the youngest reads `Under 15`.
fn labelled(band: NumberBand, by: By) -> Category {
    let category = band.category();
    match (by, band.from, band.to) {
        (By::Age, 0, Some(to)) => Category { label: format!("Under {}", to + 1), ..category },
        _ => category,
    }
}
