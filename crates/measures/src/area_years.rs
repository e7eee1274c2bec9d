//! The years that the records of areas cover, each area by its own days: yearly averages and rates.

use super::areas::{Area, Areas, PER};
use sna_core::document::{Figure, Format, Missing, format_number};
use sna_core::stats::{Confidence, Rate, rate_interval_of_people};

impl Areas {
    /// Years that the records cover.
    fn years(&self) -> f64 {
        self.months / 12.0
    }

    /// Years that the records of an area cover.
    fn years_of(&self, area: &Area) -> f64 {
        self.own_months.get(&area.category.label).map_or(self.years(), |months| months / 12.0)
    }

    /// Whether all areas have twelve months, so that a number is a number a year.
    pub(super) fn is_one_year(&self) -> bool {
        (self.months - 12.0).abs() < 1e-9 && self.own_months.is_empty()
    }

    /// An area's records a year; none where no month is covered.
    pub(super) fn average_of(&self, area: &Area) -> Figure {
        average(area.records.value(), self.years_of(area))
    }

    /// Records a year that belong to no area.
    pub(super) fn average_of_unknown(&self) -> Figure {
        average(self.unknown.value(), self.years())
    }

    /// All records a year: where areas are covered for different times, the sum of their averages.
    pub(super) fn average_of_all(&self) -> Figure {
        if self.own_months.is_empty() {
            return average(self.records.value(), self.years());
        }
        let areas = self.areas.iter().map(|area| self.average_of(area));
        let all: Option<f64> = areas.chain([self.average_of_unknown()]).map(|average| average.number()).sum();
        all.map_or(Figure::Missing(Missing::NotAvailable), Figure::Number)
    }

    /// An area's residents by the years covered; `None` without residents.
    pub(super) fn exposure_of(&self, area: &Area) -> Option<f64> {
        exposure(area.residents, self.years_of(area))
    }

    /// All residents by the years covered; where areas are covered for different times, by the years after which all records come to
    /// the sum of the areas' averages. `None` where the residents of an area are not known.
    #[expect(clippy::cast_precision_loss, reason = "counts and populations stay far below 2^53")]
    pub(super) fn exposure_of_all(&self) -> Option<f64> {
        if self.own_months.is_empty() {
            return exposure(self.residents, self.years());
        }
        let average = self.average_of_all().number().filter(|average| *average > 0.0);
        match average {
            Some(average) => Some(self.residents? as f64 * self.records.value() as f64 / average),
            None => self.areas.iter().map(|area| self.exposure_of(area)).sum(),
        }
    }

    /// An area's records a year per 1,000 residents, with their 95% interval; `None` without residents.
    pub(super) fn rate_of(&self, area: &Area) -> Option<Rate> {
        let records = area.records.value();
        let counted = (records, self.repeats.variance(records, &area.category.key));
        rate_interval_of_people(counted, self.exposure_of(area)?, PER, Confidence::NinetyFive)
    }

    /// The same of all records.
    pub(super) fn rate_of_all(&self) -> Option<Rate> {
        let records = self.records.value();
        let counted = (records, self.variance_of_all(records));
        rate_interval_of_people(counted, self.exposure_of_all()?, PER, Confidence::NinetyFive)
    }

    /// The variance of the number of all records. Where areas are covered for different times, that of the sum of their averages, on the
    /// scale of the number: `Σ(v / y²) / (Σ(c / y) / Σc)²` for counts `c` of variance `v` over `y` years (Dobson and others 1991).
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a sum of squares of counts")]
    fn variance_of_all(&self, records: u64) -> u64 {
        let average = self.average_of_all().number().filter(|average| !self.own_months.is_empty() && *average > 0.0);
        let Some(average) = average else { return self.repeats.variance_of_all(records) };
        let of_area = |area: &Area| {
            let (records, years) = (area.records.value(), self.years_of(area));
            self.repeats.variance(records, &area.category.key) as f64 / years.powi(2)
        };
        let areas = self.areas.iter().filter(|area| area.records.value() > 0).map(of_area);
        let unknown = Some(self.unknown.value()).filter(|records| *records > 0);
        let variance: f64 = areas.chain(unknown.map(|records| records as f64 / self.years().powi(2))).sum();
        (variance * (records as f64 / average).powi(2)).ceil() as u64
    }

    /// The records a year of each resident, of those whose area is known; `None` without residents.
    #[expect(clippy::cast_precision_loss, reason = "populations stay far below 2^53")]
    pub(super) fn rate_of_known(&self) -> Option<f64> {
        let residents = self.residents.filter(|residents| *residents > 0)? as f64;
        if self.own_months.is_empty() {
            let known = self.records.value().saturating_sub(self.unknown.value()) as f64;
            return self.exposure_of_all().map(|exposure| known / exposure);
        }
        let areas: Option<f64> = self.areas.iter().map(|area| self.average_of(area).number()).sum();
        areas.map(|areas| areas / residents)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn average(records: u64, years: f64) -> Figure {
    if years > 0.0 { Figure::Number(records as f64 / years) } else { Figure::Missing(Missing::NotAvailable) }
}

#[expect(clippy::cast_precision_loss, reason = "populations stay far below 2^53")]
fn exposure(residents: Option<u64>, years: f64) -> Option<f64> {
    residents.map(|residents| residents as f64 * years).filter(|exposure| *exposure > 0.0)
}

/// `the one month`, `the 60 months`, `the 58.3 months`.
pub(super) fn months_in_words(months: f64) -> String {
    let decimals = u8::from((months - months.round()).abs() > 0.05);
    match format_number(months, Format::Decimal(decimals)).as_str() {
        "1" => "the one month".to_owned(),
        months => format!("the {months} months"),
    }
}
