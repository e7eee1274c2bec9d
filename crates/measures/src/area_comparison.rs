//! Areas compared with the whole area and with one another: the limits of a funnel, on which side of them each area lies, and what
//! the notes say of both.

use super::area_rates::{AreaRates, NOT_AVAILABLE};
use super::areas::{Area, Areas, PER};
use sna_core::document::{Column, Figure, Format, Role, WIDENED, format_number};
use sna_core::stats::{Against, Confidence, OverDispersion, against, funnel_limits, over_dispersion};

/// The columns of the limits of a funnel: their keys and titles.
pub(super) const LIMITS: [(&str, &str); 4] = [
    ("low_95", "Limit, low, 95%"),
    ("high_95", "Limit, high, 95%"),
    ("low_998", "Limit, low, 99.8%"),
    ("high_998", "Limit, high, 99.8%"),
];

/// What areas are compared with, and how much they differ among themselves.
pub(super) struct Comparison<'o> {
    options: &'o AreaRates,
    /// Records a year of each resident that areas are compared with; `None` without residents.
    centre: Option<f64>,
    /// Whether there are records without an area, which the centre leaves out.
    without_unknown: bool,
    spread: Option<OverDispersion>,
}

impl<'o> Comparison<'o> {
    /// Compares with the rate of the records whose area is known: those without an area would make every area look low.
    pub(super) fn new(options: &'o AreaRates, areas: &Areas) -> Self {
        let unknown = areas.unknown.value();
        let centre = areas.rate_of_known();
        let expected = |area: &Area| Some((area.records.value(), centre? * areas.exposure_of(area)?));
        let observed: Vec<(u64, f64)> = areas.areas.iter().filter_map(expected).collect();
        Self { options, centre, without_unknown: unknown > 0, spread: over_dispersion(&observed) }
    }

    /// The limits of the funnel at an area's size, and on which side it lies, as far as they are asked for.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(super) fn cells(&self, area: &Area, areas: &Areas) -> Vec<Figure> {
        let of = |exposure: f64, centre: f64| {
            let expected = centre * exposure;
            let [usual, outer] = [Confidence::NinetyFive, Confidence::NinetyNinePointEight]
                .map(|confidence| funnel_limits(expected, confidence));
            let (usual, outer) = (usual?, outer?);
            let widen = |limits| self.spread.map_or(limits, |spread| spread.widened(limits, expected));
            let rates = [usual, outer].map(widen).into_iter().flat_map(|limits| [limits.low, limits.high]);
            let mut cells: Vec<Figure> = Vec::new();
            cells.extend(rates.map(|events| Figure::Number(events / exposure * PER)).filter(|_| self.options.funnel));
            let side = verdict(against(area.records.value() as f64, &usual));
            cells.extend(self.options.compare.then(|| Figure::Text(side.to_owned())));
            Some(cells)
        };
        let cells = areas.exposure_of(area).zip(self.centre).and_then(|(exposure, centre)| of(exposure, centre));
        cells.unwrap_or_else(|| vec![NOT_AVAILABLE; self.columns().len()])
    }

    /// The columns of these cells.
    pub(super) fn columns(&self) -> Vec<Column> {
        let widened = if self.found().is_some() { WIDENED } else { "" };
        let limits = LIMITS.iter().filter(|_| self.options.funnel);
        let limits = limits
            .map(|(key, title)| Column::new(key, &format!("{title}{widened}"), Role::Interval, Format::Decimal(2)));
        let verdict = Column::new("against", "Against the whole area", Role::Derived, Format::Count);
        limits.chain(self.options.compare.then_some(verdict)).collect()
    }

    fn found(&self) -> Option<OverDispersion> {
        self.spread.filter(OverDispersion::is_found)
    }

    /// What the limits and the words mean.
    pub(super) fn notes(&self) -> Vec<String> {
        let (funnel, compare) = (self.options.funnel, self.options.compare);
        if !funnel && !compare {
            return Vec::new();
        }
        let mut notes = Vec::new();
        if let Some(centre) = self.centre.filter(|_| self.without_unknown) {
            notes.push(format!(
                "Areas are compared with {} per 1,000, the rate of the records whose area is known.",
                format_number(centre * PER, Format::Decimal(2))
            ));
        }
        if compare {
            notes.push(
                "Higher and lower mean that an area of this size with the rate of the whole would have so many records, or so \
                 few, less than 2.5% of the time by chance alone (exact Poisson). The whole includes the area itself."
                    .to_owned(),
            );
        }
        match self.found() {
            Some(spread) => notes.push(self.of_spread(spread)),
            None if funnel => notes.push(
                "An area of this size with the rate of the whole would be within the limits at least 95% and 99.8% of the time \
                 (exact Poisson)."
                    .to_owned(),
            ),
            None => {}
        }
        notes
    }

    fn of_spread(&self, spread: OverDispersion) -> String {
        let mut note = format!(
            "The areas differ from one another by more than chance explains: \u{3c6} = {} over {} areas, where chance alone \
             gives about 1. Beyond chance, their rates spread round the whole with a standard deviation of {} of its rate (\u{3c4}).",
            format_number(spread.phi, Format::Decimal(1)),
            spread.areas,
            format_number(spread.tau, Format::Percent(0)),
        );
        if self.options.funnel {
            note +=
                " The limits are widened for it: an area outside them is unusual even among areas that differ so much.";
        }
        match (self.options.compare, self.options.funnel) {
            (true, true) => {
                note += " Higher and lower leave this spread out: they say only that chance alone is no explanation.";
            }
            (true, false) => note += " So to be higher or lower than the whole is not unusual among them.",
            (false, _) => {}
        }
        note
    }
}

fn verdict(against: Against) -> &'static str {
    match against {
        Against::Higher => "higher",
        Against::Lower => "lower",
        Against::Similar => "similar",
    }
}
