//! Classes of the figures of a map: at most three, with about the same number of areas or between an author's limits.

use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{Class, Format, round_half_up};
use sna_core::yaml::{Origin, Spanned};

/// More shades than this cannot be distinguished on paper.
const MOST_CLASSES: usize = 3;

/// A limit is rounded by at most this part of the figures near it, so that classes stay about equal.
const ROUNDING: f64 = 12.0;

/// The classes of some figures, and where each except the first begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Classes {
    /// Lowest first.
    pub(super) classes: Vec<Class>,
    /// In units of the last printed digit.
    limits: Vec<f64>,
    unit: Unit,
}

/// Figures in units of their last printed digit: figures that print alike are equal.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Unit(Format);

impl Unit {
    /// How many units make one.
    fn scale(self) -> f64 {
        10f64.powi(i32::from(self.0.decimals())) * if self.0.is_percent() { 100.0 } else { 1.0 }
    }

    fn of(self, value: f64) -> f64 {
        round_half_up(value * self.scale(), 0)
    }

    fn value(self, units: f64) -> f64 {
        units / self.scale()
    }
}

impl Classes {
    /// Classes of figures as an author asks for them.
    ///
    /// # Errors
    /// `too-many-classes`; `limits-out-of-order`.
    pub(super) fn choose(
        (number, limits): (Option<&Spanned<usize>>, Option<&Spanned<Vec<f64>>>),
        figures: &[f64],
        format: Format,
        origin: &Origin,
    ) -> Result<Self, Diagnostics> {
        let unit = Unit(format);
        let mut sorted: Vec<f64> = figures.iter().map(|figure| unit.of(*figure)).collect();
        sorted.sort_by(f64::total_cmp);
        let limits = match limits {
            Some(limits) => given(limits, number, unit, origin)?,
            None => equal_counts(&sorted, wanted(number, origin)?),
        };
        let starts = limits.iter().copied().map(Some);
        let pairs = [None].into_iter().chain(starts.clone()).zip(starts.chain([None]));
        let names: &[&str] = match limits.len() {
            0 => &["All"],
            1 => &["Lower", "Higher"],
            _ => &["Lowest", "Middle", "Highest"],
        };
        let class = |((from, to), name): ((Option<f64>, Option<f64>), &&str)| Class {
            name: (*name).to_owned(),
            low: from.or_else(|| sorted.first().copied().filter(|least| to.is_none_or(|to| *least < to))),
            high: to
                .map(|to| to - 1.0)
                .or_else(|| sorted.last().copied().filter(|most| from.is_none_or(|from| *most >= from))),
        };
        let classes = pairs.zip(names).map(class).map(|class| Class {
            low: class.low.map(|low| unit.value(low)),
            high: class.high.map(|high| unit.value(high)),
            ..class
        });
        Ok(Self { classes: classes.collect(), limits, unit })
    }

    /// The position of a figure's class.
    pub(super) fn position(&self, figure: f64) -> usize {
        let figure = self.unit.of(figure);
        self.limits.iter().filter(|limit| figure >= **limit).count()
    }
}

fn wanted(number: Option<&Spanned<usize>>, origin: &Origin) -> Result<usize, Diagnostic> {
    match number {
        None => Ok(MOST_CLASSES),
        Some(number) if (1..=MOST_CLASSES).contains(&number.value) => Ok(number.value),
        Some(number) => Err(too_many(number.value).at(origin.place(number))),
    }
}

fn too_many(classes: usize) -> Diagnostic {
    Diagnostic::error(Code::TooManyClasses, "a map cannot have this many classes")
        .found(classes.to_string())
        .expected(format!("1 to {MOST_CLASSES}"))
        .hint("readers cannot distinguish more shades on paper; the table has every figure")
}

/// Limits as the author gives them, in printed figures: 5 is 5% if shares are mapped.
fn given(
    limits: &Spanned<Vec<f64>>,
    number: Option<&Spanned<usize>>,
    unit: Unit,
    origin: &Origin,
) -> Result<Vec<f64>, Diagnostics> {
    let mut found = Diagnostics::default();
    let per_cent = if unit.0.is_percent() { 100.0 } else { 1.0 };
    let units: Vec<f64> = limits.value.iter().map(|limit| unit.of(*limit / per_cent)).collect();
    if units.len() >= MOST_CLASSES {
        found.push(too_many(units.len() + 1).at(origin.place(limits)));
    }
    if units.iter().any(|limit| !limit.is_finite()) || !units.is_sorted_by(|one, next| one < next) {
        let fault = Diagnostic::error(Code::LimitsOutOfOrder, "the limits of the classes are not in rising order");
        let expected = format!("rising numbers that differ when printed with {} decimals", unit.0.decimals());
        found.push(fault.at(origin.place(limits)).found(format!("{:?}", limits.value)).expected(expected));
    }
    if let Some(number) = number.filter(|number| number.value != limits.value.len() + 1) {
        let fault = Diagnostic::error(Code::ClassesAgainstLimits, "the number of classes does not match the limits");
        let expected = format!("{} classes, or `limits` without `classes`", limits.value.len() + 1);
        found.push(fault.at(origin.place(number)).found(number.value.to_string()).expected(expected));
    }
    found.into_result(units).map(|(units, _)| units)
}

/// Limits that divide sorted figures into this many classes of about equal size, each with at least one figure; fewer
/// if figures are too much alike.
fn equal_counts(sorted: &[f64], classes: usize) -> Vec<f64> {
    let mut limits: Vec<f64> = Vec::new();
    for class in 1..classes {
        let at = |class: usize| (sorted.len() * class / classes).min(sorted.len().saturating_sub(1));
        let Some(above) = begins(sorted, at(class)) else { continue };
        let about = sorted[at(class + 1)] - sorted[at(class - 1)];
        let limit = rounded(sorted[above - 1], sorted[above], about / ROUNDING);
        let least = limits.last().copied().unwrap_or(f64::MIN);
        // A rounded limit must leave a figure on either side.
        let holds =
            |limit: &f64| sorted.iter().any(|figure| (least..*limit).contains(figure)) && sorted.last() >= Some(limit);
        limits.extend([limit, sorted[above]].into_iter().find(holds));
    }
    limits
}

/// The position nearest to `at` where a figure differs from the one before.
fn begins(sorted: &[f64], at: usize) -> Option<usize> {
    (1..sorted.len()).filter(|here| sorted[here - 1] < sorted[*here]).min_by_key(|here| here.abs_diff(at))
}

/// The roundest number near the middle between two figures: a multiple of 1, 2 or 5 times a power of ten of at most
/// `coarse`, and of at least one printed unit.
fn rounded(below: f64, above: f64, coarse: f64) -> f64 {
    let mut step = 1.0;
    for factor in [2.0, 2.5, 2.0].into_iter().cycle().take(36) {
        if step * factor > coarse.max(above - below) {
            break;
        }
        step *= factor;
    }
    (f64::midpoint(below, above) / step).round() * step
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use sna_core::yaml::here;

    fn origin() -> Origin {
        Origin::new("sna.yaml".to_owned(), String::new())
    }

    fn chosen(number: usize, figures: &[f64], format: Format) -> Classes {
        Classes::choose((Some(&here(number)), None), figures, format, &origin()).unwrap()
    }

    fn labels(classes: &Classes) -> Vec<String> {
        classes.classes.iter().map(|class| class.label(classes.unit.0)).collect()
    }

    #[test]
    fn classes_are_of_about_equally_many_and_begin_at_round_figures() {
        let rates = [4.1, 5.2, 7.6, 8.3, 8.9, 9.4, 10.6, 12.0, 14.3];
        let three = chosen(3, &rates, Format::Decimal(1));
        assert_eq!(labels(&three), ["Lowest: 4.1 to 7.9", "Middle: 8.0 to 9.9", "Highest: 10.0 to 14.3"]);
        assert_eq!(rates.map(|rate| three.position(rate)), [0, 0, 0, 1, 1, 1, 2, 2, 2]);
        let counts: Vec<f64> = (1..=600).map(f64::from).collect();
        assert_eq!(labels(&chosen(2, &counts, Format::Count)), ["Lower: 1 to 299", "Higher: 300 to 600"]);
        assert_eq!(labels(&chosen(1, &counts, Format::Count)), ["All: 1 to 600"]);
        let shares = [0.011, 0.034, 0.052, 0.091];
        assert_eq!(labels(&chosen(2, &shares, Format::Percent(1))), ["Lower: 1.1% to 3.9%", "Higher: 4.0% to 9.1%"]);
    }

    #[test]
    fn figures_that_are_alike_make_fewer_classes() {
        assert_eq!(labels(&chosen(3, &[3.0, 3.0, 3.0, 9.0], Format::Count)), ["Lower: 3 to 4", "Higher: 5 to 9"]);
        assert_eq!(labels(&chosen(3, &[3.0, 3.0], Format::Count)), ["All: 3"]);
        assert_eq!(labels(&chosen(3, &[], Format::Count)), ["All"]);
    }

    #[test]
    fn an_author_s_limits_are_kept_and_an_empty_class_is_left_open() {
        let at = |limits: Vec<f64>, figures: &[f64], format| {
            labels(&Classes::choose((None, Some(&here(limits))), figures, format, &origin()).unwrap())
        };
        let rates = [4.1, 9.96, 14.3];
        assert_eq!(
            at(vec![5.0, 10.0], &rates, Format::Decimal(1)),
            ["Lowest: 4.1 to 4.9", "Middle: 5.0 to 9.9", "Highest: 10.0 to 14.3"]
        );
        assert_eq!(at(vec![20.0], &rates, Format::Decimal(1)), ["Lower: 4.1 to 19.9", "Higher: 20.0 and over"]);
        assert_eq!(at(vec![2.0], &rates, Format::Decimal(1)), ["Lower: up to 1.9", "Higher: 2.0 to 14.3"]);
        assert_eq!(at(vec![5.0], &[0.04, 0.06], Format::Percent(0)), ["Lower: 4%", "Higher: 5% to 6%"]);
    }

    #[test]
    fn classes_that_no_map_can_have_are_refused() {
        let refused = |number: Option<usize>, limits: Option<Vec<f64>>| {
            let (number, limits) = (number.map(here), limits.map(here));
            let asked = (number.as_ref(), limits.as_ref());
            sna_core::diag::render(&Classes::choose(asked, &[1.0], Format::Count, &origin()).unwrap_err(), false)
        };
        let texts = [
            refused(Some(0), None),
            refused(Some(4), None),
            refused(Some(3), Some(vec![5.0])),
            refused(None, Some(vec![5.0, 5.2])),
            refused(None, Some(vec![5.0, 3.0, 9.0])),
        ];
        insta::assert_snapshot!(texts.join("----\n"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_class_holds_a_figure_within_its_range(
            figures in prop::collection::vec(-1e4..1e4_f64, 1..60), number in 1..4_usize, decimals in 0..3_u8,
        ) {
            let format = Format::Decimal(decimals);
            let classes = chosen(number, &figures, format);
            prop_assert!((1..=number).contains(&classes.classes.len()));
            for (at, class) in classes.classes.iter().enumerate() {
                let held: Vec<f64> = figures.iter().copied().filter(|figure| classes.position(*figure) == at).collect();
                prop_assert!(!held.is_empty(), "{class:?}");
                let half = 0.5 / classes.unit.scale() + 1e-6;
                let (low, high) = (class.low.unwrap(), class.high.unwrap());
                prop_assert!(held.iter().all(|figure| low - half <= *figure && *figure <= high + half), "{class:?} {held:?}");
            }
        }
    }
}
