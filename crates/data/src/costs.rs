//! Unit costs: what one offence costs, in pounds of one year, and where each figure comes from.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};
use sna_core::yaml::read_text;
use sna_core::yaml::{self, Origin, Spanned};

/// A file of unit costs, as the author writes it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitCosts {
    /// What the costs are, for the notes of tables.
    pub title: String,
    /// The year whose prices they are, such as 2015/16.
    pub price_year: String,
    /// A factor that brings them to the prices of a later year.
    pub uplift: Option<Uplift>,
    /// The costs by the name that the records have: a group of offences, or an offence.
    pub costs: BTreeMap<String, UnitCost>,
}

/// A factor on all costs, from the prices of one year to those of another.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Uplift {
    /// What every cost is multiplied by.
    pub factor: Spanned<f64>,
    /// The year whose prices they then are.
    pub to: String,
    /// Where the factor comes from.
    pub source: Spanned<String>,
}

/// What one offence costs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitCost {
    /// Pounds, in the prices of the file's year.
    pub cost_gbp: Spanned<f64>,
    /// Where the cost comes from.
    pub source: Spanned<String>,
    /// Offences estimated to have happened for each one recorded.
    pub multiplier: Option<Spanned<f64>>,
    /// Where the multiplier comes from.
    pub multiplier_source: Option<Spanned<String>>,
}

impl UnitCosts {
    /// Reads a file of unit costs.
    ///
    /// # Errors
    /// The file cannot be read; a figure is not a number from 0 up, or has no source.
    pub fn read(path: &Path, named_at: &Place) -> Result<Self, Diagnostics> {
        let text = read_text(path, Some(named_at))?;
        let file = path.display().to_string();
        let costs: Self = yaml::read(&text, &file)?;
        let found = costs.faults(&Origin::new(file, text));
        found.into_result(costs).map(|(costs, _)| costs)
    }

    /// Pounds for one offence of this name, in the prices of [`UnitCosts::year`].
    pub fn pounds(&self, name: &str) -> Option<f64> {
        let uplift = self.uplift.as_ref().map_or(1.0, |uplift| uplift.factor.value);
        self.costs.get(name).map(|cost| cost.cost_gbp.value * uplift)
    }

    /// The year whose prices the costs are, after any uplift.
    pub fn year(&self) -> &str {
        self.uplift.as_ref().map_or(&self.price_year, |uplift| &uplift.to)
    }

    fn faults(&self, origin: &Origin) -> Diagnostics {
        let mut found = Diagnostics::default();
        for (name, cost) in &self.costs {
            let what = format!("the unit cost of `{name}`");
            found.extend(number(origin, &what, &cost.cost_gbp, Least::Nothing));
            found.extend(sourced(origin, &what, &cost.source));
            found.extend(multiplied(origin, name, cost));
        }
        if let Some(uplift) = &self.uplift {
            found.extend(number(origin, "the uplift", &uplift.factor, Least::More));
            found.extend(sourced(origin, "the uplift", &uplift.source));
        }
        found
    }
}

/// The least a figure may be.
#[derive(Clone, Copy)]
enum Least {
    /// 0.
    Nothing,
    /// More than 0.
    More,
    /// 1: there are at least as many offences as are recorded.
    One,
}

fn number(origin: &Origin, what: &str, given: &Spanned<f64>, least: Least) -> Option<Diagnostic> {
    let value = given.value;
    let (enough, expected) = match least {
        Least::Nothing => (value >= 0.0, "a number from 0 up"),
        Least::More => (value > 0.0, "a number above 0"),
        Least::One => (value >= 1.0, "a number from 1 up"),
    };
    let fault = || {
        Diagnostic::error(Code::BadCost, format!("{what} cannot be used"))
            .at(origin.place(given))
            .found(value.to_string())
            .expected(expected)
    };
    (!enough || !value.is_finite()).then(fault)
}

fn sourced(origin: &Origin, what: &str, source: &Spanned<String>) -> Option<Diagnostic> {
    let blank = source.value.trim().is_empty();
    blank.then(|| unsourced(what).at(origin.place(source)))
}

fn unsourced(what: &str) -> Diagnostic {
    Diagnostic::error(Code::CostWithoutSource, format!("{what} has no source")).expected("where the figure comes from")
}

fn multiplied(origin: &Origin, name: &str, cost: &UnitCost) -> Diagnostics {
    let what = format!("the multiplier of `{name}`");
    let bad = cost.multiplier.as_ref().and_then(|multiplier| number(origin, &what, multiplier, Least::One));
    let source = match (&cost.multiplier, &cost.multiplier_source) {
        (Some(multiplier), None) => {
            Some(unsourced(&what).at(origin.place(multiplier)).hint("add `multiplier_source:`"))
        }
        (Some(_), Some(source)) => sourced(origin, &what, source),
        (None, Some(source)) => Some(
            Diagnostic::error(
                Code::SourceWithoutMultiplier,
                format!("`{name}` has a `multiplier_source` but no `multiplier`"),
            )
            .at(origin.place(source))
            .expected("`multiplier:` as well as `multiplier_source:`"),
        ),
        (None, None) => None,
    };
    bad.into_iter().chain(source).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> Result<UnitCosts, Diagnostics> {
        let path = std::env::temp_dir().join(format!("sna-costs-{}-{name}.yaml", std::process::id()));
        std::fs::write(&path, text).unwrap();
        let read = UnitCosts::read(&path, &Place::file(Path::new("data.yaml")));
        let _ = std::fs::remove_file(path);
        read
    }

    const HEAD: &str = "title: T\nprice_year: 2015/16\n";

    #[test]
    fn an_uplift_brings_costs_to_another_year() {
        let costs = format!("{HEAD}costs: {{ Robbery: {{ cost_gbp: 11320, source: S }} }}\n");
        let plain = read("plain", &costs).unwrap();
        assert_eq!((plain.pounds("Robbery"), plain.year()), (Some(11320.0), "2015/16"));
        assert_eq!(plain.pounds("Homicide"), None);
        let raised = read("raised", &format!("{costs}uplift: {{ factor: 1.5, to: 2023/24, source: S }}\n")).unwrap();
        assert_eq!((raised.pounds("Robbery"), raised.year()), (Some(16980.0), "2023/24"));
    }

    #[test]
    fn nothing_stands_without_a_source() {
        let wrong = format!(
            "{HEAD}uplift: {{ factor: 0, to: 2023/24, source: ' ' }}
costs:
  Arson: {{ cost_gbp: -1, source: '' }}
  Homicide: {{ cost_gbp: 1, source: S, multiplier: 2 }}
  Robbery: {{ cost_gbp: .inf, source: S, multiplier: 0.5, multiplier_source: S }}
  Theft: {{ cost_gbp: 1, source: S, multiplier_source: S }}
"
        );
        let found = read("wrong", &wrong).unwrap_err();
        let folder = std::env::temp_dir().join(format!("sna-costs-{}-", std::process::id()));
        insta::assert_snapshot!(sna_core::diag::render(&found, false).replace(&*folder.to_string_lossy(), "[FOLDER]/"));
        let missing = read("missing", &format!("{HEAD}costs: {{ Arson: {{ cost_gbp: 1 }} }}\n")).unwrap_err();
        assert_eq!(missing.iter().next().map(|fault| fault.code.as_str()), Some("missing-key"));
    }
}
