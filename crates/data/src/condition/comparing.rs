//! Kinds of values, and which can be compared: databases compare unlike values differently, or not at all.

use super::form::{day, must_have_form};
use super::slips::{Slip, brief};
use super::tree::{Comparison, Function, Term};
use sna_core::columns::{Column, Kind};

/// What kind of value a part of a condition has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueKind {
    Text,
    Whole,
    Decimal,
    Flag,
    Day,
}

/// A part with its kind of value; `NULL` has none.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) term: Term,
    pub(super) kind: Option<ValueKind>,
    /// Whether no column is in it.
    pub(super) constant: bool,
}

impl ValueKind {
    fn is_number(self) -> bool {
        matches!(self, Self::Whole | Self::Decimal)
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Whole => "a whole number",
            Self::Decimal => "a number",
            Self::Flag => "yes, no or not recorded",
            Self::Day => "a date",
        }
    }
}

/// What kind of value a column has.
pub(super) fn kind_of(column: &Column) -> ValueKind {
    match column.kind {
        Kind::Identifier | Kind::Offence | Kind::Person | Kind::Category | Kind::Area | Kind::Spot => ValueKind::Text,
        Kind::Sex | Kind::Ethnicity | Kind::FinancialYear | Kind::Year => ValueKind::Text,
        Kind::Quarter | Kind::Month | Kind::Weekday => ValueKind::Text,
        Kind::Hour | Kind::Age => ValueKind::Whole,
        Kind::Coordinate => ValueKind::Decimal,
        Kind::Flag => ValueKind::Flag,
        Kind::Date | Kind::BirthDate => ValueKind::Day,
    }
}

/// Whether the texts of a column are in the order of time: of other texts, databases have different orders.
fn is_ordered(column: &Column) -> bool {
    matches!(column.kind, Kind::FinancialYear | Kind::Year | Kind::Quarter | Kind::Month)
}

impl Typed {
    pub(super) fn flag(term: Term, constant: bool) -> Self {
        Self { term, kind: Some(ValueKind::Flag), constant }
    }

    pub(super) fn column(&self) -> Option<&'static Column> {
        match self.term.bare() {
            Term::Column(column) => Some(column),
            _ => None,
        }
    }

    /// The part for a message: `` `hour`, a whole number ``.
    pub(super) fn in_words(&self) -> String {
        match (self.term.bare(), self.kind) {
            (Term::Text(text), _) => format!("the text '{}'", brief(text)),
            (Term::Nothing, _) | (_, None) => "`NULL`".to_owned(),
            (_, Some(kind)) => format!("`{}` ({})", brief(&self.term.sql()), kind.in_words()),
        }
    }

    /// Why the part is not a test of a record.
    pub(super) fn not_a_test(&self) -> Slip {
        let slip = Slip::new(format!("{}, where yes or no is expected", self.in_words()));
        match (self.kind, self.column()) {
            (Some(ValueKind::Text | ValueKind::Whole | ValueKind::Decimal), _) if self.constant => {
                slip.hint("name the column each time, as in `hour = 1 OR hour = 2`, or write `hour IN (1, 2)`")
            }
            (Some(ValueKind::Text), Some(column)) => {
                slip.hint(format!("compare it with a text in single quotes: `{} = '...'`", column.name))
            }
            (Some(ValueKind::Text), None) => slip.hint("compare it with a text in single quotes"),
            (Some(ValueKind::Whole | ValueKind::Decimal), _) => slip.hint("compare it with a number: `hour >= 18`"),
            (Some(ValueKind::Day), _) => slip.hint("compare it with a day: `date >= DATE '2023-04-01'`"),
            (Some(ValueKind::Flag) | None, _) => slip,
        }
    }

    /// # Errors
    /// No column is in the part: what is asked of it would be the same for every record.
    pub(super) fn must_have_column(&self) -> Result<(), Slip> {
        if !self.constant {
            return Ok(());
        }
        Err(Slip::new(format!("{}, which is the same for every record", self.in_words()))
            .hint("name a column, without quotes: `offence_group = 'Homicide'`"))
    }

    /// A text compared with dates is the day that it names.
    fn beside(self, other: Option<ValueKind>) -> Result<Self, Slip> {
        match (other, self.term.bare()) {
            (Some(ValueKind::Day), Term::Text(text)) => {
                Ok(Self { term: Term::Day(day(text)?), kind: Some(ValueKind::Day), ..self })
            }
            _ => Ok(self),
        }
    }
}

/// # Errors
/// The two are not of one kind.
fn must_match(left: &Typed, right: &Typed) -> Result<(), Slip> {
    let (Some(one), Some(other)) = (left.kind, right.kind) else {
        let named = if left.kind.is_none() { right } else { left };
        return Err(Slip::new("a comparison with `NULL`, which is never true")
            .hint(format!("write `{0} IS NULL` or `{0} IS NOT NULL`", brief(&named.term.sql()))));
    };
    if one == other || one.is_number() && other.is_number() {
        return Ok(());
    }
    let slip = Slip::new(format!("{} compared with {}", left.in_words(), right.in_words()));
    if matches!((left.term.bare(), right.term.bare()), (Term::Compare(..), _) | (_, Term::Compare(..))) {
        return Err(slip.hint("join two comparisons with `AND`, or write `age BETWEEN 18 AND 24`"));
    }
    Err(match unlike(left, right).or_else(|| unlike(right, left)) {
        Some(hint) => slip.hint(hint),
        None => slip.hint("compare values of one kind"),
    })
}

/// What to write where a column is compared with a value of another kind.
fn unlike(column: &Typed, value: &Typed) -> Option<String> {
    let named = column.column()?;
    let name = named.name;
    Some(match (column.kind?, value.term.bare()) {
        (ValueKind::Flag, _) => format!("a flag is a condition by itself: `{name}`, `NOT {name}` or `{name} IS NULL`"),
        (ValueKind::Text, Term::Whole(number)) => format!("write the value as a text: `{name} = '{number}'`"),
        (ValueKind::Text, Term::Column(_)) => return None,
        (ValueKind::Text, _) => format!("compare it with a text in single quotes: `{name} = '...'`"),
        (ValueKind::Whole | ValueKind::Decimal, Term::Text(text)) if text.parse::<u32>().is_ok() => {
            format!("write the number without quotes: `{name} = {text}`")
        }
        (ValueKind::Whole | ValueKind::Decimal, _) => format!("compare it with a number: `{name} >= 18`"),
        (ValueKind::Day, _) => format!("compare it with a day: `{name} >= DATE '2023-04-01'`"),
    })
}

/// Two values compared.
pub(super) fn compared(left: Typed, how: Comparison, right: Typed) -> Result<Typed, Slip> {
    let (left_kind, right_kind) = (left.kind, right.kind);
    let (left, right) = (left.beside(right_kind)?, right.beside(left_kind)?);
    if left.kind.is_some() && right.kind.is_some() && left.constant && right.constant {
        left.must_have_column()?;
    }
    must_match(&left, &right)?;
    must_have_form(&left, &right)?;
    must_have_form(&right, &left)?;
    if !matches!(how, Comparison::Equal | Comparison::Unequal) {
        must_have_order(&left, &right)?;
    }
    Ok(Typed::flag(Term::Compare(Box::new(left.term), how, Box::new(right.term)), false))
}

/// # Errors
/// Databases put such values in different orders.
fn must_have_order(left: &Typed, right: &Typed) -> Result<(), Slip> {
    let ordered = |typed: &Typed| typed.column().is_none_or(is_ordered);
    let any = [left, right].into_iter().any(|typed| typed.column().is_some());
    match left.kind {
        Some(ValueKind::Text) if !(any && ordered(left) && ordered(right)) => {
            let named = if left.constant { right } else { left };
            Err(Slip::new(format!("{} compared by order; databases put texts in different orders", named.in_words()))
                .hint("use `=`, `IN (...)` or `LIKE`; only `year`, `month` and `financial_year` are in order"))
        }
        Some(ValueKind::Flag) => Err(Slip::new(format!("{} compared by order", left.in_words()))
            .hint("a flag is a condition by itself: `knife`, `NOT knife` or `knife IS NULL`")),
        Some(ValueKind::Text | ValueKind::Whole | ValueKind::Decimal | ValueKind::Day) | None => Ok(()),
    }
}

/// One of the values of a list.
pub(super) fn in_list(of: Typed, list: Vec<Typed>, negated: bool) -> Result<Typed, Slip> {
    of.must_have_column()?;
    if of.kind == Some(ValueKind::Flag) {
        return Err(Slip::new(format!("{} in a list", of.in_words()))
            .hint("a flag is a condition by itself: `knife`, `NOT knife` or `knife IS NULL`"));
    }
    let mut values = Vec::new();
    for value in list {
        if value.kind.is_none() {
            return Err(Slip::new("`NULL` in a list, which no value is equal to")
                .hint(format!("add `OR {} IS NULL` where blanks count as well", brief(&of.term.sql()))));
        }
        let value = value.beside(of.kind)?;
        if !is_literal(value.term.bare()) {
            return Err(Slip::new(format!("{} in a list", value.in_words()))
                .hint("lists are of texts, numbers or dates; compare two columns with `=`"));
        }
        must_match(&of, &value)?;
        must_have_form(&of, &value)?;
        values.push(value.term.bare().clone());
    }
    if values.is_empty() {
        return Err(Slip::new("a list without values").hint("write the values: `ward IN ('Abbey', 'Arboretum')`"));
    }
    Ok(Typed::flag(Term::In { of: Box::new(of.term), list: values, negated }, false))
}

fn is_literal(term: &Term) -> bool {
    matches!(term, Term::Text(_) | Term::Whole(_) | Term::Decimal(_) | Term::Day(_))
}

/// From one value to another.
pub(super) fn ranged(of: Typed, low: Typed, high: Typed, negated: bool) -> Result<Typed, Slip> {
    let kind = of.kind;
    let (low, high) = (low.beside(kind)?, high.beside(kind)?);
    if of.constant && low.constant && high.constant {
        of.must_have_column()?;
    }
    for end in [&low, &high] {
        must_match(&of, end)?;
        must_have_form(&of, end)?;
        must_have_order(&of, end)?;
    }
    let backwards = match (low.term.bare(), high.term.bare()) {
        (Term::Whole(low), Term::Whole(high)) => low > high,
        (Term::Day(low), Term::Day(high)) => low > high,
        (Term::Text(low), Term::Text(high)) => low > high,
        _ => false,
    };
    if backwards {
        let [low, high] = [&low, &high].map(|end| brief(&end.term.sql()));
        return Err(
            Slip::new(format!("`BETWEEN {low} AND {high}`, which no value is")).hint("write the lower value first")
        );
    }
    let [of, low, high] = [of, low, high].map(|typed| Box::new(typed.term));
    Ok(Typed::flag(Term::Between { of, low, high, negated }, false))
}

/// A value that the operand of `CASE` is compared with.
pub(super) fn operand_value(operand: &Typed, value: Typed) -> Result<Term, Slip> {
    let value = value.beside(operand.kind)?;
    must_match(operand, &value)?;
    must_have_form(operand, &value)?;
    Ok(value.term)
}

/// The values of one place, which are all of one kind, and whether all are constant.
pub(super) fn alike(place: &str, values: Vec<Typed>) -> Result<(ValueKind, bool, Vec<Term>), Slip> {
    let mut known = values.iter().filter(|value| value.kind.is_some());
    let Some(first) = known.next() else { return Err(Slip::new(format!("`{place}` with no value but `NULL`"))) };
    let mut kind = first.kind.unwrap_or(ValueKind::Text);
    for other in known {
        must_match(first, other)?;
        if other.kind == Some(ValueKind::Decimal) {
            kind = ValueKind::Decimal;
        }
    }
    let constant = values.iter().all(|value| value.constant);
    Ok((kind, constant, values.into_iter().map(|value| value.term).collect()))
}

/// The value of a function; none where it does not take these values.
pub(super) fn called(function: Function, values: Vec<Typed>) -> Result<Option<Typed>, Slip> {
    let fits = match (function, values.as_slice()) {
        (Function::Coalesce, [_, _, ..]) | (Function::NullIf, [_, _]) => {
            values.iter().all(|value| value.kind.is_some())
        }
        (Function::Abs, [number]) => number.kind.is_some_and(ValueKind::is_number),
        (Function::Length, [text]) => text.kind == Some(ValueKind::Text),
        _ => false,
    };
    if !fits {
        return Ok(None);
    }
    let (kind, constant, terms) = alike(function.name(), values)?;
    let kind = if function == Function::Length { ValueKind::Whole } else { kind };
    Ok(Some(Typed { term: Term::Call(function, terms), kind: Some(kind), constant }))
}
