//! Tests of published totals among their parts.

use super::search::{Cell, Grid};
use super::{KnownBy, among, found, names};

/// Totals of values whose figures are given group by group: `-` is kept back, a blank is absent.
fn told(values: &str, groups: &[&str]) -> Vec<String> {
    let values: Vec<&str> = values.split(',').collect();
    let cell = |text: &str| match text.trim() {
        "" => Cell::Absent,
        "-" => Cell::Hidden,
        number => Cell::Known(number.parse().unwrap()),
    };
    let groups: Vec<Vec<Cell>> = groups.iter().map(|group| group.split(',').map(cell).collect()).collect();
    let length = values.len();
    let totals = found(&values, &Grid::new(groups, length));
    totals
        .into_iter()
        .map(|total| {
            let how = match total.known_by {
                KnownBy::Stated => "stated".to_owned(),
                KnownBy::Sum(groups) => groups.to_string(),
                KnownBy::Name => "by name".to_owned(),
            };
            format!("{} = {} ({how})", total.value, total.parts.join(" + "))
        })
        .collect()
}

const NONE: [&str; 0] = [];

#[test]
fn a_sum_of_all_others_is_a_total_whatever_its_name_and_place() {
    let groups = ["10,40,30", "20,80,60", "30,120,90", "21,80,59", "40,161,121"];
    assert_eq!(told("F,P,M", &groups), ["P = F + M (5)"]);
    assert_eq!(told("A,B,C", &["10,49,31", "20,80,60", "30,120,90", "21,80,59", "40,161,121"]), NONE);
}

#[test]
fn one_large_figure_is_enough_and_a_few_small_ones_are_not() {
    assert_eq!(told("Town,Shire,City", &["41234,153411,112177"]), ["Shire = Town + City (1)"]);
    assert_eq!(told("A,B,C", &["1,3,2", "2,3,1", "0,1,1"]), NONE);
    assert_eq!(told("A,B,C", &["10,20,30"]), NONE);
}

#[test]
fn zeros_prove_nothing() {
    assert_eq!(told("A,B", &["0,812", "0,955", "0,1044"]), NONE);
    assert_eq!(told("A,B,C", &["0,0,0", "0,0,0"]), NONE);
    assert_eq!(told("A,B,C", &["812,812,0", "955,955,0"]), NONE, "two equal values, neither named as a whole");
    assert_eq!(told("All,B,C", &["812,812,0", "955,955,0"]), ["All = B (2)"]);
}

#[test]
fn levels_within_levels_are_found_in_any_order() {
    let groups = ["871,411,203,208,460,250,210", "907,420,211,209,487,266,221", "991,457,230,227,534,301,233"];
    let expected = ["Land = E1 + E2 + West (3)", "East = E1 + E2 (3)", "West = W1 + W2 (3)"];
    assert_eq!(told("Land,East,E1,E2,West,W1,W2", &groups), expected);
    let shuffled = ["203,250,871,460,411,210,208", "211,266,907,487,420,221,209", "230,301,991,534,457,233,227"];
    let mut found = told("E1,W1,Land,West,East,W2,E2", &shuffled);
    found.sort();
    assert_eq!(found, ["East = E1 + E2 (3)", "Land = West + East (3)", "West = W1 + W2 (3)"]);
}

#[test]
fn figures_kept_back_and_rounded_do_not_hide_a_total() {
    assert_eq!(told("P,F,M", &["340,-,337", "415,-,409", "512,100,412"]), ["P = F + M (3)"]);
    assert_eq!(told("P,F,M", &["340,100,-", "415,120,-", "512,-,100"]), NONE, "what is kept back may be anything");
    let tens = ["1340,620,730", "2410,1180,1220", "3510,1700,1810", "2250,1020,1230"];
    assert_eq!(told("P,F,M", &tens), ["P = F + M (4)"]);
}

#[test]
fn a_name_helps_where_a_total_holds_more_than_its_parts() {
    assert_eq!(told("Male,Female,All", &["300,100,420", "30,5,36"]), ["All = Male + Female (by name)"]);
    assert_eq!(told("Derby,Bolsover,England", &["30,20,900"]), ["England = Derby + Bolsover (by name)"]);
    assert_eq!(told("All other,Theft,Arson", &["900,20,30"]), NONE);
    assert_eq!(told("England,Wales,Scotland", &["900,20,31"]), NONE);
    assert_eq!(told("East Midlands,Derby,Bolsover", &["3,20,31"]), NONE, "not a total: less than others");
}

#[test]
fn names_of_totals() {
    for name in ["All", "Total", "TOTAL:", "all ages", "Both sexes", "Total offences", "Derbyshire total", "Persons"] {
        assert!(names::is_whole(name), "{name}");
    }
    for name in ["All other theft", "Allestree", "Personal", "Totally unknown", "Male"] {
        assert!(!names::is_whole(name), "{name}");
    }
}

#[test]
fn residents_with_their_total() {
    let residents = [("Elm", 5_123), ("Oak", 7_331), ("Shire", 12_454)];
    let totals = among(residents.into_iter());
    assert_eq!(totals.iter().map(|total| total.value).collect::<Vec<_>>(), ["Shire"]);
}
