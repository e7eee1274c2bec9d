//! Where a measure is asked: the scope of its section, the records at hand, and the file its options stand in.

use std::collections::{BTreeMap, BTreeSet};

use super::categories::month_key;
use sna_core::diag::{Code, Diagnostic};
use sna_core::yaml::{Origin, Spanned};
use sna_data::query::{Dimension, Key, PersonQuery, Query, Question, Scope, Side, Sum};
use sna_data::{Catalogue, Month, SourceFrame};

/// Where a measure is asked.
pub struct Setting<'a> {
    /// Which records.
    pub scope: &'a Scope,
    /// All records.
    pub catalogue: &'a Catalogue,
    /// The file the options stand in.
    pub origin: &'a Origin,
    /// Months in which the table's sources have any records; empty while questions are being stated.
    pub months: BTreeSet<Month>,
}

impl Setting<'_> {
    /// The source that `of:` names; else that of the scope.
    ///
    /// # Errors
    /// No source has that name.
    pub(super) fn source(&self, of: Option<&Spanned<String>>) -> Result<&SourceFrame, Diagnostic> {
        let name = self.source_name(of);
        self.catalogue.sources.get(name).ok_or_else(|| {
            let known = self.catalogue.sources.keys().map(String::as_str);
            let diagnostic = Diagnostic::unknown(Code::UnknownSource, "source", name, known);
            of.map_or(diagnostic.clone(), |of| diagnostic.at(self.origin.place(of)))
        })
    }

    /// The dimension of this name, when the source has the column behind it.
    ///
    /// # Errors
    /// No dimension has that name, the records lack its column, or their dates have no day.
    pub(super) fn dimension(&self, source: &SourceFrame, name: &Spanned<String>) -> Result<Dimension, Diagnostic> {
        let dimension = Dimension::named(&name.value).ok_or_else(|| {
            Diagnostic::unknown(Code::UnknownDimension, "dimension", &name.value, Dimension::names())
                .at(self.origin.place(name))
        })?;
        self.require(source, dimension.needs(), Some(name))?;
        if dimension == Dimension::Weekday && source.months_only {
            return Err(Diagnostic::error(
                Code::MonthsOnly,
                format!("the dates of `{}` are known to the month only", source.name),
            )
            .at(self.origin.place(name))
            .found("rows or columns by `weekday`")
            .expected("`month`, `financial_year` or `year`"));
        }
        Ok(dimension)
    }

    /// Checks that a source has a column.
    ///
    /// # Errors
    /// It has not.
    pub(super) fn require(
        &self,
        source: &SourceFrame,
        column: &str,
        named: Option<&Spanned<String>>,
    ) -> Result<(), Diagnostic> {
        if source.columns.contains(&column) {
            return Ok(());
        }
        let diagnostic = Diagnostic::error(
            Code::MissingColumn,
            format!("the records of `{}` have no column `{column}`", source.name),
        )
        .expected(sna_core::diag::list(&source.columns))
        .hint(format!("add `{column}:` under `columns:` of `{}` in the data manifest", source.name));
        Err(named.map_or(diagnostic.clone(), |named| diagnostic.at(self.origin.place(named))))
    }

    /// The question how many records of a source there are by some dimensions.
    pub(super) fn query(&self, source: &SourceFrame, group_by: Vec<Dimension>) -> Question {
        Question::Records(Query { source: source.name.clone(), scope: self.scope.clone(), group_by })
    }

    /// The records of a source within the scope, as a side of a question about persons.
    pub(super) fn side(&self, source: &SourceFrame, sum: Sum) -> Side {
        Side { source: source.name.clone(), scope: Some(self.scope.clone()), sum }
    }

    /// The question how many persons there are by some dimensions and by the number of their records.
    pub(super) fn persons(&self, source: &SourceFrame, per: Vec<Dimension>, by: Vec<Dimension>) -> Question {
        Question::Persons(PersonQuery::one(self.side(source, Sum::Records), per, by))
    }

    /// Whether the source covers any month of a category of time. A category of anything else is always covered: no record
    /// there is a true zero.
    pub(super) fn covers(&self, dimension: &Dimension, key: &Key) -> bool {
        let any = |key_of: fn(&Month) -> Key| self.months.iter().any(|month| key_of(month) == *key);
        match dimension {
            Dimension::FinancialYear => any(|month| Key::Number(month.financial_year().0.into())),
            Dimension::Year => any(|month| Key::Number(month.year.into())),
            Dimension::Month => any(|month| month_key(*month)),
            Dimension::Weekday | Dimension::Hour | Dimension::Age(_) | Dimension::Column(_) => true,
        }
    }

    /// A note of the years of the period that it or the source holds in part; none where all are whole.
    pub(super) fn years_in_part(&self, dimension: &Dimension) -> Option<String> {
        let year_of = |month: &Month| match dimension {
            Dimension::FinancialYear => Some(month.financial_year().label()),
            Dimension::Year => Some(month.year.to_string()),
            Dimension::Month | Dimension::Weekday | Dimension::Hour | Dimension::Age(_) | Dimension::Column(_) => None,
        };
        let mut covered: BTreeMap<String, usize> = BTreeMap::new();
        for month in self.scope.period.months() {
            *covered.entry(year_of(&month)?).or_default() += usize::from(self.months.contains(&month));
        }
        let part = covered.iter().filter(|(_, months)| **months < 12);
        let part: Vec<String> = part.map(|(year, months)| format!("{year} covers {months} of 12 months")).collect();
        (!part.is_empty()).then(|| format!("Years in part: {}.", part.join("; ")))
    }

    /// How many of some months the source covers.
    pub(super) fn covered(&self, months: impl Iterator<Item = Month>) -> u32 {
        u32::try_from(months.filter(|month| self.months.contains(month)).count()).unwrap_or(u32::MAX)
    }
}
