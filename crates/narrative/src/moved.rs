//! How a published rate or share moved: both ends as printed and the step between them, without a test, because there
//! are no counts to test. So the words give a finding no direction that a recommendation could rest on.

use minijinja::value::Value;
use minijinja::{Environment, Error};

use super::errors::failed;
use super::functions::a_series;
use super::printing::number;
use super::record::Recorder;
use super::unlike::Unlike;
use sna_core::document::{Comparable, Format, format_number, round_half_up};
use sna_core::stats::Direction;

/// Adds the function.
pub(crate) fn add(environment: &mut Environment<'_>, recorder: &Recorder) {
    let recorder = recorder.clone();
    environment
        .add_function("moved", move |series: Value, from: Value, to: Value| moved(&recorder, &series, &from, &to));
}

/// Two figures as they are printed.
struct Ends {
    before: f64,
    after: f64,
    format: Format,
}

fn moved(recorder: &Recorder, series: &Value, from: &Value, to: &Value) -> Result<String, Error> {
    let series = a_series(series, "a movement")?;
    let format = series.figure_format(from)?;
    if matches!(format, Format::Count) && series.is_count(from)? {
        return Err(failed("these figures are counts", "write `change(...)`, which tests them"));
    }
    if let Comparable::Unlike(why) = series.comparable(from, to)? {
        recorder.settle();
        let what = format!("{from} and {to} of {}", series.of_table());
        recorder.note_unlike(Unlike::Times { what, why: why.clone() });
        return Ok(format!("cannot be compared ({why})"));
    }
    let figures = (number(&series.figure(from)?), number(&series.figure(to)?));
    recorder.settle();
    let ends = match figures {
        (Some(before), Some(after)) if before.is_finite() && after.is_finite() => Ends { before, after, format },
        _ => {
            return Ok("cannot be compared".to_owned());
        }
    };
    let said = ends.sentence();
    recorder.said_by_data(&said);
    Ok(said)
}

impl Ends {
    /// The step between the figures as printed, in percentage points where they are percentages.
    fn step(&self) -> f64 {
        let scale = if self.format.is_percent() { 100.0 } else { 1.0 };
        let decimals = self.format.decimals();
        round_half_up(self.after * scale, decimals) - round_half_up(self.before * scale, decimals)
    }

    fn direction(&self) -> Direction {
        let printed = round_half_up(self.step(), self.format.decimals());
        match printed {
            step if step > 0.0 => Direction::Rose,
            step if step < 0.0 => Direction::Fell,
            _ => Direction::NoClearChange,
        }
    }

    fn sentence(&self) -> String {
        let shown = |figure: f64| format_number(figure, self.format);
        let word = match self.direction() {
            Direction::Rose => "up",
            Direction::Fell => "down",
            Direction::NoClearChange => return format!("stayed at {}", shown(self.after)),
        };
        let unit = if self.format.is_percent() { " percentage points" } else { "" };
        let step = match self.format {
            Format::Pounds => format_number(self.step().abs(), Format::Pounds),
            Format::Count => format_number(self.step().abs(), Format::Count),
            other => format_number(self.step().abs(), Format::Decimal(other.decimals())),
        };
        format!("went from {} to {}, {word} {step}{unit}", shown(self.before), shown(self.after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(before: f64, after: f64, format: Format) -> String {
        Ends { before, after, format }.sentence()
    }

    #[test]
    fn the_step_is_between_the_printed_figures() {
        assert_eq!(said(0.17, 0.22, Format::Percent(0)), "went from 17% to 22%, up 5 percentage points");
        assert_eq!(said(0.0175, 0.015, Format::Percent(2)), "went from 1.75% to 1.50%, down 0.25 percentage points");
        assert_eq!(said(1.4, 2.0, Format::Decimal(1)), "went from 1.4 to 2.0, up 0.6");
        assert_eq!(said(0.904, 0.9041, Format::Percent(1)), "stayed at 90.4%");
        assert_eq!(said(0.1449, 0.1451, Format::Percent(1)), "stayed at 14.5%");
    }
}
