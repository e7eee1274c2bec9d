//! Indicators of areas, such as the share of households without a car: one line for each area and indicator.

use std::collections::BTreeMap;
use std::path::Path;

use csv::StringRecord;
use indexmap::IndexMap;

use super::csv_lines::csv_records;
use super::files::faulty;
use super::manifest::{Area, IndicatorSpec};
use super::names::twice;
use sna_core::columns::roles;
use sna_core::diag::{Code, Diagnostic, Diagnostics, Known, Place, first_of};
use sna_core::yaml::read_text;

/// Indicators by area.
#[derive(Debug, Clone, PartialEq)]
pub struct Indicators {
    /// The dimension that the areas are values of: the header of their column, such as `district`.
    pub dimension: String,
    /// Where they come from.
    pub source: Option<String>,
    /// Values by indicator and area, the indicators in the order of the file.
    pub values: IndexMap<String, BTreeMap<String, f64>>,
}

/// The positions of the columns that are read.
struct Header {
    area: usize,
    dimension: String,
    indicator: usize,
    value: usize,
}

/// A line that is read.
struct Line<'r> {
    place: Place,
    area: &'r str,
    indicator: &'r str,
    value: &'r str,
}

impl Indicators {
    /// Reads the file of indicators: a header line with a dimension (`district`, `ward`), `indicator` and `value`, and
    /// a line for each area and indicator. A blank value is not known; further columns are ignored.
    ///
    /// # Errors
    /// The file cannot be read, a column is missing, or a line is wrong. Every wrong line is reported.
    pub(super) fn read(
        path: &Path,
        spec: &IndicatorSpec,
        areas: &[Area],
        named_at: &Place,
    ) -> Result<Self, Diagnostics> {
        Self::from_text(&read_text(path, Some(named_at))?, path, spec, areas)
    }

    fn from_text(text: &str, path: &Path, spec: &IndicatorSpec, areas: &[Area]) -> Result<Self, Diagnostics> {
        let lines = csv_records(text.as_bytes()).map_err(|fault| faulty(path, fault))?;
        let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let head = reader.headers().cloned().unwrap_or_default();
        if head.is_empty() {
            let fault = Diagnostic::error(Code::EmptyFile, "the file of indicators is empty").at(Place::file(path));
            return Err(fault.expected("a header line and one line for each area and indicator").into());
        }
        let doubled = twice(head.iter().map(str::trim), None, path, 1);
        if doubled.has_errors() {
            return Err(doubled);
        }
        let header = Header::read(&head, path)?;
        if lines.len() < 2 {
            let fault = Diagnostic::error(Code::EmptyFile, format!("`{}` has no indicators", path.display()));
            let fault = fault.at(Place::line(path, 1)).found("column names and nothing under them");
            return Err(fault.expected("one line for each area and indicator").into());
        }
        let known = Known::new(areas.iter().map(|area| area.name.as_str()));
        let (mut values, mut found) = (IndexMap::new(), Diagnostics::default());
        for record in reader.records() {
            match record {
                Ok(record) => found.extend(header.line(&record, path).add(&mut values, &header, &known)),
                Err(error) => found.push(unreadable(&error, path)),
            }
        }
        let read = Self { dimension: header.dimension, source: spec.source.clone(), values };
        found.into_result(read).map(|(read, _)| read)
    }
}

fn unreadable(error: &csv::Error, path: &Path) -> Diagnostic {
    let line = error.position().and_then(|position| usize::try_from(position.line()).ok());
    let place = line.map_or_else(|| Place::file(path), |line| Place::line(path, line));
    Diagnostic::error(Code::BadIndicator, "a line of the indicators cannot be read")
        .at(place)
        .found("more or fewer fields than the header has")
        .expected("one field for each column")
}

impl Header {
    fn read(head: &StringRecord, path: &Path) -> Result<Self, Diagnostics> {
        let dimensions: Vec<&str> = roles().filter(|role| role.kind.is_name()).map(|role| role.name).collect();
        let at = |name: &str| head.iter().position(|column| column.trim() == name);
        let area = head.iter().enumerate().find(|(_, column)| dimensions.contains(&column.trim()));
        let mut found = Diagnostics::default();
        let mut missing = |what: &str, expected: String| {
            let fault = Diagnostic::error(Code::BadIndicators, format!("the indicators have no column {what}"));
            let columns: Vec<String> = head.iter().map(|column| format!("`{column}`")).collect();
            found.push(fault.at(Place::line(path, 1)).found(first_of(&columns)).expected(expected));
        };
        if area.is_none() {
            missing("of areas", "a column named after a dimension, such as `district` or `ward`".to_owned());
        }
        let named: Vec<usize> = ["indicator", "value"]
            .into_iter()
            .filter_map(|name| {
                at(name).or_else(|| {
                    missing(&format!("`{name}`"), format!("a column `{name}`"));
                    None
                })
            })
            .collect();
        match (area, named.as_slice()) {
            (Some((area, name)), [indicator, value]) => {
                Ok(Self { area, dimension: name.trim().to_owned(), indicator: *indicator, value: *value })
            }
            _ => Err(found),
        }
    }

    fn line<'r>(&self, record: &'r StringRecord, path: &Path) -> Line<'r> {
        let field = |at: usize| record.get(at).unwrap_or_default().trim();
        let line = record.position().and_then(|position| usize::try_from(position.line()).ok());
        let place = line.map_or_else(|| Place::file(path), |line| Place::line(path, line));
        Line { place, area: field(self.area), indicator: field(self.indicator), value: field(self.value) }
    }
}

impl Line<'_> {
    /// Adds the line's value; what is wrong with it.
    fn add(
        self,
        values: &mut IndexMap<String, BTreeMap<String, f64>>,
        header: &Header,
        known: &Known<'_>,
    ) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut wrong = |fault: Diagnostic| found.push(fault.at(self.place.clone()));
        if self.area.is_empty() || self.indicator.is_empty() {
            wrong(Diagnostic::error(Code::BadIndicator, "a line of the indicators has no area or no indicator"));
        } else if header.dimension == "district" && !known.has(self.area) {
            wrong(known.unknown(Code::UnknownArea, "area", self.area));
        }
        let value: Option<f64> = self.value.parse().ok().filter(|value: &f64| value.is_finite());
        if value.is_none() && !self.value.is_empty() {
            wrong(
                Diagnostic::error(Code::BadIndicator, "the value of an indicator is not a number")
                    .found(format!("`{}`", self.value))
                    .expected("a number such as `41.6`, without a per cent sign, or blank if it is not known"),
            );
        }
        let of_indicator = values.entry(self.indicator.to_owned()).or_default();
        if value.and_then(|value| of_indicator.insert(self.area.to_owned(), value)).is_some() {
            wrong(Diagnostic::error(
                Code::IndicatorTwice,
                format!("`{}` has two values of `{}`", self.area, self.indicator),
            ));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Indicators, String> {
        let spec = IndicatorSpec { file: "indicators.csv".to_owned(), source: Some("Census".to_owned()) };
        let areas = ["North", "South"].map(|name| Area { name: name.to_owned(), population: None, tile: None });
        let read = Indicators::from_text(text, Path::new("indicators.csv"), &spec, &areas);
        read.map_err(|found| sna_core::diag::render(&found, false))
    }

    #[test]
    fn values_are_found_by_indicator_and_area() {
        let read = read(
            "\u{feff}indicator,district,value,year\nNo car,North,20.5,2021\nNo car,South,,2021\nJobless,South,-1e1,2021\n",
        );
        let read = read.unwrap();
        assert_eq!((read.dimension.as_str(), read.source.as_deref()), ("district", Some("Census")));
        assert_eq!(read.values.keys().collect::<Vec<_>>(), ["No car", "Jobless"]);
        assert_eq!(read.values["No car"].iter().collect::<Vec<_>>(), [(&"North".to_owned(), &20.5)]);
        assert_eq!(read.values["Jobless"]["South"], -10.0);
    }

    #[test]
    fn every_wrong_line_is_named() {
        let wrong = "\
district,indicator,value
North,No car,20.5%
Norht,No car,3
,No car,3
South,No car,1
South,No car,2
South,No car
North,Jobless,NaN
";
        insta::assert_snapshot!(
            [read(wrong), read("area,indicater,value\nNorth,No car,3\n"), read("")]
                .map(|read| read.expect_err("a fault"))
                .join("----\n")
        );
    }

    #[test]
    fn no_column_is_chosen_among_two_of_one_name() {
        insta::assert_snapshot!(read("district,indicator,value,value\nNorth,No car,3,4\n").expect_err("a fault"), @r"
        error[column-twice]: two columns are called `value`
        --> indicators.csv:1
         = expected: a different name for each column
        ");
    }

    #[test]
    fn areas_other_than_districts_are_kept_unchanged() {
        assert_eq!(read("ward,indicator,value\nElm,No car,3\n").map(|read| read.dimension), Ok("ward".to_owned()));
    }
}
