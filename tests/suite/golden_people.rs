//! The published tables about people, cell by cell. What was misprinted is expected as computed, and what no records can
//! reproduce is listed with the nearest figure; `docs/published-figures.md` says the same in words.

use std::sync::OnceLock;

use crate::golden::{day, published, read, same_counts, year};
use crate::program::{Report, Table, head};

/// `1-5` as the report writes it.
fn band(label: &str) -> String {
    label.replace('-', " to ")
}

/// A table whose cells differ from the printed ones where `nearest` says so: row, column, and how much more it counts.
fn near_counts(
    name: &str,
    built: &Table,
    row_of: impl Fn(&str) -> String,
    column_of: impl Fn(&str) -> Option<String>,
    nearest: &[(&str, &str, i32)],
) -> usize {
    let (header, rows) = published(name);
    let mut compared = 0;
    for row in &rows {
        for (title, cell) in header.iter().zip(row).skip(1) {
            let Some(column) = column_of(title) else { continue };
            let printed: i32 = cell.parse().unwrap_or(0);
            let off =
                nearest.iter().find(|(label, of, _)| *label == row[0] && of == title).map_or(0, |(_, _, off)| *off);
            let counted = built.number(&row_of(&row[0]), &column);
            assert_eq!(counted, f64::from(printed + off), "{name}: {} / {title}", row[0]);
            compared += 1;
        }
    }
    compared
}

#[test]
fn ages_by_year_with_the_ages_that_no_band_holds() {
    for (name, id, unknown) in [
        ("s03_4_victims_age_by_year.csv", "volume.victims.ages.bands", [11, 9, 8, 12, 10]),
        ("s03_6_suspects_age_by_year.csv", "volume.suspects.ages.bands", [25, 54, 43, 48, 65]),
    ] {
        let built = read(id);
        assert_eq!(same_counts(name, &built, band, year), 19 * 5);
        for (year, unknown) in ["2019/20", "2020/21", "2021/22", "2022/23", "2023/24"].iter().zip(unknown) {
            let outside = ["0", "96 and over", "Age not known"]
                .iter()
                .map(|row| built.cells.get(&((*row).to_owned(), (*year).to_owned())));
            let outside: f64 = outside.flatten().map(|cell| cell.parse::<f64>().expect("a count")).sum();
            assert_eq!(outside, f64::from(unknown), "{name}: {year}");
        }
    }
    let links =
        |id: &str| ["2019/20", "2020/21", "2021/22", "2022/23", "2023/24"].map(|year| read(id).number("Total", year));
    assert_eq!(links("volume.victims.ages.bands"), [1657.0, 1256.0, 1667.0, 1705.0, 1658.0]);
    assert_eq!(links("volume.suspects.ages.bands"), [2205.0, 1891.0, 2134.0, 2185.0, 2135.0]);
}

#[test]
fn single_years_of_age_peak_where_the_text_says() {
    assert_eq!(read("volume.victims.ages.single").at("15", "count"), "321");
    assert_eq!(read("volume.suspects.ages.single").at("15", "count"), "589");
}

#[test]
fn hour_by_weekday_of_children_and_adults() {
    for (name, id) in [
        ("s03_3_hour_by_day_victims_0_17.csv", "volume.victims.temporal_by_age.children"),
        ("s03_3_hour_by_day_victims_18_plus.csv", "volume.victims.temporal_by_age.adults"),
    ] {
        assert_eq!(same_counts(name, &read(id), str::to_owned, day), 23 * 7);
    }
}

#[test]
fn repeats_by_year_and_over_five_years() {
    // I-02: the row of repeat victims' occurrences was printed in reverse; in this order every identity holds.
    let right = [
        ("s03_4_repeat_victims.csv", "volume.victims.repeats.repeats", Some([93, 82, 125, 123, 132])),
        ("s03_6_repeat_suspects.csv", "volume.suspects.repeats.repeats", None),
    ];
    for (name, id, corrected) in right {
        let (header, rows) = published(name);
        let built = read(id);
        for (at, column) in [(0, "records"), (1, "persons"), (2, "repeat_persons"), (3, "repeat_records")] {
            for (place, title) in header.iter().enumerate().skip(2) {
                let row = if title.contains('-') { "2019/20 to 2023/24" } else { title };
                let printed =
                    corrected.filter(|_| at == 3).and_then(|years| years.get(place - 2).map(ToString::to_string));
                assert_eq!(
                    built.at(row, column),
                    printed.unwrap_or_else(|| rows[at][place].clone()),
                    "{name}: {row} / {column}"
                );
            }
        }
        let share = format!("{:.1}", built.number("2019/20 to 2023/24", "repeat_share") * 100.0);
        assert_eq!(share, rows[4][7], "{name}");
    }
    assert_eq!(read("volume.victims.repeats.repeats").at("2019/20 to 2023/24", "top_records"), "135");
    assert_eq!(read("volume.suspects.repeats.repeats").at("2019/20 to 2023/24", "top_records"), "360");
}

/// Ethnicity by code in the city and in the county, built from a report of two tables each.
fn ethnicity() -> &'static (Table, Table, Table, Table) {
    static BUILT: OnceLock<(Table, Table, Table, Table)> = OnceLock::new();
    BUILT.get_or_init(|| {
        let table = |id: &str, of: &str, place: &str| {
            format!("      - table: {{ id: {id}, title: T, scope: {{ where: \"district {place} 'Derby'\" }}, crosstab: {{ of: {of}, rows: ethnicity, columns: financial_year }} }}\n")
        };
        let tables = [table("vc", "victims", "="), table("vd", "victims", "<>"), table("sc", "suspects", "="), table("sd", "suspects", "<>")].concat();
        let report = Report::with_head(&head(), &format!("\
sections:
  - title: E
    id: e
    blocks:
{tables}"));
        let out = report.build();
        let read = |id: &str| Table::read(&out, &format!("e.{id}"));
        (read("vc"), read("vd"), read("sc"), read("sd"))
    })
}

/// Relationships as they were published, of all records: those of a victim alone were counted as pairs.
fn relationships() -> &'static (Table, Table, Table) {
    static BUILT: OnceLock<(Table, Table, Table)> = OnceLock::new();
    BUILT.get_or_init(|| {
        let share = |id: &str, name: &str| {
            format!("      - table: {{ id: {id}, title: T, share: {{ where: \"relationship = '{name}'\", rows: district, columns: financial_year }} }}\n")
        };
        let tables = [share("strangers", "Stranger"), share("acquaintances", "Acquaintance")].concat();
        let report = Report::with_head(&head(), &format!("\
sections:
  - title: E
    id: e
    scope: {{ of: pairs, period: {{ last_years: 3 }} }}
    blocks:
      - table: {{ id: by_year, title: T, crosstab: {{ rows: relationship, columns: financial_year }} }}
{tables}"));
        let out = report.build();
        let read = |id: &str| Table::read(&out, &format!("e.{id}"));
        (read("by_year"), read("strangers"), read("acquaintances"))
    })
}

/// The report's words for a code and its printed name.
fn code(label: &str) -> String {
    let labels = [
        ("A1", "Asian: Indian"),
        ("A2", "Asian: Pakistani"),
        ("A3", "Asian: Bangladeshi"),
        ("A9", "Asian: any other background"),
        ("B1", "Black: Caribbean"),
        ("B2", "Black: African"),
        ("B9", "Black: any other background"),
        ("M1", "Mixed: White and Black Caribbean"),
        ("M2", "Mixed: White and Black African"),
        ("M3", "Mixed: White and Asian"),
        ("M9", "Mixed: any other background"),
        ("O1", "Chinese"),
        ("O2", "Arab"),
        ("O9", "Any other ethnic group"),
        ("W1", "White: British"),
        ("W2", "White: Irish"),
        ("W3", "White: Gypsy or Irish Traveller"),
        ("W9", "White: any other background"),
        ("NS", "Not stated"),
        ("Not recorded", "Not recorded"),
    ];
    let found = labels.iter().find(|(code, _)| label.starts_with(code));
    found.map_or_else(|| panic!("no ethnicity `{label}`"), |(_, words)| (*words).to_owned())
}

#[test]
fn ethnicity_by_code_in_city_and_county() {
    let (victims_city, victims_county, suspects_city, suspects_county) = ethnicity();
    assert_eq!(same_counts("s03_4_victims_ethnicity_derby_city.csv", victims_city, code, year), 19 * 5);
    assert_eq!(same_counts("s03_4_victims_ethnicity_derbyshire_county.csv", victims_county, code, year), 19 * 5 - 1);
    // I-36: the blank cell is a zero, as the row's total shows.
    assert_eq!(victims_county.at("Mixed: White and Black African", "2023/24"), "0");
    // I-05, I-06: the totals of W9 were left at 0.
    assert_eq!(victims_city.at("White: any other background", "total"), "131");
    assert_eq!(victims_county.at("White: any other background", "total"), "42");
    assert_eq!(same_counts("s03_6_suspects_ethnicity_derby_city.csv", suspects_city, code, year), 20 * 5);
    assert_eq!(same_counts("s03_6_suspects_ethnicity_derbyshire_county.csv", suspects_county, code, year), 20 * 5);
}

#[test]
fn relationships_by_year() {
    let built = &relationships().0;
    let (_, rows) = published("s03_5_relationship_by_year.csv");
    let mut others = 0;
    for row in &rows {
        let label = match row[0].as_str() {
            "Other" => {
                others += 1;
                ["Other", "Other (second code)"][others - 1]
            }
            label => label,
        };
        for (at, column) in [(1, "2021/22"), (3, "2022/23"), (5, "2023/24")] {
            assert_eq!(built.at(label, column), row[at], "{label} / {column}");
        }
        // I-07: the totals of two pairs of neighbouring rows changed places.
        let right = match label {
            "Ex partner" => "25",
            "Child of offender" => "26",
            "Boyfriend/girlfriend" => "18",
            "Parent of offender" => "20",
            _ => row[7].as_str(),
        };
        assert_eq!(built.at(label, "total"), right, "{label}");
    }
}

/// What the report says instead: 2,883 of the 5,153 records say something of a suspect, and 952 of these are of strangers, 33.0%.
#[test]
fn pairs_have_a_suspect() {
    let (pairs, alone) = (read("volume.relationships.by_year"), read("volume.relationships.no_suspect"));
    let total = |table: &Table, row: &str| table.number(row, "total");
    assert_eq!(total(&pairs, "Total") + total(&alone, "Total"), 5153.0);
    assert_eq!(total(&alone, "Total"), 2270.0);
    assert_eq!(format!("{:.3}", total(&pairs, "Stranger") / total(&pairs, "Total")), "0.330");
    assert_eq!(format!("{:.3}", total(&alone, "Stranger") / total(&alone, "Total")), "0.650");
}

#[test]
fn strangers_and_acquaintances_by_district_to_their_printed_decimals() {
    let (_, strangers, acquaintances) = relationships();
    for (name, built, decimals) in
        [("s03_5_stranger_by_district.csv", strangers, 1), ("s03_5_acquaintance_by_district.csv", acquaintances, 2)]
    {
        let (header, rows) = published(name);
        for row in &rows {
            for (title, cell) in header.iter().zip(row).skip(1) {
                let column = title.trim_end_matches(" pct").replace("total", "pooled");
                let share = built.number(&row[0], &column) * 100.0;
                assert_eq!(format!("{share:.decimals$}"), *cell, "{name}: {} / {title}", row[0]);
            }
        }
    }
}

#[test]
fn ages_of_suspects_and_their_victims_to_the_printed_decimal() {
    let (header, rows) = published("s03_5_suspect_age_by_victim_age.csv");
    let built = read("volume.relationships.who.ages");
    for row in &rows {
        for (title, cell) in header.iter().zip(row).skip(1) {
            let column = band(title.trim_end_matches(" pct")).replace("36+", "36 and over");
            let share = built.number(&band(&row[0]), &column) * 100.0;
            assert_eq!(format!("{share:.1}"), *cell, "{} / {title}", row[0]);
        }
    }
}

/// The report's column for a printed group of offences.
fn offence_group(title: &str) -> Option<String> {
    let groups = [
        ("homicide", "Homicide"),
        ("possession_of_weapons", "Possession of weapons offences"),
        ("robbery_business", "Robbery of business property"),
        ("robbery_personal", "Robbery of personal property"),
        ("violence_with_injury", "Violence with injury"),
    ];
    groups.iter().find(|(printed, _)| *printed == title).map(|(_, group)| (*group).to_owned())
}

#[test]
fn ages_by_offence_as_near_as_the_ages_by_year_allow() {
    // I-30, I-31: the printed rows do not add up to the tables by year, which are kept.
    let violence = |label, off| (label, "violence_with_injury", off);
    let victims = [
        violence("6-10", 1),
        violence("11-15", -4),
        violence("16-20", 1),
        violence("21-25", -1),
        violence("26-30", 2),
        violence("36-40", -4),
        violence("41-45", -1),
        violence("51-55", 1),
        violence("56-60", 1),
        violence("61-65", 1),
        violence("66-70", 1),
        violence("71-75", 1),
    ];
    let possession = |label, off| (label, "possession_of_weapons", off);
    let suspects = [
        possession("6-10", -5),
        possession("11-15", -35),
        possession("16-20", -19),
        possession("21-25", -9),
        possession("26-30", -4),
        possession("36-40", 3),
        possession("41-45", -3),
        possession("46-50", -3),
        possession("51-55", -1),
        possession("56-60", -2),
        possession("66-70", 1),
    ];
    for (name, id, nearest) in [
        ("s03_4_victims_age_by_offence.csv", "volume.victims.ages.by_offence", &victims[..]),
        ("s03_6_suspects_age_by_offence.csv", "volume.suspects.ages.by_offence", &suspects[..]),
    ] {
        assert_eq!(near_counts(name, &read(id), band, offence_group, nearest), 19 * 5);
    }
}

#[test]
fn ethnic_groups_as_near_as_city_and_county_allow() {
    // I-33, I-34: the parts exceed the whole in some groups; the tables by code are kept.
    let victims = [
        ("Black", "2019/20", 2),
        ("Not recorded", "2019/20", 2),
        ("White", "2019/20", -4),
        ("Black", "2020/21", 1),
        ("Not recorded", "2020/21", 10),
        ("White", "2020/21", -11),
        ("Any other ethnic group", "2021/22", 3),
        ("Not recorded", "2021/22", 1),
        ("White", "2021/22", -4),
        ("Any other ethnic group", "2022/23", 1),
        ("Mixed", "2022/23", 3),
        ("White", "2022/23", -4),
        ("Asian", "2023/24", 2),
        ("Not recorded", "2023/24", 12),
        ("White", "2023/24", -14),
    ];
    let suspects = [
        ("Any other ethnic group", "2019/20", 12),
        ("Asian", "2019/20", 1),
        ("Not recorded", "2019/20", -13),
        ("Asian", "2021/22", 1),
        ("Mixed", "2021/22", 1),
        ("Not recorded", "2021/22", -13),
        ("White", "2021/22", 11),
        ("Asian", "2022/23", 4),
        ("Black", "2022/23", 2),
        ("Not recorded", "2022/23", -18),
        ("White", "2022/23", 12),
        ("Black", "2023/24", 3),
        ("Not recorded", "2023/24", -3),
    ];
    let group = |label: &str| label.replace("Any other ethnic group", "Other ethnic group");
    for (name, id, nearest) in [
        ("s03_4_victims_ethnicity_group.csv", "volume.victims.ethnicity.groups", &victims[..]),
        ("s03_6_suspects_ethnicity_group.csv", "volume.suspects.ethnicity.groups", &suspects[..]),
    ] {
        assert_eq!(near_counts(name, &read(id), group, year, nearest), 7 * 5);
    }
}

#[test]
fn the_crime_cohort_and_its_circumstances() {
    let cohort = read("knife_crime.carriers.quarters");
    assert_eq!(cohort.at("Mar 2024", "persons"), "56");
    let incidents = read("knife_crime.carriers.by_incidents");
    assert_eq!(["2", "3", "4", "5 and over"].map(|row| incidents.at(row, "persons")), ["32", "16", "6", "2"]);
    assert_eq!(read("knife_crime.carriers.by_age").at("15 to 17", "persons"), "26");
    assert_eq!(read("knife_crime.carriers.by_sex").at("Male", "persons"), "52");
    // The records have words of their own for the factors, in the order of the printed table.
    let factors = read("knife_crime.carriers.circumstances.factors");
    let (_, rows) = published("s06_3_hkci_lifestyle_factors.csv");
    let mut printed: Vec<(&str, &str)> = rows.iter().map(|row| (row[1].as_str(), row[2].as_str())).collect();
    // Half a per cent rounds up, as printed; Rust's own formatting rounds it to even.
    let share = |row: &String| format!("{}", (factors.number(row, "share") * 100.0).round());
    let shares: Vec<String> = factors.rows.iter().map(share).collect();
    let mut built: Vec<(&str, &str)> =
        factors.rows.iter().zip(&shares).map(|(row, share)| (factors.at(row, "persons"), share.as_str())).collect();
    printed.sort_unstable();
    built.sort_unstable();
    assert_eq!(built, printed);
}

#[test]
fn a_tenth_of_victims_are_suspects_too() {
    let share = read("volume.overlap.overlap").number("Both victim and suspect", "first_share");
    assert_eq!(format!("{:.0}", share * 100.0), "10", "the strategy says around 10%");
}
