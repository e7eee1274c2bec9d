//! The whole text of every message of the measures about persons.

use super::fixture::World;

#[test]
fn every_message_says_what_to_do() {
    let (people, knives, carriers) = (World::people(), World::knives(), World::carriers());
    let messages = [
        people.message("repeats: { of: offences }"),
        people.message("repeats: { of: victims, top: 0 }"),
        people.message("frequency: { of: victims, groups: [1, 3-9, 10+] }"),
        people.message("frequency: { of: victims, groups: [1, 2-9] }"),
        people.message("overlap: { of: victims, with: victims }"),
        people.message("rate_ratio: { of: suspects, rows: sex }"),
        people.message("rate_ratio: { of: suspects, reference: Whit }"),
        knives.message("cohort: { incidents: { recent_months: 36 } }"),
        knives.message("cohort: { quarters: 0 }"),
        carriers.message("lifestyle: { weights: { Gang: 5, Weapon: 20 } }"),
        carriers.message("carrier_index: { weights: { Gang: 5, Weapons: 20, Debt: 1 }, harm_bands_days: [0-9, 10+] }"),
        people.message("carrier_index: { weights: { Gang: 5 }, of: victims }"),
    ];
    insta::assert_snapshot!(messages.concat());
}
