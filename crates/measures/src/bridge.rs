//! A bridge between two definitions: how many records each counts over the years that have both, so that figures by the one can be
//! read beside figures by the other.

use schemars::JsonSchema;
use serde::Deserialize;

use super::axis::Axis;
use super::categories::Category;
use super::proportion::{count_column, proportion, proportion_column};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::calendar::date_in_words;
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Cell, Figure, Format, RowKind};
use sna_core::yaml::Spanned;
use sna_data::DefinitionInUse;
use sna_data::query::{AnswerId, Ask, Keys, Scope};

/// Counts by two definitions side by side over the years that have both.
///
/// The records are those of the scope, whatever definition the scope has. The share is that of the second definition's records which
/// the first counts too. A note says both figures of the newest year in a sentence.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bridge {
    /// Name of the source; the section's by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Names of the two definitions, the older one first.
    #[schemars(with = "Vec<String>")]
    pub definitions: Vec<Spanned<String>>,
    /// Dimension of the rows; the years of the report by default.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
}

/// One definition with its answer.
struct Side<'a> {
    name: &'a str,
    definition: &'a DefinitionInUse,
    counts: AnswerId,
}

/// A bridge whose questions are asked.
struct LaidBridge<'a> {
    at: At<'a>,
    rows: Axis,
    older: Side<'a>,
    newer: Side<'a>,
    /// Records that meet both.
    both: AnswerId,
}

impl Bridge {
    fn definition<'a>(at: &At<'a>, name: &Spanned<String>) -> Result<&'a DefinitionInUse, Diagnostic> {
        at.catalogue.definitions.get(&name.value).ok_or_else(|| {
            let known = at.catalogue.definitions.keys().map(String::as_str);
            Diagnostic::unknown(Code::UnknownDefinition, "definition", &name.value, known).at(at.origin.place(name))
        })
    }

    /// The two definitions, the older one first.
    fn two<'a>(&'a self, at: &At<'a>) -> Result<[(&'a str, &'a DefinitionInUse); 2], Diagnostics> {
        let mut found = Diagnostics::default();
        let read: Vec<(&str, &DefinitionInUse)> = self
            .definitions
            .iter()
            .filter_map(|name| Some((name.value.as_str(), found.keep(Self::definition(at, name))?)))
            .collect();
        match <[(&str, &DefinitionInUse); 2]>::try_from(read) {
            Ok(two) => Ok(two),
            Err(_) if found.has_errors() => Err(found),
            Err(_) => {
                let fault = Diagnostic::error(Code::BridgeOfTwo, "a bridge does not name two definitions")
                    .found(format!("{} under `definitions:`", self.definitions.len()))
                    .expected("two definitions, the older one first");
                Err(self.definitions.first().map_or(fault.clone(), |first| fault.at(at.origin.place(first))).into())
            }
        }
    }
}

impl Measure for Bridge {
    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let [older, newer] = self.two(&at)?;
        let rows = match &self.rows {
            Some(name) => Axis::read(&at, source, name, None)?,
            None => Axis::plain(at.years()),
        };
        let scope = |(name, used): (&str, &DefinitionInUse)| Scope {
            definition: Some((name.to_owned(), used.condition.clone())),
            ..at.scope.clone()
        };
        let mut of_both = scope(newer);
        of_both.conditions.push(older.1.condition.clone());
        let mut asked = |scope: &Scope| ask.records(source, scope, [rows.dimension.clone()]);
        let [one, other] = [older, newer].map(|side| asked(&scope(side)));
        let both = asked(&of_both);
        let side = |(name, definition), counts| Side { name, definition, counts };
        let (older, newer) = (side(older, one), side(newer, other));
        Ok(Box::new(LaidBridge { at, rows, older, newer, both }))
    }
}

impl Laid for LaidBridge<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let listed = self.rows.listed(&self.at, &answered[self.newer.counts]);
        let row = |category: &Category| {
            let cells = self.cells(answered, Some(&self.rows.of(category))).into_iter();
            category.row(cells.map(|cell| self.rows.figure(&self.at, answered, category, cell)).collect())
        };
        let rows: Vec<BodyRow> = listed.iter().map(row).collect();
        let total = BodyRow {
            key: "total".to_owned(),
            label: "Total".to_owned(),
            kind: RowKind::Total,
            cells: self.cells(answered, None),
        };
        Ok(Body {
            row_header: self.rows.header().to_owned(),
            columns: vec![
                count_column(self.older.name, &self.older.title()),
                count_column(self.newer.name, &self.newer.title()),
                proportion_column("share", "Counted by both, share of the second"),
            ],
            notes: self.sentence(&rows).into_iter().collect(),
            rows: rows.into_iter().chain([total]).collect(),
            ..Body::default()
        })
    }
}

impl Side<'_> {
    /// `Serious violence, since 1 April 2021`.
    fn title(&self) -> String {
        let mut letters = self.definition.title.chars();
        let title: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        format!("{title}, as defined since {}", date_in_words(&self.definition.since))
    }
}

impl LaidBridge<'_> {
    /// The cells of a row, or of all rows.
    fn cells(&self, answered: &Answered<'_>, row: Option<&Keys>) -> Vec<Figure> {
        let count = |answer: AnswerId| answered[answer].sum(row.cloned());
        let (older, newer, both) = (count(self.older.counts), count(self.newer.counts), count(self.both));
        let share = proportion(both.value(), newer.value());
        vec![Figure::Count(older), Figure::Count(newer), share]
    }

    /// Both figures of the last row that has them, in a sentence.
    fn sentence(&self, rows: &[BodyRow]) -> Option<String> {
        let count = |cell: &Figure| match cell {
            Figure::Count(counted) => Some(Cell::Count(counted.value()).print(Format::Count)),
            Figure::Number(_) | Figure::Fraction(_) | Figure::Text(_) | Figure::Missing(_) => None,
        };
        let known = rows.iter().filter(|row| row.kind == RowKind::Body);
        let mut both = known.filter_map(|row| Some((row.label.as_str(), count(&row.cells[0])?, count(&row.cells[1])?)));
        let (label, older, newer) = both.next_back()?;
        let since = |side: &Side<'_>| date_in_words(&side.definition.since);
        Some(format!(
            "{label}: {older} by the definition in use since {}, {newer} by the one in use since {}.",
            since(&self.older),
            since(&self.newer)
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{World, number};

    const MANIFEST: &str = "title: T
sources: { offences: { title: O, files: o.csv, covers: { from: 2022-04, to: 2024-03 }, columns: { date: date, offence_group: type } } }
definitions:
  narrow: { title: serious violence, since: \"2021-04-01\", description: D, where: \"offence_group = 'GBH'\" }
  wide: { title: serious violence, since: \"2023-10-01\", description: D, where: \"offence_group IN ('GBH', 'ABH')\" }
";

    fn world() -> World {
        let rows = "date,type\n2022-05-01,GBH\n2022-06-01,ABH\n2022-07-01,ABH\n2023-05-01,GBH\n2023-06-01,GBH\n2023-07-01,ABH\n2023-08-01,Theft\n";
        World::read(MANIFEST, &[("o.csv", rows.to_owned())])
    }

    #[test]
    fn both_definitions_count_every_year() {
        let body = world().table("bridge: { definitions: [narrow, wide] }").unwrap();
        let years = [("2022/23", 1.0, 3.0, 1.0 / 3.0), ("2023/24", 2.0, 3.0, 2.0 / 3.0), ("total", 3.0, 6.0, 0.5)];
        for (row, narrow, wide, share) in years {
            let found = ["narrow", "wide", "share"].map(|column| number(&body, row, column));
            assert_eq!(found, [narrow, wide, share], "{row}");
        }
        assert_eq!(
            body.notes,
            ["2023/24: 2 by the definition in use since 1 April 2021, 3 by the one in use since 1 October 2023."]
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (definitions, code) in [("[narrow, wid]", "unknown-definition"), ("[narrow]", "bridge-of-two")] {
            assert_eq!(world().fault(&format!("bridge: {{ definitions: {definitions} }}")), code, "{definitions}");
        }
    }
}
