//! Published totals among the values that a table adds up, which would count their parts twice; and areas beyond the report's.

use super::super::At;
use super::layout::names;
use super::{AggregateTable, Chosen, ShareOf};
use sna_core::diag::{Code, Diagnostic, Diagnostics, first_of};
use sna_core::yaml::Spanned;
use sna_data::{KnownBy, PublishedTotal};

/// A dimension of the figures, as a table uses it.
struct Used<'s> {
    name: &'s Spanned<String>,
    at: usize,
    /// The values that the table has of it.
    values: Vec<&'s str>,
    /// What adds them up; nothing does in a table that only prints them.
    added_by: Option<&'static str>,
    is_rows: bool,
}

/// Errors where values that are others together are added to these, or areas to areas of the report.
pub(super) fn faults(spec: &AggregateTable, chosen: &Chosen<'_>, setting: &At<'_>) -> Diagnostics {
    let mut found = Diagnostics::default();
    for used in used(spec, chosen).iter().filter(|_| chosen.are_counts()) {
        let Some(how) = used.added_by else { continue };
        let totals = among(used, chosen);
        let told = totals.iter().map(|total| used.counted_twice(total, chosen, how));
        found.extend(told.map(|fault| fault.at(setting.origin.place(used.name))));
        if totals.is_empty() {
            let beyond = used.areas_beyond(spec, setting);
            found.extend(beyond.map(|fault| fault.at(setting.origin.place(used.name))));
        }
    }
    found
}

/// What readers must know of values that are printed beside their parts.
pub(super) fn notes(spec: &AggregateTable, chosen: &Chosen<'_>) -> Vec<String> {
    let printed = used(spec, chosen).into_iter().filter(|used| used.added_by.is_none() && chosen.are_counts());
    let note = |used: &Used<'_>| {
        let totals = among(used, chosen).into_iter().filter(|total| total.known_by != KnownBy::Name);
        let words = |total: PublishedTotal<'_>| {
            let parts: Vec<&str> = total.parts.iter().copied().filter(|part| used.values.contains(part)).collect();
            format!("{} includes {}.", total.value, several(&parts))
        };
        totals.map(words).collect::<Vec<_>>()
    };
    printed.flat_map(|used| note(&used)).collect()
}

fn used<'s>(spec: &'s AggregateTable, chosen: &'s Chosen<'_>) -> Vec<Used<'s>> {
    let position = |name: &Spanned<String>| chosen.aggregate.dimension(&name.value);
    let rows = position(&spec.rows).map(|at| Used {
        name: &spec.rows,
        at,
        values: names(spec, chosen),
        added_by: rows_added_by(spec),
        is_rows: true,
    });
    let columns = spec.columns.as_ref().and_then(|name| {
        let added_by = match (spec.total.has_column(), spec.share) {
            (true, _) => Some("`total`"),
            (false, Some(ShareOf::Row)) => Some("`share`"),
            (false, Some(ShareOf::Column) | None) => None,
        };
        Some(Used { name, at: position(name)?, values: chosen.column_values(), added_by, is_rows: false })
    });
    let over = spec.over.iter().filter_map(|name| {
        let at = position(name)?;
        Some(Used { name, at, values: chosen.values(Some(at)), added_by: Some("`over`"), is_rows: false })
    });
    rows.into_iter().chain(columns).chain(over).collect()
}

fn rows_added_by(spec: &AggregateTable) -> Option<&'static str> {
    let asked = [
        ("`total`", spec.total.has_row()),
        ("`whole`", spec.whole.is_some()),
        ("`share`", spec.share == Some(ShareOf::Column)),
        ("`top`", spec.top.is_some()),
        ("`rank`", spec.rank),
    ];
    asked.into_iter().find_map(|(name, given)| given.then_some(name))
}

/// The totals that the table has together with something they hold.
fn among<'c>(used: &Used<'_>, chosen: &'c Chosen<'_>) -> Vec<PublishedTotal<'c>> {
    let is_over = used.added_by == Some("`over`");
    let meets = |total: &PublishedTotal<'_>, part: &str| !is_over || chosen.share_a_cell(used.at, total.value, part);
    let counts_twice = |total: &PublishedTotal<'_>| {
        used.values.contains(&total.value)
            && total.holds.iter().any(|part| used.values.contains(part) && meets(total, part))
    };
    chosen.aggregate.published_totals(used.at).into_iter().filter(counts_twice).collect()
}

impl Used<'_> {
    fn counted_twice(&self, total: &PublishedTotal<'_>, chosen: &Chosen<'_>, how: &str) -> Diagnostic {
        let (name, aggregate) = (&self.name.value, &chosen.aggregate.name);
        let parts = quoted(&total.parts);
        let holds = match total.known_by {
            KnownBy::Sum(1) => format!("is {parts} together"),
            KnownBy::Sum(groups) => format!("is {parts} together in all {groups} groups that have them"),
            KnownBy::Name => format!("has the name of a total of {parts}, and is nowhere less than one of them"),
            KnownBy::Stated => format!("is a total of others, as `totals:` of `{aggregate}` says"),
        };
        let message = format!("`{}` of `{name}` {holds}, and {how} would count them twice", total.value);
        let alone = format!("`where: {{ {name}: {} }}`", bare(total.value));
        let left: Vec<&str> = self.values.iter().copied().filter(|value| *value != total.value).collect();
        let expected = match self.is_rows {
            true => format!(
                "`whole: {}` if it is the published total of the other rows, or the parts alone",
                bare(total.value)
            ),
            false => format!("{alone} for the published total, or the parts alone"),
        };
        let fault = Diagnostic::error(Code::TotalAmongParts, message)
            .found(format!("{} of the aggregate `{aggregate}`", first_of(&ticked(&self.values))))
            .expected(expected)
            .hint(format!("the others alone are `where: {{ {name}: [{}] }}`", list(&left)));
        match total.known_by {
            KnownBy::Stated => fault,
            KnownBy::Sum(_) | KnownBy::Name => fault.hint(format!(
                "if it is not their total, say so under `{aggregate}` in the manifest of aggregates: `totals: {{ {name}: [] }}`"
            )),
        }
    }

    /// Areas that the manifest does not have among some that it has: the sum would be of more than the report is about.
    fn areas_beyond(&self, spec: &AggregateTable, setting: &At<'_>) -> Option<Diagnostic> {
        let is_named = (self.is_rows && !spec.only.is_empty())
            || spec.only_where.keys().any(|dimension| dimension.value == self.name.value);
        let is_area = |value: &str| setting.catalogue.areas.iter().any(|area| area.name == value);
        let (within, beyond): (Vec<&str>, Vec<&str>) = self.values.iter().copied().partition(|value| is_area(value));
        let beyond: Vec<&str> = beyond.into_iter().filter(|value| !is_rest(value)).collect();
        (!is_named && within.len() > 1 && !beyond.is_empty()).then(|| {
            let names = quoted(&beyond);
            let is = if beyond.len() == 1 { "is not an area" } else { "are not areas" };
            Diagnostic::error(
                Code::AreasBeyond,
                format!("{names} {is} of the data manifest, and would be added to those that are"),
            )
            .found(format!("{} in `{}`", first_of(&ticked(&self.values)), self.name.value))
            .expected(format!("`where: {{ {}: [...] }}` with every area that is to be added up", self.name.value))
            .hint(format!("those of the data manifest alone are [{}]", list(&within)))
        })
    }
}

/// Whether a value says that the area is none of those named.
fn is_rest(value: &str) -> bool {
    let value = value.trim().to_lowercase();
    let begins =
        ["unknown", "not ", "no ", "other", "out of", "outside", "elsewhere", "missing", "unallocated", "all other"];
    begins.iter().any(|word| value.starts_with(word))
}

/// Names as YAML takes them in a list.
fn list(names: &[&str]) -> String {
    names.iter().map(|name| bare(name)).collect::<Vec<_>>().join(", ")
}

/// A name as YAML takes it within brackets.
fn bare(name: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || " -'".contains(letter);
    let is_word = name.starts_with(char::is_alphabetic) && name.chars().all(is_plain);
    if is_word { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\\\"")) }
}

fn ticked(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}

/// The names in backticks, in a sentence.
fn quoted(names: &[&str]) -> String {
    several(&ticked(names))
}

/// The names in a sentence, the first two of many.
fn several(names: &[impl AsRef<str>]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => "others".to_owned(),
        [only] => (*only).to_owned(),
        [first, second, rest @ ..] if rest.len() > 2 => format!("{first}, {second} and {} others", rest.len()),
        [few @ .., last] => format!("{} and {last}", few.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture::{World, cell};
    use sna_core::document::Cell;
    use sna_data::Figures;

    /// Admissions by place and sex, with both sexes and both places together.
    fn world() -> World {
        let lines = "2022/23,North,Female,11\n2022/23,North,Male,31\n2022/23,North,Persons,42\n2022/23,South,Female,23\n\
                     2022/23,South,Male,61\n2022/23,South,Persons,84\n2022/23,Shire,Female,34\n2022/23,Shire,Male,92\n\
                     2022/23,Shire,Persons,126\n2023/24,North,Female,27\n2023/24,North,Male,58\n2023/24,North,Persons,85\n\
                     2023/24,South,Female,44\n2023/24,South,Male,121\n2023/24,South,Persons,165\n2023/24,Shire,Female,71\n\
                     2023/24,Shire,Male,179\n2023/24,Shire,Persons,250";
        World::bare().with_aggregate("adm", Figures::Count, "year,area,sex", lines)
    }

    #[test]
    fn totals_are_not_added_to_their_parts() {
        let told: Vec<String> = [
            "of: adm, rows: area, columns: year, over: [sex], total: row",
            "of: adm, rows: area, columns: sex, where: { year: 2023/24, area: [North, South] }, total: column",
            "of: adm, rows: sex, columns: year, where: { area: Shire }, rank: true",
        ]
        .iter()
        .map(|options| world().message(&format!("aggregate: {{ {options} }}")))
        .collect();
        insta::assert_snapshot!(told.join("----\n"));
    }

    #[test]
    fn a_table_says_what_is_a_total() {
        let body = world()
            .table("aggregate: { of: adm, rows: area, columns: year, over: [sex], where: { sex: Persons }, whole: Shire, share: column }")
            .unwrap();
        assert_eq!(cell(&body, "total", "2023/24"), Cell::Count(250));
        let alone = "of: adm, rows: area, columns: year, over: [sex], where: { sex: [Female, Male], area: [North, South] }, total: row";
        let body = world().table(&format!("aggregate: {{ {alone} }}")).unwrap();
        assert_eq!(cell(&body, "total", "2023/24"), Cell::Count(250));
        let printed = "of: adm, rows: sex, columns: year, where: { area: Shire }";
        let body = world().table(&format!("aggregate: {{ {printed} }}")).unwrap();
        assert_eq!(body.notes, ["About adm.", "Persons includes Female and Male."]);
    }

    #[test]
    fn the_manifest_says_what_is_a_total_and_what_is_none() {
        let options = "aggregate: { of: adm, rows: sex, columns: year, where: { area: Shire }, total: row }";
        let none = world().with_totals("adm", "sex", &[]).table(options).unwrap();
        assert_eq!(cell(&none, "total", "2023/24"), Cell::Count(500));
        insta::assert_snapshot!(world().with_totals("adm", "sex", &["Persons"]).message(options));
    }

    #[test]
    fn areas_beyond_the_report_are_not_added_to_its_own() {
        let fires = "North,40\nSouth,10\nLeeds,25\nNot known,3";
        let bare = || World::bare().with_districts(&["North", "South"]);
        let world = || bare().with_aggregate("fires", Figures::Count, "district", fires);
        insta::assert_snapshot!(world().message("aggregate: { of: fires, rows: district, total: row }"));
        let named = "aggregate: { of: fires, rows: district, total: row, where: { district: [North, South, Leeds] } }";
        assert_eq!(cell(&world().table(named).unwrap(), "total", "value"), Cell::Count(75));
    }
}
