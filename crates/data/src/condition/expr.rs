//! A condition as the engine computes it, by SQL's rules: a comparison with a value that is not known is not known.

use polars::prelude::*;

use super::tree::{Comparison, Function, Known, Term};

impl Term {
    /// The part as a column of the engine.
    pub(super) fn expr(&self) -> Expr {
        match self {
            Self::Column(column) => col(column.name),
            Self::Text(text) => lit(text.as_str()),
            Self::Whole(number) => lit(*number),
            Self::Decimal(number) => lit(number.parse::<f64>().unwrap_or(f64::NAN)),
            Self::Flag(flag) => lit(*flag),
            Self::Day(day) => lit(*day),
            Self::Nothing => lit(NULL),
            Self::Brackets(inner) => inner.expr(),
            Self::Not(inner) => inner.expr().not(),
            Self::And(terms) => balanced(terms, Expr::and),
            Self::Or(terms) => balanced(terms, Expr::or),
            Self::Compare(left, how, right) => compared(left.expr(), *how, right.expr()),
            Self::In { of, list, negated } => turned(in_list(of.expr(), list), *negated),
            Self::Between { of, low, high, negated } => {
                let (of, low, high) = (of.expr(), low.expr(), high.expr());
                turned(of.clone().gt_eq(low).and(of.lt_eq(high)), *negated)
            }
            Self::Like { of, pattern, negated } => {
                turned(of.expr().str().contains(lit(regular(pattern)), true), *negated)
            }
            Self::Is { of, what: Known::Null, negated: false } => of.expr().is_null(),
            Self::Is { of, what: Known::Null, negated: true } => of.expr().is_not_null(),
            Self::Is { of, what: Known::True, negated } => turned(of.expr().fill_null(lit(false)), *negated),
            Self::Is { of, what: Known::False, negated } => turned(of.expr().fill_null(lit(true)), !*negated),
            Self::Case { operand, branches, otherwise } => case(operand.as_deref(), branches, otherwise.as_deref()),
            Self::Sum { left, minus, right } => {
                let [left, right] = [left, right].map(|term| term.expr().cast(DataType::Int64));
                if *minus { left - right } else { left + right }
            }
            Self::Call(function, of) => call(*function, of),
        }
    }
}

fn turned(expr: Expr, negated: bool) -> Expr {
    if negated { expr.not() } else { expr }
}

/// A long chain as a tree of few levels: the engine is slow with deep ones.
fn balanced(terms: &[Term], join: fn(Expr, Expr) -> Expr) -> Expr {
    match terms {
        [] => lit(true),
        [one] => one.expr(),
        many => {
            let (left, right) = many.split_at(many.len() / 2);
            join(balanced(left, join), balanced(right, join))
        }
    }
}

fn compared(left: Expr, how: Comparison, right: Expr) -> Expr {
    match how {
        Comparison::Equal => left.eq(right),
        Comparison::Unequal => left.neq(right),
        Comparison::Less => left.lt(right),
        Comparison::LessOrEqual => left.lt_eq(right),
        Comparison::Greater => left.gt(right),
        Comparison::GreaterOrEqual => left.gt_eq(right),
    }
}

fn in_list(of: Expr, list: &[Term]) -> Expr {
    let texts: Option<Vec<&str>> =
        list.iter().map(|term| if let Term::Text(text) = term { Some(text.as_str()) } else { None }).collect();
    let days: Option<Vec<i32>> =
        list.iter().map(|term| if let Term::Day(day) = term { days_of(*day) } else { None }).collect();
    let (of, values) = match (texts, days) {
        (Some(texts), _) => (of, Series::new("values".into(), texts)),
        (None, Some(days)) => (of.cast(DataType::Int32), Series::new("values".into(), days)),
        (None, None) => {
            let numbers: Vec<f64> = list.iter().filter_map(number).collect();
            (of.cast(DataType::Float64), Series::new("values".into(), numbers))
        }
    };
    of.is_in(lit(values).implode(false), false)
}

/// Days since the first of January 1970, as the engine stores dates.
fn days_of(day: chrono::NaiveDate) -> Option<i32> {
    let first = chrono::NaiveDate::from_ymd_opt(1970, 1, 1)?;
    i32::try_from((day - first).num_days()).ok()
}

/// Whole numbers of conditions are small enough to be exact.
#[expect(clippy::cast_precision_loss)]
fn number(term: &Term) -> Option<f64> {
    match term {
        Term::Whole(number) => Some(*number as f64),
        Term::Decimal(number) => number.parse().ok(),
        _ => None,
    }
}

/// A pattern of `LIKE` as a regular expression.
fn regular(pattern: &str) -> String {
    let mut regular = String::from(r"(?s)\A");
    for c in pattern.chars() {
        match c {
            '%' => regular.push_str(".*"),
            '_' => regular.push('.'),
            c if r"\.+*?()|[]{}^$#&-~".contains(c) => regular.extend(['\\', c]),
            c => regular.push(c),
        }
    }
    regular + r"\z"
}

fn case(operand: Option<&Term>, branches: &[(Term, Term)], otherwise: Option<&Term>) -> Expr {
    let value = |term: &Term| term.expr();
    branches.iter().rev().fold(otherwise.map_or_else(|| lit(NULL), value), |rest, (condition, then)| {
        let holds = match operand {
            Some(operand) => operand.expr().eq(condition.expr()),
            None => condition.expr(),
        };
        when(holds).then(value(then)).otherwise(rest)
    })
}

fn call(function: Function, of: &[Term]) -> Expr {
    let values: Vec<Expr> = of.iter().map(Term::expr).collect();
    match (function, values.as_slice()) {
        (Function::NullIf, [value, none]) => {
            when(value.clone().eq(none.clone())).then(lit(NULL)).otherwise(value.clone())
        }
        (Function::Abs, [number]) => number.clone().abs(),
        (Function::Length, [text]) => text.clone().str().len_chars().cast(DataType::Int64),
        (Function::Coalesce | Function::NullIf | Function::Abs | Function::Length, _) => coalesce(&values),
    }
}
