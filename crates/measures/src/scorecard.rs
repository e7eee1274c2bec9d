//! A scorecard: the indicators of a strategy, each at two periods, and whether it moved as the strategy aims.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::aggregate::{Choosing, Chosen, Published, SMALL, count, figure_cell, in_words, went};
use super::{Answered, At, Body, Laid, Measure};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{BodyRow, Cell, Column, Figure, Format, Fraction, Missing, Role, RowKind, Support};
use sna_core::stats::Direction;
use sna_core::yaml::{Spanned, WordOrList};
use sna_data::query::Ask;

/// Indicators of a strategy: two periods of each, what changed and whether that is the aim.
///
/// Counts are compared by an exact test (conditional binomial, 95 %), and only what it supports counts as movement;
/// rates and percentages cannot be tested from what is published, so they say which is higher or lower. A target is met
/// if the figure reaches or passes it.
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
    /// The figure it should reach, if the strategy names one.
    pub target: Option<f64>,
}

/// Which way an indicator should go.
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

    fn choose<'a>(&self, at: &At<'a>) -> Result<Chosen<'a>, Diagnostics> {
        let chosen = self.choosing().choose(at)?;
        let known = chosen.column_values();
        let unknown = [&self.from, &self.to].into_iter().filter(|name| !known.contains(&name.value.as_str()));
        let fault = |name: &Spanned<String>| {
            Diagnostic::unknown(Code::UnknownPeriod, "period", &name.value, known.iter().copied())
                .at(at.origin.place(name))
        };
        let found: Diagnostics = unknown.map(fault).collect();
        found.into_result(chosen).map(|(chosen, _)| chosen)
    }

    fn row(&self, chosen: &Chosen<'_>, has_targets: bool) -> BodyRow {
        let figure = |period: &Spanned<String>| chosen.figure(None, Some(&period.value));
        let (earlier, later) = (figure(&self.from), figure(&self.to));
        let times = (self.from.value.as_str(), self.to.value.as_str());
        let direction = earlier.and_then(|earlier| went(earlier, later?, times, chosen, chosen.are_events(None)));
        let mut cells = vec![
            text(format!("{} to {}", self.from.value, self.to.value)),
            shown(earlier, chosen),
            shown(later, chosen),
            direction.map_or_else(Figure::Missing, |_| relative(earlier, later, chosen)),
            direction.map_or_else(Figure::Missing, |direction| text(in_words(direction, chosen.are_events(None)))),
            direction.map_or_else(Figure::Missing, |direction| text(self.judged(direction, chosen))),
        ];
        cells.extend(has_targets.then(|| self.target_cell(later, chosen)));
        cells.push(text(caution(earlier, later, chosen)));
        BodyRow { key: self.name.clone(), label: self.name.clone(), kind: RowKind::Body, cells }
    }

    /// Whether it moved as aimed; nothing is said if that cannot be tested.
    fn judged(&self, direction: Direction, chosen: &Chosen<'_>) -> &'static str {
        if chosen.are_events(None) { self.aim.judge(direction) } else { NOTHING }
    }

    /// The target and whether it is met. A target in per cent is written like the figures, which are kept as fractions.
    fn target_cell(&self, later: Published, chosen: &Chosen<'_>) -> Figure {
        let Some(target) = self.target else { return Figure::Text("none set".to_owned()) };
        let kept = if chosen.format().is_percent() { target / 100.0 } else { target };
        later.map_or_else(Figure::Missing, |figure| {
            let met = if self.aim.is_met(figure, kept) { "met" } else { "not met" };
            Figure::Text(format!("{target}: {met}"))
        })
    }
}

/// Indicators of different kinds are in one column, which prints whole numbers: any other is printed in its own way.
fn shown(figure: Published, chosen: &Chosen<'_>) -> Figure {
    match chosen.format() {
        Format::Count | Format::Decimal(0) => figure_cell(figure, chosen.are_events(None)),
        other => figure.map_or_else(Figure::Missing, |number| Figure::Text(Cell::Number(number).print(other))),
    }
}

/// Where there is nothing to say.
const NOTHING: &str = "–";

fn text(words: impl Into<String>) -> Figure {
    Figure::Text(words.into())
}

fn relative(earlier: Published, later: Published, chosen: &Chosen<'_>) -> Figure {
    match (earlier, later) {
        (Ok(before), Ok(after)) if chosen.are_counts() && before >= SMALL => {
            Fraction::change(count(before), count(after))
                .map_or(Figure::Missing(Missing::NotApplicable), Figure::Fraction)
        }
        (Ok(before), Ok(after)) if !chosen.are_counts() && before > 0.0 => Figure::Number((after - before) / before),
        (Ok(_), Ok(_)) => Figure::Missing(Missing::LowReliability),
        (Err(why), _) | (_, Err(why)) => Figure::Missing(why),
    }
}

fn caution(earlier: Published, later: Published, chosen: &Chosen<'_>) -> &'static str {
    let small = |figure: Published| figure.is_ok_and(|figure| figure < SMALL);
    match (chosen.are_events(None), small(earlier) || small(later)) {
        (true, true) => "small numbers",
        (true, false) => NOTHING,
        (false, _) => "not tested",
    }
}

/// A scorecard whose figures are chosen for each indicator.
struct LaidScorecard<'a> {
    options: &'a Scorecard,
    chosen: Vec<Chosen<'a>>,
}

impl Measure for Scorecard {
    fn rests_on(&self) -> &'static [Support] {
        &[Support::Aggregates]
    }

    fn aggregates(&self) -> Vec<&Spanned<String>> {
        self.indicators.iter().map(|indicator| &indicator.of).collect()
    }

    fn lay<'a>(&'a self, at: At<'a>, _: &mut Ask<'_>) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
        let mut found = Diagnostics::default();
        let chosen = self.indicators.iter().filter_map(|indicator| found.keep(indicator.choose(&at))).collect();
        let (chosen, _) = found.into_result(chosen)?;
        Ok(Box::new(LaidScorecard { options: self, chosen }))
    }
}

impl Laid for LaidScorecard<'_> {
    fn body(&self, _: &Answered<'_>) -> Result<Body, Diagnostics> {
        let indicators = &self.options.indicators;
        let has_targets = indicators.iter().any(|indicator| indicator.target.is_some());
        let rows = indicators.iter().zip(&self.chosen).map(|(indicator, chosen)| indicator.row(chosen, has_targets));
        let notes = [METHOD.to_owned()].into_iter().chain(self.options.common_aim()).collect();
        Ok(Body {
            row_header: "Indicator".to_owned(),
            columns: columns(has_targets),
            rows: rows.collect(),
            notes,
            base: Some(String::new()),
            taken: self.chosen.iter().map(Chosen::taken).collect(),
            ..Body::default()
        })
    }
}

const METHOD: &str = "A rise or fall is reported only if an exact test of the two counts supports it. A rate cannot be tested \
                      without the number behind it, so its row says only whether it is higher or lower.";

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
        let source = super::super::published_by(&body, world().at().catalogue);
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
    fn a_target_in_per_cent_is_held_against_per_cent() {
        let yaml = "scorecard:
  indicators:
    - { name: At, of: shares, where: { district: South }, over: year, from: 2021/22, to: 2023/24, aim: fewer, target: 6.5 }
    - { name: Above, of: shares, where: { district: South }, over: year, from: 2021/22, to: 2023/24, aim: fewer, target: 6 }";
        let body = world().table(yaml).unwrap();
        let print = |row: &str| cell(&body, row, "target").print(sna_core::document::Format::Count);
        assert_eq!((print("At"), print("Above")), ("6.5: met".to_owned(), "6: not met".to_owned()));
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
