//! Where a measure is asked: the scope of its section, the records available, and the file its options are in.

use sna_core::diag::{Code, Diagnostic};
use sna_core::yaml::{Origin, Spanned};
use sna_data::query::{Dimension, Scope, Side, Sum};
use sna_data::{Catalogue, SourceFrame, Years};

/// The name under which an author asks for the years that the report counts by.
const YEARS: &str = "years";
/// The name of twelve months at a time, the last of which ends with the period.
pub(super) const ROLLING_YEAR: &str = "rolling_year";

/// Where a measure is asked.
#[derive(Clone, Copy)]
pub struct At<'a> {
    /// Which records.
    pub scope: &'a Scope,
    /// All records.
    pub catalogue: &'a Catalogue,
    /// The file the options are in.
    pub origin: &'a Origin,
}

impl<'a> At<'a> {
    /// The source that `of:` names, or the scope's.
    ///
    /// # Errors
    /// There is no source of that name.
    pub(super) fn source(&self, of: Option<&Spanned<String>>) -> Result<&'a SourceFrame, Diagnostic> {
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
    /// There is no dimension of that name, the records do not have its column, or their dates have no day.
    pub(super) fn dimension(&self, source: &SourceFrame, name: &Spanned<String>) -> Result<Dimension, Diagnostic> {
        let dimension = self.named_dimension(&name.value).ok_or_else(|| {
            let known = Dimension::names().into_iter().chain([YEARS, ROLLING_YEAR]);
            Diagnostic::unknown(Code::UnknownDimension, "dimension", &name.value, known).at(self.origin.place(name))
        })?;
        self.require(source, dimension.needs(), Some(name))?;
        if dimension == Dimension::Weekday && source.months_only {
            return Err(Diagnostic::error(
                Code::MonthsOnly,
                format!("the dates of `{}` are known to the month only", source.name),
            )
            .at(self.origin.place(name))
            .found("rows or columns by `weekday`")
            .expected("`month`, `quarter`, `financial_year` or `year`"));
        }
        Ok(dimension)
    }

    /// The years that the report counts by.
    pub(super) fn years(&self) -> Dimension {
        match self.scope.years {
            Years::Financial => Dimension::FinancialYear,
            Years::Calendar => Dimension::Year,
        }
    }

    /// Whether a name is that of one of the manifest's areas.
    pub(super) fn is_area(&self, name: &str) -> bool {
        self.catalogue.areas.iter().any(|area| area.name == name)
    }

    fn named_dimension(&self, name: &str) -> Option<Dimension> {
        match name {
            YEARS => Some(self.years()),
            ROLLING_YEAR => Some(Dimension::Month),
            _ => Dimension::named(name),
        }
    }

    /// Checks that a source has a column.
    ///
    /// # Errors
    /// The source has no such column.
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

    /// A note on which records a table counts that sorts persons by the number of theirs, in a report on a part.
    pub(super) fn records_in_part(&self) -> Option<String> {
        let part = self.scope.part.as_ref().filter(|part| part.is_place())?;
        let place = part.name().map_or_else(|| "this part".to_owned(), str::to_owned);
        Some(format!(
            "Whether a person has one record or several is judged by all their records. Records, and shares of records, are of \
             those in {place} only."
        ))
    }

    /// The records of a source within the scope, as a side of a question about persons.
    pub(super) fn side(&self, source: &SourceFrame, sum: Sum) -> Side {
        Side::new(&source.name, Some(self.scope.clone()), sum)
    }
}
