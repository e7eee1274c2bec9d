//! Blanks that leave records out: a warning where a condition denies something of a column, and the column is blank.

use std::collections::BTreeMap;
use std::sync::Arc;

use polars::prelude::*;

use super::Question;
use super::engine::Questions;
use super::sought::conditions;
use crate::{Denial, SourceFrame};
use sna_core::columns::{Kind, column};
use sna_core::diag::{Code, Diagnostic, Place};

/// A column of which a condition denies something, by the condition's place.
pub(super) type Asked = (Arc<Place>, &'static str);

/// The denials in the conditions that are asked of a source, each once.
#[derive(Default)]
pub(super) struct Blanks<'a>(BTreeMap<Asked, &'a Denial>);

impl<'a> Blanks<'a> {
    pub(super) fn of(questions: &'a Questions, source: &SourceFrame) -> Self {
        let asked = questions.queries.iter().flat_map(|question: &Question| conditions(question));
        let audited = questions
            .audits
            .iter()
            .flat_map(|audit| audit.scope.definition.iter().map(|(_, condition)| (audit.source.as_str(), condition)));
        let here =
            asked.chain(audited).filter(|(name, condition)| *name == source.name && source.lacks(condition).is_empty());
        let denials = here.flat_map(|(_, condition)| condition.denials());
        let columns = denials.flat_map(|denial| denial.columns.iter().map(move |column| (denial, *column)));
        Self(columns.map(|(denial, column)| ((Arc::clone(&denial.place), column), denial)).collect())
    }

    /// Names of the columns that the conditions ask about.
    pub(super) fn columns(&self) -> impl Iterator<Item = String> {
        self.0.values().flat_map(|denial| denial.asks_about()).map(str::to_owned)
    }

    /// The number of sound rows, and of those that each blank leaves out.
    pub(super) fn plan(&self, sound: &LazyFrame) -> LazyFrame {
        let open = self.0.iter().enumerate().map(|(at, ((_, column), denial))| {
            denial.left_open_by(column).cast(DataType::UInt64).sum().alias(format!("_blank_{at}"))
        });
        let all = len().cast(DataType::UInt64).alias("_all");
        sound.clone().select([all].into_iter().chain(open).collect::<Vec<_>>())
    }

    /// A warning for each blank that leaves rows out, from the answer to the plan.
    pub(super) fn told(&self, frame: &DataFrame) -> PolarsResult<Vec<(Asked, Diagnostic)>> {
        let number = |name: &str| Ok::<_, PolarsError>(frame.column(name)?.u64()?.get(0).unwrap_or(0));
        let rows = number("_all")?;
        let mut told = Vec::new();
        for (at, (asked, _)) in self.0.iter().enumerate() {
            let blank = number(&format!("_blank_{at}"))?;
            if blank > 0 {
                told.push((asked.clone(), warning(asked, blank, rows)));
            }
        }
        Ok(told)
    }
}

fn warning((place, name): &Asked, blank: u64, rows: u64) -> Diagnostic {
    let them = if blank == 1 { "it" } else { "them" };
    let message = format!("`{name}` is blank in {blank} of {rows} rows, and this condition leaves {them} out");
    let is_flag = column(name).is_some_and(|column| column.kind == Kind::Flag);
    let hint = match is_flag {
        true => format!("where a blank means no, write `COALESCE({name}, FALSE)` for `{name}`"),
        false => format!("to count {them}, add `OR {name} IS NULL`"),
    };
    Diagnostic::warning(Code::BlankInCondition, message).at(place.as_ref().clone()).hint(hint)
}
