//! Claims: sentences written by hand that the data must support.

use minijinja::Value;
use minijinja::value::ValueKind;

use super::environment::{Names, evaluate};
use super::errors::{diagnose, place};
use super::printing::number;
use super::{Narrator, Text, signs, typed};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Bound, Format, Inline, Input, format_number, plain_text, round_half_up};

/// Decimals beyond which two figures count as equal.
const MOST_DECIMALS: u8 = 6;

/// A sentence, and what must be true for it to be printed.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// The sentence as printed. Figures in it are typed by hand.
    pub text: &'a Text<'a>,
    /// An expression that must be true.
    pub holds: Option<&'a Text<'a>>,
    /// An expression, and the figure the sentence prints for it: `16%`.
    pub equals: Option<(&'a Text<'a>, &'a str)>,
}

/// A figure as printed: `1,234`, `16%`, `+2.5%`, `£1,234`, and the number it means.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Printed {
    format: Format,
    number: f64,
}

impl Printed {
    fn read(figure: &str) -> Option<Self> {
        let plain = figure.trim().replace(',', "").replace('\u{2212}', "-");
        let (plain, pounds) = match plain.split_once('£') {
            Some((sign @ ("" | "-"), digits)) => (format!("{sign}{digits}"), true),
            Some(_) | None => (plain, false),
        };
        let (digits, percent) = plain.strip_suffix('%').map_or((plain.as_str(), false), |digits| (digits, true));
        let number: f64 = digits.parse().ok().filter(|number: &f64| number.is_finite())?;
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let decimals = u8::try_from(decimals).ok().filter(|decimals| *decimals <= MOST_DECIMALS)?;
        if pounds {
            return (decimals == 0 && !percent).then_some(Self { format: Format::Pounds, number });
        }
        let format = match (percent, figure.trim().starts_with(['+', '-', '\u{2212}']), decimals) {
            (true, true, _) => Format::SignedPercent(decimals),
            (true, false, _) => Format::Percent(decimals),
            (false, true, 0) => Format::SignedCount,
            (false, false, 0) => Format::Count,
            (false, true, _) => Format::SignedDecimal(decimals),
            (false, false, _) => Format::Decimal(decimals),
        };
        Some(Self { format, number })
    }

    fn is(self, actual: f64) -> bool {
        let shown = if self.format.is_percent() { actual * 100.0 } else { actual };
        actual.is_finite() && (round_half_up(shown, self.format.decimals()) - self.number).abs() < 1e-9
    }

    /// The figure that should be printed, with enough decimals to differ from this one.
    fn instead(self, actual: f64) -> String {
        if !actual.is_finite() {
            return "no figure".to_owned();
        }
        let with = |decimals: u8| match self.format {
            Format::Percent(_) => Format::Percent(decimals),
            Format::SignedPercent(_) => Format::SignedPercent(decimals),
            Format::Pounds => Format::Pounds,
            Format::Count | Format::SignedCount if actual.fract() == 0.0 => self.format,
            Format::SignedDecimal(_) => Format::SignedDecimal(decimals),
            Format::Count | Format::SignedCount | Format::Decimal(_) => Format::Decimal(decimals),
        };
        let first = self.format.decimals().max(1);
        let own = format_number(if self.format.is_percent() { self.number / 100.0 } else { self.number }, with(first));
        let shown = (first..=MOST_DECIMALS).map(|decimals| format_number(actual, with(decimals)));
        shown.into_iter().find(|shown| *shown != own).unwrap_or(own)
    }
}

impl Narrator {
    /// The words of a claim, if the data support it, with the figure that was checked bound in them.
    ///
    /// # Errors
    /// `claim-fails`, `claim-without-test`, and the faults of the sentence and its expressions.
    pub fn claim(&self, claim: &Claim<'_>) -> Result<Vec<Inline>, Diagnostics> {
        let mut found = Diagnostics::default();
        let stated: Vec<String> = claim.equals.iter().flat_map(|(_, figure)| signs::ways_to_write(figure)).collect();
        let tested = claim.holds.is_some_and(|condition| reads_data(&self.names(), condition));
        let sentence = found.keep(self.sentence(claim.text, &stated, tested));
        let words = sentence.as_deref().map_or_else(|| claim.text.source.to_owned(), plain_text);
        if claim.holds.is_none() && claim.equals.is_none() {
            let missing = Diagnostic::error(Code::ClaimWithoutTest, "a claim has nothing to test");
            found.push(missing.expected("`holds` or `equals`").at(place(claim.text, 0)));
        }
        let failing = Failing::claim(&words);
        if let Some(condition) = claim.holds {
            found.keep(holds(&self.names(), condition, &failing));
        }
        let equals = |(expression, figure)| equals(&self.names(), expression, figure, &failing);
        let bound = claim.equals.and_then(|both| found.keep(equals(both)));
        let mut sentence = sentence.unwrap_or_default();
        if let Some(bound) = bound {
            found.extend(signs::without_its_sign(&words, &bound.text).map(|fault| fault.at(place(claim.text, 0))));
            bind(&mut sentence, &signs::as_written(&words, bound));
        }
        found.into_result(sentence).map(|(sentence, _)| sentence)
    }

    /// Checks that the data support the condition of a recommendation of this name.
    ///
    /// # Errors
    /// `recommendation-fails`, and the faults of the expression.
    pub fn holds(&self, condition: &Text<'_>, recommendation: &str) -> Result<(), Diagnostics> {
        holds(&self.names(), condition, &Failing::recommendation(recommendation))
    }
}

/// The words of the message if the data do not support it.
struct Failing {
    code: Code,
    message: String,
    rests: &'static str,
}

impl Failing {
    fn claim(words: &str) -> Self {
        let message = format!("the data do not support a claim: {}", words.trim());
        Self { code: Code::ClaimFails, message, rests: "the claim rests on" }
    }

    fn recommendation(name: &str) -> Self {
        let message = format!("the data do not support recommendation `{name}`");
        Self { code: Code::RecommendationFails, message, rests: "the recommendation requires" }
    }
}

/// Whether a condition asks anything of the data, or cannot be worked out: then it says so itself.
fn reads_data(names: &Names, condition: &Text<'_>) -> bool {
    let Ok(_) = evaluate(names, condition) else { return true };
    let reading = names.recorder.end();
    reading.is_of_data() || !reading.missing.is_empty()
}

fn holds(names: &Names, condition: &Text<'_>, failing: &Failing) -> Result<(), Diagnostics> {
    let (_, value) = evaluate(names, condition)?;
    let reading = names.recorder.end();
    let inputs = reading.inputs();
    let fails = || fails(names, failing, condition, &inputs);
    if !reading.missing.is_empty() && !reading.settled {
        return Err(fails().found("a missing figure").expected("a figure in every cell that it needs").into());
    }
    match (value.kind(), value.is_true()) {
        (ValueKind::Bool, true) => Ok(()),
        (ValueKind::Bool, false) => Err(fails().found("false").expected("true").into()),
        (kind, _) => {
            Err(fails().found(format!("a value of kind {kind}")).expected("a comparison, true or false").into())
        }
    }
}

/// The figure of a sentence, bound, if the expression gives the same.
fn equals(names: &Names, expression: &Text<'_>, figure: &str, failing: &Failing) -> Result<Bound, Diagnostics> {
    let (watched, value) = evaluate(names, expression)?;
    let reading = names.recorder.end();
    let inputs = reading.inputs();
    let actual = names.recorder.printed(&value, &reading).map_err(|error| diagnose(&error, expression, |at| at))?;
    if let Some(typed) = typed::in_expression(names, expression, &value, &actual, &reading) {
        return Err(typed.into());
    }
    if is_equal(&value, &actual, figure) {
        return Ok(Bound {
            text: figure.trim().to_owned(),
            expression: watched.source,
            inputs,
            direction: reading.direction,
        });
    }
    let instead = match (number(&value), Printed::read(figure)) {
        (Some(number), Some(printed)) if number.is_finite() => printed.instead(number),
        (_, _) => actual,
    };
    Err(fails(names, failing, expression, &inputs).found(figure.trim()).expected(instead).into())
}

fn is_equal(value: &Value, actual: &str, figure: &str) -> bool {
    match (number(value), Printed::read(figure)) {
        (Some(number), Some(printed)) => printed.is(number),
        (_, _) => actual == figure.trim(),
    }
}

fn fails(names: &Names, failing: &Failing, expression: &Text<'_>, inputs: &[Input]) -> Diagnostic {
    let diagnostic = Diagnostic::error(failing.code, failing.message.clone()).at(place(expression, 0)).hint(format!(
        "{} `{}`",
        failing.rests,
        expression.source.trim()
    ));
    inputs.iter().take(MOST_INPUTS).fold(diagnostic, |diagnostic, input| diagnostic.hint(shown(names, input)))
}

/// Cells named under a claim or recommendation that fails.
const MOST_INPUTS: usize = 8;

fn shown(names: &Names, input: &Input) -> String {
    let column = names
        .tables
        .values()
        .find(|table| table.id == input.table)
        .and_then(|table| table.columns.iter().find(|column| column.key == input.column));
    let format = column.map_or(Format::Decimal(1), |column| column.format);
    let figure = input.value.map_or_else(|| "missing".to_owned(), |number| format_number(number, format));
    format!("`{}.cell(\"{}\", \"{}\")` is {figure}", input.table, input.row, input.column)
}

/// Puts the bound value in place of the figure typed by hand, wherever it is in the sentence.
fn bind(inlines: &mut Vec<Inline>, bound: &Bound) {
    let mut out = Vec::with_capacity(inlines.len());
    for inline in inlines.drain(..) {
        match inline {
            Inline::Text(text) => split(&text, bound, &mut out),
            Inline::Strong(mut content) => {
                bind(&mut content, bound);
                out.push(Inline::Strong(content));
            }
            Inline::Emphasis(mut content) => {
                bind(&mut content, bound);
                out.push(Inline::Emphasis(content));
            }
            other @ (Inline::Link { .. } | Inline::Reference(_) | Inline::Value(_) | Inline::Break) => out.push(other),
        }
    }
    *inlines = out;
}

fn split(text: &str, bound: &Bound, out: &mut Vec<Inline>) {
    let mut start = 0;
    for (at, figure) in text.match_indices(bound.text.as_str()) {
        let end = at + figure.len();
        let continues_other = text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '.'));
        let goes_on = text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '%');
        if at < start || figure.is_empty() || continues_other || goes_on {
            continue;
        }
        if at > start {
            out.push(Inline::Text(text[start..at].to_owned()));
        }
        out.push(Inline::Value(bound.clone()));
        start = end;
    }
    if start < text.len() {
        out.push(Inline::Text(text[start..].to_owned()));
    }
}
