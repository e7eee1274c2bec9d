//! The conditions of scopes as the engine asks them.

use polars::prelude::*;

use super::{Condition, Part, PartValue};

/// The columns that a condition asks about.
pub(super) fn condition_columns(condition: &Condition) -> Vec<String> {
    match condition {
        Condition::Period(_) => vec!["date".to_owned()],
        Condition::Part(part) => vec![part.dimension.to_owned()],
        Condition::Definition(condition) | Condition::Further(condition) => {
            condition.columns().iter().map(|name| (*name).to_owned()).collect()
        }
    }
}

/// The condition as a column of the engine.
pub(super) fn condition_expr(condition: &Condition) -> Expr {
    match condition {
        Condition::Period(period) => col("date").gt_eq(lit(period.first)).and(col("date").lt_eq(lit(period.last))),
        Condition::Part(part) => part_expr(part),
        Condition::Definition(condition) | Condition::Further(condition) => condition.expr(),
    }
}

fn part_expr(part: &Part) -> Expr {
    let column = col(part.dimension);
    match &part.value {
        PartValue::Is(name) => column.eq(lit(name.as_str())),
        PartValue::NoneOf(names) => {
            let others = names.iter().map(|name| column.clone().neq(lit(name.as_str())));
            column.clone().is_null().or(others.fold(lit(true), Expr::and))
        }
    }
}
