//! Measures that still state questions and read their answers by position, until each says what its counts count.

use std::collections::BTreeSet;
use std::ops::Deref;

use super::{Answered, At, Laid};
use sna_core::diag::Diagnostics;
use sna_core::document::{Body, Support};
use sna_core::yaml::Spanned;
use sna_data::Month;
use sna_data::query::{AnswerId, Ask, Grouped, Question};

/// Where a measure is asked, and the months its sources cover; none while questions are being stated.
pub(super) struct Setting<'a> {
    pub at: At<'a>,
    pub months: BTreeSet<Month>,
}

impl<'a> Deref for Setting<'a> {
    type Target = At<'a>;

    fn deref(&self) -> &At<'a> {
        &self.at
    }
}

impl Setting<'_> {
    pub(super) fn known(&self) -> super::answered::Months {
        super::answered::Months(self.months.clone())
    }
}

/// A measure that states questions and reads their answers by position.
pub(super) trait Stated: std::fmt::Debug + Send + Sync {
    fn ask(&self, setting: &Setting<'_>) -> Result<Vec<Question>, Diagnostics>;

    fn table(&self, setting: &Setting<'_>, answers: &[Grouped]) -> Result<Body, Diagnostics>;

    fn aggregates(&self) -> Vec<&Spanned<String>> {
        Vec::new()
    }

    fn rests_on(&self) -> &'static [Support] {
        &[]
    }
}

struct LaidBefore<'a> {
    measure: &'a dyn Stated,
    at: At<'a>,
    asked: Vec<AnswerId>,
}

impl Laid for LaidBefore<'_> {
    fn body(&self, answered: &Answered<'_>) -> Result<Body, Diagnostics> {
        let answers: Vec<Grouped> = self.asked.iter().map(|answer| answered[*answer].grouped().clone()).collect();
        self.measure.table(&Setting { at: self.at, months: answered.months.0.clone() }, &answers)
    }
}

pub(super) fn lay<'a>(
    measure: &'a dyn Stated,
    at: At<'a>,
    ask: &mut Ask<'_>,
) -> Result<Box<dyn Laid + 'a>, Diagnostics> {
    let questions = measure.ask(&Setting { at, months: BTreeSet::new() })?;
    let asked = questions.into_iter().map(|question| ask.question(question)).collect();
    Ok(Box::new(LaidBefore { measure, at, asked }))
}

/// Makes measures of those that are not changed over yet.
macro_rules! measures_as_before {
    ($($measure:ty),* $(,)?) => {
        $(impl super::Measure for $measure {
            fn lay<'a>(
                &'a self,
                at: super::At<'a>,
                ask: &mut sna_data::query::Ask<'_>,
            ) -> Result<Box<dyn super::Laid + 'a>, sna_core::diag::Diagnostics> {
                super::before::lay(self, at, ask)
            }

            fn aggregates(&self) -> Vec<&sna_core::yaml::Spanned<String>> {
                Stated::aggregates(self)
            }

            fn rests_on(&self) -> &'static [sna_core::document::Support] {
                Stated::rests_on(self)
            }
        })*
    };
}

measures_as_before!(
    super::area_rates::AreaRates,
    super::carrier_index::CarrierIndex,
    super::cohort::Cohort,
    super::concentration::Concentration,
    super::correlations::Correlations,
    super::frequency::Frequency,
    super::harm::Harm,
    super::heat::HeatTable,
    super::hot_places::HotPlaces,
    super::hotspots::Hotspots,
    super::lifestyle::Lifestyle,
    super::series::Series,
    super::share::Share,
    super::tally::Tally,
);
