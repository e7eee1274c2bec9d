//! What offences cost: their number by the cost of one, where a sourced cost of one is known.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::axis::Axis;
use super::categories::Category;
use super::person_source::as_header;
use super::proportion::count_column;
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Cell, Column, Counted, Figure, Format, Missing, Role, RowKind, Support};
use sna_core::yaml::{Spanned, here};
use sna_data::query::{AnswerId, Ask, Counts, Key};
use sna_data::{SourceFrame, UnitCosts};

/// What offences cost: their number by the cost of one, in pounds, for the groups with a sourced unit cost.
///
/// The total cost is offences by multiplier, if there is one, by unit cost, after any uplift; costs come from the file
/// that `unit_costs:` in the manifest names. Groups without a unit cost are left out of the totals and named in a note.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Name of the source; `offences` by default.
    #[schemars(with = "Option<String>")]
    pub of: Option<Spanned<String>>,
    /// Dimension whose values have unit costs; `offence_group` by default.
    #[schemars(with = "Option<String>")]
    pub rows: Option<Spanned<String>>,
    /// Dimension of columns, such as `financial_year`: the cells are then total cost, and the last column is their sum.
    #[schemars(with = "Option<String>")]
    pub columns: Option<Spanned<String>>,
}

/// A row with a unit cost.
struct Costed {
    category: Category,
    /// Pounds for one offence, after any uplift.
    unit: f64,
    /// Offences estimated for one recorded.
    multiplier: Option<f64>,
}

impl Costed {
    fn of(category: &Category, costs: &UnitCosts) -> Option<Self> {
        let Key::Text(name) = &category.key else { return None };
        let multiplier = costs.costs.get(name).and_then(|cost| cost.multiplier.as_ref().map(|given| given.value));
        costs.pounds(name).map(|unit| Self { category: category.clone(), unit, multiplier })
    }

    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn pounds(&self, offences: u64) -> f64 {
        offences as f64 * self.multiplier.unwrap_or(1.0) * self.unit
    }
}

/// Costs whose question is asked.
struct LaidCost<'a> {
    at: At<'a>,
    costs: &'a UnitCosts,
    /// What is counted, at the head of its column.
    base: String,
    rows: Axis,
    across: Option<Axis>,
    counts: AnswerId,
}

/// Rows with a unit cost, rows without, and the counts of all.
struct Costs<'l> {
    laid: &'l LaidCost<'l>,
    counts: &'l Counts,
    costed: Vec<Costed>,
    left_out: Vec<Category>,
}

impl Costs<'_> {
    fn offences(&self, row: &Category) -> Counted {
        self.counts.sum([self.laid.rows.of(row)])
    }

    fn pounds(&self, row: &Costed) -> f64 {
        row.pounds(self.offences(&row.category).value())
    }

    fn pounds_in(&self, row: &Costed, across: &Axis, column: &Category) -> f64 {
        row.pounds(self.counts.sum([self.laid.rows.of(&row.category), across.of(column)]).value())
    }

    /// Offences, multiplier, unit cost and total cost, one row each, and their sums.
    fn summary(&self) -> (Vec<Column>, Vec<BodyRow>) {
        let has_multiplier = self.costed.iter().any(|row| row.multiplier.is_some());
        let none = Figure::Missing(Missing::NotApplicable);
        let cells = |offences: Counted, multiplier: Figure, unit: Figure, pounds: f64| {
            let multiplier = has_multiplier.then_some(multiplier);
            [Figure::Count(offences)].into_iter().chain(multiplier).chain([unit, Figure::Number(pounds)]).collect()
        };
        let row = |row: &Costed| {
            let multiplier = row.multiplier.map_or(none.clone(), Figure::Number);
            let offences = self.offences(&row.category);
            row.category.row(cells(offences, multiplier, Figure::Number(row.unit), self.pounds(row)))
        };
        let offences = self.costed.iter().map(|row| self.offences(&row.category)).sum();
        let pounds = self.costed.iter().map(|row| self.pounds(row)).sum();
        let total = total(cells(offences, none.clone(), none.clone(), pounds));
        let multiplier = Column::new("multiplier", "Estimated for each recorded", Role::Derived, Format::Decimal(2));
        let (offences, year) = (count_column("offences", &self.laid.base), self.laid.costs.year());
        let columns = [offences].into_iter().chain(has_multiplier.then_some(multiplier)).chain([
            Column::new("unit_cost", &format!("Unit cost, {year} prices"), Role::Derived, Format::Pounds),
            Column::new("cost", &format!("Total cost, {year} prices"), Role::Total, Format::Pounds),
        ]);
        (columns.collect(), self.costed.iter().map(row).chain([total]).collect())
    }

    /// Total cost by row and column, with sums.
    fn matrix(&self, answered: &Answered<'_>, across: &Axis) -> (Vec<Column>, Vec<BodyRow>) {
        let columns = across.listed(&self.laid.at, self.counts);
        let cells = |rows: &[&Costed]| {
            let of_column = |column: &Category| rows.iter().map(|row| self.pounds_in(row, across, column)).sum();
            let by_column = columns
                .iter()
                .map(|column| across.figure(&self.laid.at, answered, column, Figure::Number(of_column(column))));
            let all = rows.iter().map(|row| self.pounds(row)).sum();
            by_column.chain([Figure::Number(all)]).collect::<Vec<_>>()
        };
        let rows = self.costed.iter().map(|row| row.category.row(cells(&[row])));
        let all: Vec<&Costed> = self.costed.iter().collect();
        let rows = rows.chain([total(cells(&all))]).collect();
        let newest = columns.len().saturating_sub(1);
        let by_column = columns.iter().enumerate();
        let by_column = by_column.map(|(at, column)| Column { format: Format::Pounds, ..column.column(at == newest) });
        (by_column.chain([Column::new("total", "Total", Role::Total, Format::Pounds)]).collect(), rows)
    }

    /// What the figures are based on and what they do not include.
    fn notes(&self) -> Vec<String> {
        let names =
            |rows: Vec<&Costed>| rows.iter().map(|row| row.category.label.clone()).collect::<Vec<_>>().join(", ");
        let multiplied: Vec<&Costed> = self.costed.iter().filter(|row| row.multiplier.is_some()).collect();
        let recorded = match multiplied.is_empty() {
            true => "Offences that were never recorded are not in these costs.".to_owned(),
            false if multiplied.len() == self.costed.len() => {
                "Recorded offences are multiplied up to the number estimated to have happened.".to_owned()
            }
            false => format!(
                "Only recorded offences of {} are multiplied up to the number estimated to have happened; for the rest, offences never recorded are not in these costs.",
                names(multiplied)
            ),
        };
        let first = [prices(self.laid.costs), recorded];
        first.into_iter().chain(self.sources()).chain(self.left_out_note()).collect()
    }

    /// Each source once, with the rows whose costs or multipliers it gives.
    fn sources(&self) -> Vec<String> {
        let mut by_source: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
        for row in &self.costed {
            let label = row.category.label.as_str();
            let Some(cost) = self.laid.costs.costs.get(label) else { continue };
            by_source.entry(("Unit cost", cost.source.value.trim())).or_default().push(label);
            if let Some(source) = &cost.multiplier_source {
                by_source.entry(("Multiplier", source.value.trim())).or_default().push(label);
            }
        }
        let note = |((what, source), rows): ((&str, &str), Vec<&str>)| {
            format!("{what} of {}: {}.", rows.join(", "), source.trim_end_matches('.'))
        };
        by_source.into_iter().rev().map(note).collect()
    }

    fn left_out_note(&self) -> Option<String> {
        let row = |category: &Category| {
            let offences = Cell::Count(self.offences(category).value()).print(Format::Count);
            format!("{} ({offences})", category.label)
        };
        let rows: Vec<String> = self.left_out.iter().map(row).collect();
        (!rows.is_empty()).then(|| format!("Left out because they have no unit cost: {}.", rows.join(", ")))
    }
}

fn total(cells: Vec<Figure>) -> BodyRow {
    BodyRow { key: "total".into(), label: "Total".into(), kind: RowKind::Total, cells }
}

fn prices(costs: &UnitCosts) -> String {
    let of_file = format!("{}: unit costs in {} prices", costs.title, costs.price_year);
    costs.uplift.as_ref().map_or_else(
        || format!("{of_file}."),
        |uplift| {
            let source = uplift.source.value.trim().trim_end_matches('.');
            format!("{of_file}, uprated to {} prices by a factor of {} ({source}).", uplift.to, uplift.factor.value)
        },
    )
}

impl Cost {
    fn rows(&self, at: &At<'_>, source: &SourceFrame) -> Result<Axis, Diagnostics> {
        let name = self.rows.clone().unwrap_or_else(|| here("offence_group".to_owned()));
        Axis::read(at, source, &name, None)
    }

    fn columns(&self, at: &At<'_>, source: &SourceFrame) -> Result<Option<Axis>, Diagnostics> {
        self.columns.as_ref().map(|name| Axis::read(at, source, name, None)).transpose()
    }
}

fn unit_costs<'a>(at: &At<'a>) -> Result<&'a UnitCosts, Diagnostic> {
    at.catalogue.unit_costs.as_ref().ok_or_else(|| {
        Diagnostic::error(Code::NoUnitCosts, "the data manifest does not name a file of unit costs")
            .expected("a line `unit_costs:` in the data manifest")
    })
}

impl Measure for Cost {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::UnitCosts]
    }

    fn lay<'a>(&'a self, at: At<'a>, ask: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let source = at.source(self.of.as_ref())?;
        let mut found = Diagnostics::default();
        let costs = found.keep(unit_costs(&at));
        let (rows, columns) = (found.keep(self.rows(&at, source)), found.keep(self.columns(&at, source)));
        let (Some(costs), Some(rows), Some(across)) = (costs, rows, columns) else { return Err(found) };
        let by = [&rows].into_iter().chain(&across).map(|axis| axis.dimension.clone());
        let counts = ask.records(source, at.scope, by);
        Ok(Box::new(LaidCost { at, costs, base: as_header(&source.name), rows, across, counts }))
    }
}

impl LaidCost<'_> {
    fn costs<'l>(&'l self, counts: &'l Counts) -> Result<Costs<'l>, Diagnostic> {
        let rows = self.rows.listed(&self.at, counts);
        let costed: Vec<Costed> = rows.iter().filter_map(|row| Costed::of(row, self.costs)).collect();
        if costed.is_empty() && counts.lines().next().is_some() {
            return Err(self.none_costed(&rows));
        }
        let has_cost = |row: &Category| costed.iter().any(|costed| costed.category == *row);
        let left_out = rows.iter().filter(|row| !has_cost(row)).cloned().collect();
        Ok(Costs { laid: self, counts, costed, left_out })
    }

    fn none_costed(&self, rows: &[Category]) -> Diagnostic {
        let known: Vec<&str> = self.costs.costs.keys().map(String::as_str).collect();
        let names: Vec<&str> = rows.iter().map(|row| row.label.as_str()).collect();
        Diagnostic::error(Code::NoUnitCost, "none of the offences has a unit cost")
            .found(sna_core::diag::list(&names))
            .expected(sna_core::diag::list(&known))
            .hint("unit costs come from the file that `unit_costs:` in the data manifest names")
    }
}

impl Laid for LaidCost<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let costs = self.costs(&answered[self.counts])?;
        let (columns, rows) = match &self.across {
            None => costs.summary(),
            Some(across) => costs.matrix(answered, across),
        };
        let row_header = self.rows.header().to_owned();
        Ok(Body { row_header, columns, rows, notes: costs.notes(), ..Body::default() })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::fixture::{World, cell, number};
    use super::*;

    const MANIFEST: &str = "title: T
sources:
  offences: { title: O, files: offences.csv, columns: { date: date, offence_group: group } }
unit_costs: costs.yaml
";

    const COSTS: &str = "title: Costs
price_year: 2015/16
costs:
  Homicide: { cost_gbp: 3200000, source: Report A }
  Robbery: { cost_gbp: 11320, source: Report B. }
  Arson: { cost_gbp: 8420, source: Report A }
";

    fn world(costs: &str) -> World {
        let groups = [
            ("2022", "Robbery", 3),
            ("2023", "Robbery", 2),
            ("2023", "Homicide", 1),
            ("2023", "Weapons", 4),
            ("2023", "", 2),
        ];
        let mut rows = vec!["date,group".to_owned()];
        for (year, group, number) in groups {
            rows.extend((0..number).map(|day| format!("{year}-05-0{},{group}", day + 1)));
        }
        World::read(MANIFEST, &[("offences.csv", rows.join("\n") + "\n"), ("costs.yaml", costs.to_owned())])
    }

    /// The same with a cost that is multiplied, for answers made at random.
    pub(in super::super) fn costed() -> World {
        let more =
            COSTS.replace("source: Report B. }", "source: Report B, multiplier: 2.5, multiplier_source: Survey }");
        world(&more).with_months("2022-04", "2024-03")
    }

    #[test]
    fn offences_by_the_cost_of_one() {
        let body = world(COSTS).table("cost: {}").unwrap();
        assert_eq!(number(&body, "Robbery", "cost"), 5.0 * 11320.0);
        assert_eq!(number(&body, "total", "cost"), 3_256_600.0);
        assert_eq!(cell(&body, "total", "offences"), Cell::Count(6));
        let titles: Vec<&str> = body.columns.iter().map(|column| column.title.as_str()).collect();
        assert_eq!(titles, ["Offences", "Unit cost, 2015/16 prices", "Total cost, 2015/16 prices"]);
        assert_eq!(cell(&body, "total", "cost").print(body.columns[2].format), "£3,256,600");
        assert_eq!(
            body.notes,
            [
                "Costs: unit costs in 2015/16 prices.",
                "Offences that were never recorded are not in these costs.",
                "Unit cost of Robbery: Report B.",
                "Unit cost of Homicide: Report A.",
                "Left out because they have no unit cost: Weapons (4), Not recorded (2).",
            ]
        );
    }

    #[test]
    fn costs_by_year_add_up() {
        let body = world(COSTS).table("cost: { columns: financial_year }").unwrap();
        assert_eq!(number(&body, "Robbery", "2022/23"), 3.0 * 11320.0);
        assert_eq!(number(&body, "Homicide", "2022/23"), 0.0);
        assert_eq!(number(&body, "total", "2023/24"), 3_222_640.0);
        assert_eq!(number(&body, "total", "total"), 3_256_600.0);
        assert!(body.columns.iter().all(|column| column.format == Format::Pounds));
    }

    #[test]
    fn multiplier_and_uplift_are_sourced_and_said() {
        let raised = COSTS
            .replace("source: Report B. }", "source: Report B, multiplier: 2.5, multiplier_source: Survey }")
            + "uplift: { factor: 1.2, to: 2023/24, source: Deflator }\n";
        let body = world(&raised).table("cost: {}").unwrap();
        assert!((number(&body, "Robbery", "cost") - 5.0 * 2.5 * 11320.0 * 1.2).abs() < 1e-6);
        assert_eq!(cell(&body, "Homicide", "multiplier"), Cell::Missing(Missing::NotApplicable));
        assert_eq!(body.columns[3].title, "Total cost, 2023/24 prices");
        insta::assert_snapshot!(body.notes.join("\n"));
    }

    #[test]
    fn nothing_without_a_unit_cost() {
        let other = "title: C\nprice_year: 2015/16\ncosts: { Robery: { cost_gbp: 1, source: S } }\n";
        insta::assert_snapshot!(world(other).message("cost: {}"));
        assert_eq!(World::people().fault("cost: { rows: offence }"), "no-unit-costs");
        assert_eq!(world(COSTS).fault("cost: { rows: offence }"), "missing-column");
    }
}
