//! From the parser's tree to ours: only what conditions can contain is taken over, and each part has its kind of value.

use chrono::NaiveDate;
use sqlparser::ast::{
    BinaryOperator, DataType, Expr, Function as Called, FunctionArg, FunctionArgExpr, FunctionArguments, Ident,
    UnaryOperator, Value,
};

use super::bounds::MOST_TERMS;
use super::comparing::{Typed, ValueKind, alike, compared, in_list, kind_of, ranged};
use super::slips::{Slip, brief};
use super::tree::{Comparison, Function, Known, Term};
use super::words::{is_word, out_of_place};
use sna_core::columns;

/// Most parts inside each other.
const DEEPEST: usize = 64;

/// Takes over a tree and counts its terms.
#[derive(Default)]
pub(super) struct Walk {
    terms: usize,
    depth: usize,
}

impl Walk {
    /// A whole condition.
    ///
    /// # Errors
    /// Its first part that no condition can contain, or that is compared with a value of another kind.
    pub(super) fn condition(expr: &Expr) -> Result<Term, Slip> {
        let mut walk = Self::default();
        walk.flag(expr)
    }

    /// A part that is true, false or not known.
    fn flag(&mut self, expr: &Expr) -> Result<Term, Slip> {
        let typed = self.value(expr)?;
        match typed.kind {
            Some(ValueKind::Flag) => Ok(typed.term),
            _ => Err(typed.not_a_test()),
        }
    }

    fn value(&mut self, expr: &Expr) -> Result<Typed, Slip> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let expected = format!("at most {DEEPEST}");
            return Err(Slip::TooLong { found: format!("more than {DEEPEST} parts inside each other"), expected });
        }
        let typed = self.part(expr);
        self.depth -= 1;
        typed
    }

    fn part(&mut self, expr: &Expr) -> Result<Typed, Slip> {
        match expr {
            Expr::Identifier(name) => self.column(name),
            Expr::Value(value) => literal(&value.value),
            Expr::TypedString(text) if text.data_type == DataType::Date => day_of(&text.value.value),
            Expr::Nested(inner) => {
                let inner = self.value(inner)?;
                Ok(Typed { term: Term::Brackets(Box::new(inner.term)), ..inner })
            }
            Expr::UnaryOp { op: UnaryOperator::Not, expr } => {
                Ok(Typed::flag(Term::Not(Box::new(self.flag(expr)?)), false))
            }
            Expr::UnaryOp { op: UnaryOperator::Minus, expr } => negative(expr),
            Expr::BinaryOp { op: op @ (BinaryOperator::And | BinaryOperator::Or), .. } => self.joined(expr, op),
            Expr::BinaryOp { left, op: op @ (BinaryOperator::Plus | BinaryOperator::Minus), right } => {
                self.sum(left, *op == BinaryOperator::Minus, right)
            }
            Expr::BinaryOp { left, op, right } => {
                let how = comparison(op).ok_or_else(|| super::words::refused_sign(&op.to_string()))?;
                let (left, right) = (self.value(left)?, self.value(right)?);
                self.test()?;
                compared(left, how, right)
            }
            Expr::InList { expr, list, negated } => {
                let of = self.value(expr)?;
                let list = list.iter().map(|value| self.value(value)).collect::<Result<Vec<_>, _>>()?;
                self.test()?;
                in_list(of, list, *negated)
            }
            Expr::Between { expr, negated, low, high } => {
                let [of, low, high] = [self.value(expr)?, self.value(low)?, self.value(high)?];
                self.test()?;
                ranged(of, low, high, *negated)
            }
            Expr::Like { negated, any: false, expr, pattern, escape_char: None } => self.like(expr, pattern, *negated),
            Expr::IsNull(of) => self.is(of, Known::Null, false),
            Expr::IsNotNull(of) => self.is(of, Known::Null, true),
            Expr::IsTrue(of) => self.is(of, Known::True, false),
            Expr::IsNotTrue(of) => self.is(of, Known::True, true),
            Expr::IsFalse(of) => self.is(of, Known::False, false),
            Expr::IsNotFalse(of) => self.is(of, Known::False, true),
            Expr::Case { operand, conditions, else_result, .. } => {
                let branches = conditions.iter().map(|branch| (&branch.condition, &branch.result));
                self.case(operand.as_deref(), &branches.collect::<Vec<_>>(), else_result.as_deref())
            }
            Expr::Function(called) => self.call(called),
            other => Err(Slip::new(format!("`{}`", brief(&other.to_string())))),
        }
    }

    /// Counts a term.
    fn test(&mut self) -> Result<(), Slip> {
        self.terms += 1;
        if self.terms > MOST_TERMS { Err(Slip::too_many_terms()) } else { Ok(()) }
    }

    fn column(&mut self, name: &Ident) -> Result<Typed, Slip> {
        let known = match name.quote_style {
            Some(_) => columns::column(&name.value),
            None => columns::column(&name.value.to_ascii_lowercase()),
        };
        let column = known.ok_or_else(|| match is_word(&name.value) {
            true => out_of_place(&name.value),
            false => Slip::Column { name: brief(&name.value), hint: None },
        })?;
        let kind = kind_of(column);
        if kind == ValueKind::Flag {
            self.test()?;
        }
        Ok(Typed { term: Term::Column(column), kind: Some(kind), constant: false })
    }

    /// Parts joined by one word. A chain is as deep as it is long, so it is followed without calling itself.
    fn joined(&mut self, expr: &Expr, word: &BinaryOperator) -> Result<Typed, Slip> {
        let (mut parts, mut rest) = (Vec::new(), expr);
        while let Expr::BinaryOp { left, op, right } = rest {
            if op != word {
                break;
            }
            parts.push(right.as_ref());
            rest = left;
        }
        parts.push(rest);
        let terms = parts.into_iter().rev().map(|part| self.flag(part)).collect::<Result<Vec<_>, _>>()?;
        Ok(Typed::flag(if *word == BinaryOperator::And { Term::And(terms) } else { Term::Or(terms) }, false))
    }

    fn sum(&mut self, left: &Expr, minus: bool, right: &Expr) -> Result<Typed, Slip> {
        let (left, right) = (self.value(left)?, self.value(right)?);
        for part in [&left, &right] {
            if part.kind != Some(ValueKind::Whole) {
                return Err(Slip::new(format!("{} in a sum", part.in_words()))
                    .hint("sums and differences are of whole numbers: `suspect_age - victim_age > 10`"));
            }
        }
        let constant = left.constant && right.constant;
        let term = Term::Sum { left: Box::new(left.term), minus, right: Box::new(right.term) };
        Ok(Typed { term, kind: Some(ValueKind::Whole), constant })
    }

    fn like(&mut self, of: &Expr, pattern: &Expr, negated: bool) -> Result<Typed, Slip> {
        let (of, pattern) = (self.value(of)?, self.value(pattern)?);
        self.test()?;
        of.must_have_column()?;
        let odd = if of.kind == Some(ValueKind::Text) { pattern.in_words() } else { of.in_words() };
        let (Some(ValueKind::Text), Term::Text(pattern)) = (of.kind, pattern.term) else {
            return Err(Slip::new(format!("`LIKE` with {odd}"))
                .hint("`LIKE` compares a column of texts with a pattern in single quotes: `offence LIKE '%knife%'`"));
        };
        if pattern.contains('\\') || pattern.chars().count() > MOST_PATTERN {
            return Err(Slip::new(format!("the pattern '{}'", brief(&pattern)))
                .hint(format!("a pattern has no backslash and at most {MOST_PATTERN} characters")));
        }
        Ok(Typed::flag(Term::Like { of: Box::new(of.term), pattern, negated }, false))
    }

    fn is(&mut self, of: &Expr, what: Known, negated: bool) -> Result<Typed, Slip> {
        let of = self.value(of)?;
        self.test()?;
        of.must_have_column()?;
        if what != Known::Null && of.kind != Some(ValueKind::Flag) {
            return Err(of.not_a_test());
        }
        Ok(Typed::flag(Term::Is { of: Box::new(of.term), what, negated }, false))
    }

    fn case(
        &mut self,
        operand: Option<&Expr>,
        branches: &[(&Expr, &Expr)],
        otherwise: Option<&Expr>,
    ) -> Result<Typed, Slip> {
        let operand = operand.map(|operand| self.value(operand)).transpose()?;
        let (mut taken, mut results) = (Vec::new(), Vec::new());
        for (when, then) in branches {
            let when = match &operand {
                None => self.flag(when)?,
                Some(operand) => {
                    let when = self.value(when)?;
                    self.test()?;
                    super::comparing::operand_value(operand, when)?
                }
            };
            taken.push(when);
            results.push(self.value(then)?);
        }
        let otherwise = otherwise.map(|value| self.value(value)).transpose()?;
        let has_otherwise = otherwise.is_some();
        results.extend(otherwise);
        let (kind, _, mut values) = alike("CASE", results)?;
        let otherwise = if has_otherwise { values.pop().map(Box::new) } else { None };
        let branches = taken.into_iter().zip(values).collect();
        let operand = operand.map(|operand| Box::new(operand.term));
        Ok(Typed { term: Term::Case { operand, branches, otherwise }, kind: Some(kind), constant: false })
    }

    fn call(&mut self, called: &Called) -> Result<Typed, Slip> {
        let name = called.name.to_string();
        let function = Function::named(&name).ok_or_else(|| Slip::new(format!("`{}`", brief(&name))))?;
        let plain = called.filter.is_none()
            && called.over.is_none()
            && called.null_treatment.is_none()
            && called.within_group.is_empty()
            && !called.uses_odbc_syntax
            && called.parameters == FunctionArguments::None;
        let FunctionArguments::List(given) = &called.args else { return Err(wrong_call(function)) };
        if !plain || given.duplicate_treatment.is_some() || !given.clauses.is_empty() {
            return Err(wrong_call(function));
        }
        let mut values = Vec::new();
        for given in &given.args {
            let FunctionArg::Unnamed(FunctionArgExpr::Expr(value)) = given else { return Err(wrong_call(function)) };
            values.push(self.value(value)?);
        }
        super::comparing::called(function, values).and_then(|typed| typed.ok_or_else(|| wrong_call(function)))
    }
}

/// Most characters of a pattern.
const MOST_PATTERN: usize = 200;

fn wrong_call(function: Function) -> Slip {
    let example = match function {
        Function::Coalesce => "COALESCE(knife, FALSE)",
        Function::NullIf => "NULLIF(outcome, 'Not recorded')",
        Function::Abs => "ABS(victim_age - suspect_age)",
        Function::Length => "LENGTH(street)",
    };
    Slip::new(format!("`{}` with other values than it takes", function.name()))
        .hint(format!("write it as in `{example}`"))
}

fn comparison(op: &BinaryOperator) -> Option<Comparison> {
    match op {
        BinaryOperator::Eq => Some(Comparison::Equal),
        BinaryOperator::NotEq => Some(Comparison::Unequal),
        BinaryOperator::Lt => Some(Comparison::Less),
        BinaryOperator::LtEq => Some(Comparison::LessOrEqual),
        BinaryOperator::Gt => Some(Comparison::Greater),
        BinaryOperator::GtEq => Some(Comparison::GreaterOrEqual),
        _ => None,
    }
}

fn literal(value: &Value) -> Result<Typed, Slip> {
    let (term, kind) = match value {
        Value::Number(number, false) if number.contains('.') => {
            (Term::Decimal(number.clone()), Some(ValueKind::Decimal))
        }
        Value::Number(number, false) => {
            let whole = number.parse().map_err(|_| Slip::new(format!("the number `{}`", brief(number))))?;
            (Term::Whole(whole), Some(ValueKind::Whole))
        }
        Value::SingleQuotedString(text) => (Term::Text(text.clone()), Some(ValueKind::Text)),
        Value::Boolean(flag) => (Term::Flag(*flag), Some(ValueKind::Flag)),
        Value::Null => (Term::Nothing, None),
        other => return Err(Slip::new(format!("`{}`", brief(&other.to_string())))),
    };
    Ok(Typed { term, kind, constant: true })
}

/// A number with a sign before it.
fn negative(expr: &Expr) -> Result<Typed, Slip> {
    let number = match expr {
        Expr::Value(value) => literal(&value.value)?,
        other => {
            return Err(Slip::new(format!("`-` before `{}`", brief(&other.to_string())))
                .hint("only numbers have a sign: write `0 - age` for other values"));
        }
    };
    match number.term {
        Term::Whole(whole) => Ok(Typed { term: Term::Whole(-whole), ..number }),
        Term::Decimal(decimal) => Ok(Typed { term: Term::Decimal(format!("-{decimal}")), ..number }),
        _ => Err(Slip::new(format!("`-` before {}", number.in_words()))),
    }
}

fn day_of(value: &Value) -> Result<Typed, Slip> {
    match value {
        Value::SingleQuotedString(text) => super::form::day(text),
        other => Err(Slip::new(format!("`DATE {}`", brief(&other.to_string())))),
    }
    .map(|day: NaiveDate| Typed { term: Term::Day(day), kind: Some(ValueKind::Day), constant: true })
}
