//! A condition as a tree: what an author can say of one record, and how it is written as SQL.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sna_core::columns::Column;

/// A text as SQL writes it, in quotes.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A part of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Term {
    /// The value of a column.
    Column(&'static Column),
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with decimals, as it is written.
    Decimal(String),
    /// `TRUE` or `FALSE`.
    Flag(bool),
    /// A day.
    Day(NaiveDate),
    /// `NULL`: no value.
    Nothing,
    /// A part that the author put in brackets.
    Brackets(Box<Term>),
    /// Not the part.
    Not(Box<Term>),
    /// All of the parts.
    And(Vec<Term>),
    /// Any of the parts.
    Or(Vec<Term>),
    /// Two values compared.
    Compare(Box<Term>, Comparison, Box<Term>),
    /// One of the values of a list.
    In { of: Box<Term>, list: Vec<Term>, negated: bool },
    /// From one value to another, including both.
    Between { of: Box<Term>, low: Box<Term>, high: Box<Term>, negated: bool },
    /// A text of this pattern.
    Like { of: Box<Term>, pattern: String, negated: bool },
    /// No value, true, or false.
    Is { of: Box<Term>, what: Known, negated: bool },
    /// The first value whose condition is true, or whose value is that of the operand.
    Case { operand: Option<Box<Term>>, branches: Vec<(Term, Term)>, otherwise: Option<Box<Term>> },
    /// A sum or a difference of whole numbers.
    Sum { left: Box<Term>, minus: bool, right: Box<Term> },
    /// The value of a function.
    Call(Function, Vec<Term>),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What `IS` asks of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Null,
    True,
    False,
}

/// The functions of conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    /// The first of some values that is known.
    Coalesce,
    /// A value, or none where it is equal to another.
    NullIf,
    /// A number without its sign.
    Abs,
    /// The number of characters of a text.
    Length,
}

impl Comparison {
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "<>",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

impl Known {
    fn word(self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::True => "TRUE",
            Self::False => "FALSE",
        }
    }
}

impl Function {
    /// Every function.
    pub(super) const ALL: [Self; 4] = [Self::Coalesce, Self::NullIf, Self::Abs, Self::Length];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Coalesce => "COALESCE",
            Self::NullIf => "NULLIF",
            Self::Abs => "ABS",
            Self::Length => "LENGTH",
        }
    }

    /// The function of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.name().eq_ignore_ascii_case(name))
    }
}

/// How tightly a part holds together: a part in a place that needs more is put in brackets.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tie {
    Or,
    And,
    Not,
    Test,
    Sum,
    Value,
}

impl Term {
    fn tie(&self) -> Tie {
        match self {
            Self::Or(_) => Tie::Or,
            Self::And(_) => Tie::And,
            Self::Not(_) => Tie::Not,
            Self::Compare(..) | Self::In { .. } | Self::Between { .. } | Self::Like { .. } | Self::Is { .. } => {
                Tie::Test
            }
            Self::Sum { .. } => Tie::Sum,
            Self::Column(_) | Self::Text(_) | Self::Whole(_) | Self::Decimal(_) | Self::Flag(_) | Self::Day(_) => {
                Tie::Value
            }
            Self::Nothing | Self::Brackets(_) | Self::Case { .. } | Self::Call(..) => Tie::Value,
        }
    }

    /// The part as SQL that databases read alike.
    pub(super) fn sql(&self) -> String {
        let listed = |terms: &[Self]| terms.iter().map(Self::sql).collect::<Vec<_>>().join(", ");
        let joined =
            |terms: &[Self], tie, word| terms.iter().map(|term| term.within(tie)).collect::<Vec<_>>().join(word);
        match self {
            Self::Column(column) => column.name.to_owned(),
            Self::Text(text) => quoted(text),
            Self::Whole(number) => number.to_string(),
            Self::Decimal(number) => number.clone(),
            Self::Flag(flag) => if *flag { "TRUE" } else { "FALSE" }.to_owned(),
            Self::Day(day) => format!("DATE '{day}'"),
            Self::Nothing => "NULL".to_owned(),
            Self::Brackets(inner) => format!("({})", inner.sql()),
            Self::Not(inner) => format!("NOT {}", inner.within(Tie::Test)),
            Self::And(terms) => joined(terms, Tie::Not, " AND "),
            Self::Or(terms) => joined(terms, Tie::And, " OR "),
            Self::Compare(left, how, right) => {
                format!("{} {} {}", left.within(Tie::Sum), how.sign(), right.within(Tie::Sum))
            }
            Self::In { of, list, negated } => format!("{} {}IN ({})", of.within(Tie::Sum), not(*negated), listed(list)),
            Self::Between { of, low, high, negated } => {
                let [of, low, high] = [of, low, high].map(|term| term.within(Tie::Sum));
                format!("{of} {}BETWEEN {low} AND {high}", not(*negated))
            }
            Self::Like { of, pattern, negated } => {
                format!("{} {}LIKE {}", of.within(Tie::Sum), not(*negated), quoted(pattern))
            }
            Self::Is { of, what, negated } => format!("{} IS {}{}", of.within(Tie::Sum), not(*negated), what.word()),
            Self::Case { operand, branches, otherwise } => case_sql(operand.as_deref(), branches, otherwise.as_deref()),
            Self::Sum { left, minus, right } => {
                let sign = if *minus { "-" } else { "+" };
                format!("{} {sign} {}", left.within(Tie::Sum), right.within(Tie::Value))
            }
            Self::Call(function, of) => format!("{}({})", function.name(), listed(of)),
        }
    }

    /// The part where a place needs parts that hold together this tightly.
    fn within(&self, tie: Tie) -> String {
        if self.tie() < tie { format!("({})", self.sql()) } else { self.sql() }
    }

    /// Calls a function with the part and every part within it.
    pub(super) fn visit<'t>(&'t self, see: &mut impl FnMut(&'t Self)) {
        see(self);
        match self {
            Self::Column(_) | Self::Text(_) | Self::Whole(_) | Self::Decimal(_) => {}
            Self::Flag(_) | Self::Day(_) | Self::Nothing => {}
            Self::Brackets(inner) | Self::Not(inner) => inner.visit(see),
            Self::And(terms) | Self::Or(terms) | Self::Call(_, terms) => terms.iter().for_each(|term| term.visit(see)),
            Self::Compare(left, _, right) | Self::Sum { left, right, .. } => {
                [left, right].into_iter().for_each(|term| term.visit(see));
            }
            Self::In { of, list, .. } => [of.as_ref()].into_iter().chain(list).for_each(|term| term.visit(see)),
            Self::Between { of, low, high, .. } => [of, low, high].into_iter().for_each(|term| term.visit(see)),
            Self::Like { of, .. } | Self::Is { of, .. } => of.visit(see),
            Self::Case { operand, branches, otherwise } => {
                operand.iter().for_each(|term| term.visit(see));
                branches.iter().flat_map(|(when, then)| [when, then]).for_each(|term| term.visit(see));
                otherwise.iter().for_each(|term| term.visit(see));
            }
        }
    }

    /// Names of the columns that it asks about.
    pub(super) fn columns(&self) -> BTreeSet<&'static str> {
        let mut names = BTreeSet::new();
        self.visit(&mut |term| {
            if let Self::Column(column) = term {
                names.insert(column.name);
            }
        });
        names
    }

    /// The texts that are compared with columns of names: the column, the text, and whether records that have it are kept.
    pub(super) fn names_sought(&self) -> Vec<(&'static str, &str, bool)> {
        let mut sought = Vec::new();
        self.visit(&mut |term| match term {
            Self::Compare(left, how @ (Comparison::Equal | Comparison::Unequal), right) => {
                for (column, value) in [(left, right), (right, left)] {
                    sought
                        .extend(column.name_sought(value).map(|(name, text)| (name, text, *how == Comparison::Equal)));
                }
            }
            Self::In { of, list, negated } => {
                let values = list.iter().filter_map(|value| of.name_sought(value));
                sought.extend(values.map(|(name, text)| (name, text, !negated)));
            }
            Self::Case { operand: Some(of), branches, .. } => {
                let values = branches.iter().filter_map(|(value, _)| of.name_sought(value));
                sought.extend(values.map(|(name, text)| (name, text, true)));
            }
            _ => {}
        });
        sought
    }

    fn name_sought<'t>(&self, value: &'t Self) -> Option<(&'static str, &'t str)> {
        match (self.bare(), value.bare()) {
            (Self::Column(column), Self::Text(text)) if column.kind.is_name() && column.is_role => {
                Some((column.name, text))
            }
            _ => None,
        }
    }

    /// The part without the author's brackets around it.
    pub(super) fn bare(&self) -> &Self {
        match self {
            Self::Brackets(inner) => inner.bare(),
            other => other,
        }
    }
}

fn not(negated: bool) -> &'static str {
    if negated { "NOT " } else { "" }
}

fn case_sql(operand: Option<&Term>, branches: &[(Term, Term)], otherwise: Option<&Term>) -> String {
    let mut words = vec!["CASE".to_owned()];
    words.extend(operand.map(|operand| operand.within(Tie::Value)));
    words.extend(branches.iter().map(|(when, then)| format!("WHEN {} THEN {}", when.sql(), then.sql())));
    words.extend(otherwise.map(|value| format!("ELSE {}", value.sql())));
    words.push("END".to_owned());
    words.join(" ")
}
