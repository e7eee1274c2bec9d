//! Scopes and periods: names looked up, conditions tried, each added to the scope around it.

use super::resolve::Resolver;
use sna_core::diag::{Code, Diagnostic};
use sna_core::yaml::{Origin, Spanned};
use sna_data::query::{Part, PeriodSpec, Scope, ScopeSpec};
use sna_data::{DISTRICT, FinancialYear, Month, NO_DEFINITION, Period, Years};

/// Financial years in a period that does not say how many.
const USUAL_YEARS: i32 = 5;

impl Resolver<'_> {
    /// A period; `outer` is the one around it, and `last_years` takes its end.
    pub(super) fn period(&mut self, spec: &PeriodSpec, outer: Option<(Period, Years)>, origin: &Origin) -> Period {
        let fallback =
            outer.map_or(Period::financial_years(FinancialYear(2000), FinancialYear(2000)), |(outer, _)| outer);
        match (&spec.from, &spec.to, &spec.last_years, outer) {
            (Some(from), Some(to), None, _) => self.months(from, to, origin).unwrap_or(fallback),
            (None, Some(to), None, _) => self.years(to, spec.financial_years, origin).unwrap_or(fallback),
            (None, None, Some(last), Some((outer, years))) => {
                let years: Vec<Period> = years.labels(outer).iter().filter_map(|year| Period::of_label(year)).collect();
                let first = usize::try_from(last.value).ok().filter(|last| (1..=years.len()).contains(last));
                match first.and_then(|last| years.get(years.len() - last)) {
                    Some(first) => Period { first: first.first.max(outer.first), last: outer.last },
                    None => {
                        self.bad_period(
                            last,
                            &format!("the last {} years", last.value),
                            &format!("1 to {}", years.len()),
                            origin,
                        );
                        fallback
                    }
                }
            }
            _ => {
                let diagnostic = Diagnostic::error(Code::BadPeriod, "the period cannot be read").expected(
                    "`to: 2023/24`, or `from: 2024-01` and `to: 2024-03`, or inside another period `last_years: 1`",
                );
                let named = spec.from.as_ref().or(spec.to.as_ref()).map(|name| origin.place(name));
                self.found.push(named.map_or(diagnostic.clone(), |place| diagnostic.at(place)));
                fallback
            }
        }
    }

    fn years(&mut self, to: &Spanned<String>, years: Option<i32>, origin: &Origin) -> Option<Period> {
        let last = self.read(to, origin, FinancialYear::read, "a financial year such as `2023/24`")?;
        let years = years.unwrap_or(USUAL_YEARS);
        if !(1..=100).contains(&years) {
            self.bad_period(to, &format!("{years} financial years"), "1 to 100", origin);
            return None;
        }
        Some(Period::financial_years(FinancialYear(last.0 - years + 1), last))
    }

    fn months(&mut self, from: &Spanned<String>, to: &Spanned<String>, origin: &Origin) -> Option<Period> {
        let first = self.read(from, origin, Month::read, "a month such as `2024-01`");
        let last = self.read(to, origin, Month::read, "a month such as `2024-03`");
        let (first, last) = (first?, last?);
        if first > last {
            self.bad_period(
                to,
                &format!("{} to {}", first.key(), last.key()),
                "a last month that is not before the first",
                origin,
            );
            return None;
        }
        Some(Period::of_months(first, last))
    }

    fn bad_period<T>(&mut self, at: &Spanned<T>, found: &str, expected: &str, origin: &Origin) {
        let diagnostic = Diagnostic::error(Code::BadPeriod, "the period is empty");
        self.found.push(diagnostic.at(origin.place(at)).found(found).expected(expected));
    }

    fn read<T>(
        &mut self,
        text: &Spanned<String>,
        origin: &Origin,
        read: fn(&str) -> Option<T>,
        expected: &str,
    ) -> Option<T> {
        let value = read(text.value.trim());
        if value.is_none() {
            self.found.push(
                Diagnostic::error(Code::UnknownPeriod, format!("`{}` is not a period", text.value))
                    .at(origin.place(text))
                    .found(format!("`{}`", text.value))
                    .expected(expected),
            );
        }
        value
    }

    /// A scope inside another.
    pub(super) fn scope(&mut self, outer: &Scope, spec: &ScopeSpec, origin: &Origin) -> Scope {
        let mut scope = outer.clone();
        if let Some(of) = &spec.of {
            match self.catalogue.sources.contains_key(&of.value) {
                true => scope.of = Some(of.value.clone()),
                false => self.unknown(Code::UnknownSource, "source", of, self.catalogue.sources.keys(), origin),
            }
        }
        if let Some(period) = &spec.period {
            scope.period = self.period(period, Some((outer.period, outer.years)), origin);
        }
        if let Some(name) = &spec.definition {
            match self.catalogue.definitions.get(&name.value) {
                _ if name.value == NO_DEFINITION => scope.definition = None,
                Some(definition) => scope.definition = Some((name.value.clone(), definition.condition.clone())),
                None => {
                    let none = NO_DEFINITION.to_owned();
                    let known = self.catalogue.definitions.keys().chain([&none]);
                    self.unknown(Code::UnknownDefinition, "definition", name, known, origin);
                }
            }
        }
        if spec.whole {
            scope.part = None;
        }
        if let Some(name) = &spec.area {
            match self.catalogue.areas.iter().any(|area| area.name == name.value) {
                true => scope.part = Some(Part::is(DISTRICT, &name.value)),
                false => self.unknown(
                    Code::UnknownArea,
                    "area",
                    name,
                    self.catalogue.areas.iter().map(|area| &area.name),
                    origin,
                ),
            }
        }
        scope.whole |= spec.whole;
        if let Some(sql) = &spec.condition {
            let read = self.catalogue.condition(&sql.value).map_err(|fault| fault.at(origin.place(sql)));
            let read =
                self.found.keep(read).map(|read| if origin.is_shipped() { read } else { read.at(&origin.place(sql)) });
            scope.conditions.extend(read);
        }
        scope
    }

    /// Reports a name that is not known.
    pub(super) fn unknown<'n>(
        &mut self,
        code: Code,
        what: &str,
        name: &Spanned<String>,
        known: impl Iterator<Item = &'n String>,
        origin: &Origin,
    ) {
        let known = known.map(String::as_str);
        self.found.push(Diagnostic::unknown(code, what, &name.value, known).at(origin.place(name)));
    }
}
