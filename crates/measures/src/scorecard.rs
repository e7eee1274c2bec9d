//! A scorecard: the indicators of a strategy, each at two periods, and whether it moved as the strategy aims.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::aggregate::{Choosing, Chosen, Figure, SMALL, count, figure_cell, in_words, went};
use super::{Body, Measure, Setting};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Cell, Column, Format, Fraction, Missing, Role, Row, RowKind, Support};
use sna_core::stats::Direction;
use sna_core::yaml::{Spanned, WordOrList};
use sna_data::query::{Counts, Question};

/// Indicators of a strategy: two periods of each, what the change says and whether it is the one aimed at.
///
/// Counts are compared by an exact test (conditional binomial, 95 %), and only what it supports counts as movement; rates and per
/// cent cannot be tested from what is published, so they say which is higher or lower. A target is met at or beyond it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scorecard {
    /// The indicators, in the order of the rows.
    pub indicators: Vec<Indicator>,
}

/// One indicator.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// What it is called.
    pub name: String,
    /// Name of the aggregate with its figures.
    #[schemars(with = "String")]
    pub of: Spanned<String>,
    /// Only figures with this value of a dimension.
    #[serde(default, rename = "where")]
    #[schemars(with = "std::collections::BTreeMap<String, Vec<String>>")]
    pub only_where: IndexMap<Spanned<String>, WordOrList<String>>,
    /// The dimension of its periods.
    #[schemars(with = "String")]
    pub over: Spanned<String>,
    /// The earlier period.
    #[schemars(with = "String")]
    pub from: Spanned<String>,
    /// The later period.
    #[schemars(with = "String")]
    pub to: Spanned<String>,
    /// Which way the strategy wants it to go.
    pub aim: Aim,
    /// The figure it is to reach, if the strategy names one.
    pub target: Option<f64>,
}

/// Which way an indicator is wanted to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// Down.
    Fewer,
    /// Up.
    More,
}

impl Aim {
    fn judge(self, direction: Direction) -> &'static str {
        match (self, direction) {
            (Self::Fewer, Direction::Fell) | (Self::More, Direction::Rose) => "as aimed",
            (Self::Fewer, Direction::Rose) | (Self::More, Direction::Fell) => "against the aim",
            (Self::Fewer | Self::More, Direction::NoClearChange) => NOTHING,
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Fewer => "fewer",
            Self::More => "more",
        }
    }

    fn is_met(self, figure: f64, target: f64) -> bool {
        match self {
            Self::Fewer => figure <= target,
            Self::More => figure >= target,
        }
    }
}

impl Scorecard {
    /// The aim that all indicators share.
    fn common_aim(&self) -> Option<String> {
        let first = self.indicators.first()?.aim;
        let all = self.indicators.iter().all(|indicator| indicator.aim == first);
        all.then(|| format!("The aim is {} of each.", first.in_words()))
    }
}

impl Indicator {
    fn choosing(&self) -> Choosing<'_> {
        Choosing { of: &self.of, rows: None, columns: Some(&self.over), only_where: &self.only_where, over: &[] }
    }

    fn choose<'a>(&self, setting: &Setting<'a>) -> Result<Chosen<'a>, Diagnostics> {
        let chosen = self.choosing().choose(setting)?;
        let known = chosen.column_values();
        let unknown = [&self.from, &self.to].into_iter().filter(|name| !known.contains(&name.value.as_str()));
        let fault = |name: &Spanned<String>| {
            Diagnostic::unknown(Code::UnknownPeriod, "period", &name.value, known.iter().copied())
                .at(setting.origin.place(name))
        };
        let found: Diagnostics = unknown.map(fault).collect();
        found.into_result(chosen).map(|(chosen, _)| chosen)
    }

    fn row(&self, chosen: &Chosen<'_>, has_targets: bool) -> Row {
        let figure = |period: &Spanned<String>| chosen.figure(None, Some(&period.value));
        let (earlier, later) = (figure(&self.from), figure(&self.to));
        let direction = earlier.and_then(|earlier| later.map(|later| went(earlier, later, chosen)));
        let mut cells = vec![
            text(format!("{} to {}", self.from.value, self.to.value)),
            shown(earlier, chosen),
            shown(later, chosen),
            relative(earlier, later, chosen),
            direction.map_or_else(Cell::Missing, |direction| text(in_words(direction, chosen))),
            direction.map_or_else(Cell::Missing, |direction| text(self.judged(direction, chosen))),
        ];
        cells.extend(has_targets.then(|| self.target_cell(later)));
        cells.push(text(caution(earlier, later, chosen)));
        Row { key: self.name.clone(), label: self.name.clone(), kind: RowKind::Body, cells }
    }

    /// Whether it moved as aimed; of what cannot be tested nothing is said.
    fn judged(&self, direction: Direction, chosen: &Chosen<'_>) -> &'static str {
        if chosen.are_counts() { self.aim.judge(direction) } else { NOTHING }
    }

    fn target_cell(&self, later: Figure) -> Cell {
        let Some(target) = self.target else { return Cell::Text("none set".to_owned()) };
        later.map_or_else(Cell::Missing, |figure| {
            let met = if self.aim.is_met(figure, target) { "met" } else { "not met" };
            Cell::Text(format!("{target}: {met}"))
        })
    }
}

/// Indicators of different kinds stand in one column, whose format is that of whole numbers: any other is printed in its own way.
fn shown(figure: Figure, chosen: &Chosen<'_>) -> Cell {
    match chosen.format() {
        Format::Count | Format::Decimal(0) => figure_cell(figure, chosen.are_counts()),
        other => figure.map_or_else(Cell::Missing, |number| Cell::Text(Cell::Number(number).print(other))),
    }
}

/// Where there is nothing to say.
const NOTHING: &str = "–";

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

fn relative(earlier: Figure, later: Figure, chosen: &Chosen<'_>) -> Cell {
    match (earlier, later) {
        (Ok(before), Ok(after)) if chosen.are_counts() && before >= SMALL => {
            Fraction::change(count(before), count(after)).map_or(Cell::Missing(Missing::NotApplicable), Cell::Fraction)
        }
        (Ok(before), Ok(after)) if !chosen.are_counts() && before > 0.0 => Cell::Number((after - before) / before),
        (Ok(_), Ok(_)) => Cell::Missing(Missing::LowReliability),
        (Err(why), _) | (_, Err(why)) => Cell::Missing(why),
    }
}

fn caution(earlier: Figure, later: Figure, chosen: &Chosen<'_>) -> &'static str {
    let small = |figure: Figure| figure.is_ok_and(|figure| figure < SMALL);
    match (chosen.are_counts(), small(earlier) || small(later)) {
        (true, true) => "small numbers",
        (true, false) => NOTHING,
        (false, _) => "not tested",
    }
}

impl Measure for Scorecard {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::Aggregates]
    }

    fn aggregates(&self) -> Vec<&Spanned<String>> {
        self.indicators.iter().map(|indicator| &indicator.of).collect()
    }

    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics> {
        let mut found = Diagnostics::default();
        for indicator in &self.indicators {
            found.keep(indicator.choose(setting).map(|_| ()));
        }
        found.into_result(Vec::new()).map(|(none, _)| none)
    }

    fn table(&self, setting: &Setting<'_>, _: &[Counts]) -> Result<Body, Diagnostics> {
        let has_targets = self.indicators.iter().any(|indicator| indicator.target.is_some());
        let (mut rows, mut taken) = (Vec::new(), Vec::new());
        for indicator in &self.indicators {
            let chosen = indicator.choose(setting)?;
            rows.push(indicator.row(&chosen, has_targets));
            taken.push(chosen.taken());
        }
        let notes = [METHOD.to_owned()].into_iter().chain(self.common_aim()).collect();
        let (row_header, columns) = ("Indicator".to_owned(), columns(has_targets));
        Ok(Body { row_header, columns, rows, notes, base: Some(String::new()), taken, ..Body::default() })
    }
}

const METHOD: &str = "A rise or fall is one that an exact test of the two counts supports. A rate has no such test without the number \
                      behind it, so its row says only whether it is higher or lower.";

fn columns(has_targets: bool) -> Vec<Column> {
    let words = |key, title| Column::new(key, title, Role::Derived, Format::Count);
    let mut columns = vec![
        words("period", "Years"),
        Column::new("earlier", "Earlier", Role::Value, Format::Count),
        Column { emphasis: true, ..Column::new("later", "Later", Role::Value, Format::Count) },
        Column::new("change_pct", "Relative change", Role::Change, Format::SignedPercent(0)),
        words("direction", "Direction"),
        words("aim", "Aim"),
    ];
    columns.extend(has_targets.then(|| words("target", "Target")));
    columns.push(words("caution", "Caution"));
    columns
}

#[cfg(test)]
mod tests {
    use super::super::aggregate::tests::world;
    use super::super::fixture::cell;

    #[test]
    fn a_movement_is_judged_by_its_aim() {
        let yaml = "scorecard:
  indicators:
    - { name: Calls, of: calls, where: { response: See, sex: Male }, over: year, from: 2021/22, to: 2023/24, aim: fewer, target: 200 }
    - { name: Rate, of: rates, where: { group: Mixed }, over: year, from: 2021/22, to: 2023/24, aim: more }";
        let body = world().table(yaml).unwrap();
        let print = |row: &str, column: &str| {
            let at = body.columns.iter().position(|known| known.key == column).unwrap();
            cell(&body, row, column).print(body.columns[at].format)
        };
        assert_eq!(print("Calls", "direction"), "▼ fall");
        let source = super::super::published_by(&body, world().setting().catalogue);
        assert_eq!(source.as_deref(), Some("Figures of calls; Figures of rates (Partner)"), "one credit for both");
        assert_eq!(print("Calls", "aim"), "as aimed");
        assert_eq!(print("Calls", "period"), "2021/22 to 2023/24");
        assert_eq!(print("Calls", "target"), "200: met");
        assert_eq!(print("Calls", "change_pct"), "\u{2212}40%");
        assert_eq!(print("Rate", "direction"), "▼ lower");
        assert_eq!(print("Rate", "aim"), "–");
        assert_eq!(print("Rate", "target"), "none set");
        assert_eq!(print("Rate", "caution"), "not tested");
    }

    #[test]
    fn periods_that_are_not_there_are_named() {
        let yaml = "scorecard:
  indicators:
    - { name: Calls, of: calls, where: { response: See, sex: Male }, over: year, from: 2020/21, to: 2023/4, aim: fewer }
    - { name: Other, of: cals, over: year, from: 2021/22, to: 2023/24, aim: fewer }";
        insta::assert_snapshot!(world().message(yaml));
    }
}
