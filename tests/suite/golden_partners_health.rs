//! The published tables about prisons (chapter 12), hospitals and the ambulance service (chapter 13), cell by cell, and the figures that
//! only the text gave. They come from partners' aggregates, so what is tested is that nothing is lost or altered between file and report.

use crate::golden::{published, read, same_counts, total, year};
use crate::program::Table;

/// A fraction of the report as a percentage with this many decimals.
fn percent(built: &Table, row: &str, column: &str, decimals: usize) -> String {
    format!("{:.decimals$}", built.number(row, column) * 100.0)
}

/// Compares the percentages of rows with one column of figures.
fn same_percentages(id: &str, decimals: usize, expected: &[(&str, &str)]) {
    let built = read(id);
    assert_eq!(built.rows.len(), expected.len(), "{id}");
    for (row, printed) in expected {
        assert_eq!(percent(&built, row, "value", decimals), *printed, "{id}: {row}");
    }
}

#[test]
fn prison_population_by_offence_group() {
    let (_, rows) = published("s12_1_prison_population_by_offence.csv");
    let expected: Vec<(&str, &str)> = rows.iter().map(|row| (row[0].as_str(), row[1].as_str())).collect();
    assert_eq!(expected.len(), 13);
    same_percentages("prison.by_offence", 1, &expected);
}

/// Where a published measure is in the report: its row and, for a change, its column.
fn measure(name: &str) -> (&str, &str) {
    let (number, male, female) = ("Number", "Rate in male establishments", "Rate in female establishments");
    match name {
        "Deaths: self-inflicted deaths" => ("Self-inflicted deaths", number),
        "Self-harm" => ("Self-harm incidents", number),
        "Self-harm: rate, male establishments" => ("Self-harm incidents", male),
        "Self-harm: rate, female establishments" => ("Self-harm incidents", female),
        "Assaults: rate, male establishments" => ("Assaults", male),
        "Assaults: rate, female establishments" => ("Assaults", female),
        "Assaults on staff: rate, male establishments" => ("Assaults on staff", male),
        "Assaults on staff: rate, female establishments" => ("Assaults on staff", female),
        "Serious assaults: prisoner on prisoner" => ("Serious assaults between prisoners", number),
        "Serious assaults: on staff" => ("Serious assaults on staff", number),
        name => (name, number),
    }
}

#[test]
fn safety_in_custody_with_its_published_changes() {
    let (events, changes) = (read("prison.safety.events"), read("prison.safety.yearly_change"));
    let (_, rows) = published("s12_1_prison_safety_summary.csv");
    let mut compared = 0;
    for row in &rows {
        let (name, figure) = measure(&row[0]);
        if row[0] == "Assaults on staff: per 1000 female prisoners" {
            assert_eq!(read("prison.safety.staff_rate").number("Female", "value").to_string(), row[1]);
            compared += 1;
            continue;
        }
        for (column, printed) in [("April 2023 to March 2024", &row[1]), ("April 2022 to March 2023", &row[3])] {
            if !printed.is_empty() {
                assert_eq!(events.at(name, column), printed, "{name} / {column}");
                compared += 1;
            }
        }
        if !row[2].is_empty() {
            assert_eq!(percent(&changes, name, figure, 0), row[2], "{name} / {figure}");
            compared += 1;
        }
    }
    assert_eq!(compared, 6 + 2 + 14 + 1);
    assert_eq!(events.at("Assaults", "April 2022 to March 2023"), "[x]");
    assert_eq!(changes.at("Deaths", "Rate in male establishments"), "[x]");
}

#[test]
fn prison_figures_that_only_the_text_gave() {
    let population = read("prison.population");
    assert_eq!(population.at("30 June 2024", "value"), "87726");
    assert_eq!(population.number("30 June 2024", "value") - population.number("30 June 2023", "value"), 1875.0);
    let by_sex = read("prison.by_sex");
    assert_eq!(["Male", "Female", "Total"].map(|row| by_sex.at(row, "value")), ["84043", "3683", "87726"]);
    same_percentages(
        "prison.reoffending.rates",
        1,
        &[
            ("All offenders", "26.5"),
            ("Adults", "26.2"),
            ("Juveniles (aged 10 to 17)", "32.1"),
            ("Adults released from custody of less than 12 months", "56.9"),
        ],
    );
    same_percentages("prison.reoffending.timing", 1, &[("Within three months", "31.5"), ("Within six months", "56.2")]);
}

#[test]
fn attendances_by_year_and_their_monthly_averages() {
    let mut compared = 0;
    for (id, attendances, averages) in [
        ("hospitals.derby.by_year", "s13_1_rdh_attendances_per_year.csv", "s13_1_rdh_average_per_month.csv"),
        ("hospitals.chesterfield.by_year", "s13_2_crh_attendances_per_year.csv", "s13_2_crh_average_per_month.csv"),
    ] {
        let built = read(id);
        for row in published(attendances).1 {
            assert_eq!(built.at(&row[0], "value"), row[1], "{attendances}: {}", row[0]);
            compared += 1;
        }
        for row in published(averages).1 {
            assert_eq!(format!("{:.0}", built.number(&row[0], "per_month")), row[1], "{averages}: {}", row[0]);
            compared += 1;
        }
    }
    assert_eq!(compared, 12);
    let both = read("hospitals.attendances");
    let three_years = |hospital: &str| -> f64 {
        ["2021/22", "2022/23", "2023/24"].iter().map(|year| both.number(hospital, year)).sum()
    };
    // I-54: printed as 2,751.
    assert_eq!(three_years("Royal Derby Hospital"), 2754.0);
    assert_eq!(three_years("Chesterfield Royal Hospital"), 1685.0);
}

#[test]
fn means_of_assault_at_royal_derby() {
    let built = read("hospitals.derby.method");
    let (_, rows) = published("s13_1_rdh_assault_method.csv");
    assert_eq!(rows.len(), 14);
    for row in &rows {
        let name = total(&row[0]);
        assert_eq!(built.at(&name, "value"), row[1], "{name}");
        assert_eq!(percent(&built, &name, "share", 1), row[2], "share of {name}");
    }
}

#[test]
fn hospital_figures_that_only_the_text_gave() {
    let means = read("hospitals.derby.means");
    assert_eq!([means.at("Body part", "value"), means.at("Weapon", "value")], ["1841", "425"]);
    assert_eq!(percent(&means, "Body part", "share", 1), "81.2");
    let means = read("hospitals.chesterfield.means");
    assert_eq!([means.at("Body part", "value"), means.at("Weapon", "value")], ["1217", "260"]);
    let march = read("hospitals.derby.march");
    assert_eq!([march.at("March 2023", "value"), march.at("March 2024", "value")], ["86", "58"]);
    let derby = [("Friday to Sunday", "55.1"), ("18:00 to 04:00", "54.3"), ("Aged 18 to 30", "41.4")];
    same_percentages("hospitals.derby.arrivals", 1, &derby);
    let chesterfield = [("18:00 to 04:00", "56"), ("Aged 16 to 31", "44"), ("Assaulted with a fist", "39")];
    same_percentages("hospitals.chesterfield.arrivals", 0, &chesterfield);
}

#[test]
fn ambulance_calls_by_sex_and_response() {
    let (header, rows) = published("s13_3_emas_calls.csv");
    let mut compared = 0;
    for row in &rows {
        let table = match row[0].as_str() {
            "All" => "calls",
            "Male" => "male",
            _ => "female",
        };
        let built = read(&format!("hospitals.ambulance.{table}"));
        for (title, printed) in header.iter().zip(row).skip(2) {
            assert_eq!(built.at(&total(&row[1]), title), printed, "{} / {} / {title}", row[0], row[1]);
            compared += 1;
        }
    }
    assert_eq!(compared, 36);
}

#[test]
fn ambulance_calls_by_sex_with_those_not_recorded() {
    let built = read("hospitals.ambulance.by_sex");
    let (header, rows) = published("s13_3_emas_calls_pct_by_sex.csv");
    assert_eq!(rows.len(), 2);
    for row in &rows {
        for (title, printed) in header.iter().zip(row).skip(1) {
            let column = format!("share_{}", title.trim_end_matches(" pct"));
            assert_eq!(percent(&built, &row[0], &column, 0), *printed, "{} / {title}", row[0]);
        }
    }
    // I-57: males and females do not add up to all calls.
    let unknown = ["2021/22", "2022/23", "2023/24"].map(|year| built.at("Not recorded", year).to_owned());
    assert_eq!(unknown, ["84", "53", "37"]);
}

#[test]
fn hospitals_that_the_ambulance_service_took_people_to() {
    let built = read("hospitals.ambulance.conveyed");
    assert_eq!(same_counts("s13_3_emas_conveyed_hospital.csv", &built, total, year), 27);
}
