//! Names of totals, and of the countries and regions that a file of smaller areas has beside them.

const WHOLES: [&str; 17] = [
    "all",
    "both",
    "both sexes",
    "both genders",
    "combined",
    "everyone",
    "female and male",
    "females and males",
    "grand total",
    "male and female",
    "males and females",
    "overall",
    "people",
    "persons",
    "sum",
    "total",
    "totals",
];

const COUNTRIES: [&str; 10] = [
    "england",
    "england & wales",
    "england and wales",
    "gb",
    "great britain",
    "northern ireland",
    "scotland",
    "uk",
    "united kingdom",
    "wales",
];

/// Regions whose names no ward or town has too, as `North East` and `London` might.
const REGIONS: [&str; 6] = [
    "east midlands",
    "east of england",
    "west midlands",
    "yorkshire & the humber",
    "yorkshire and humber",
    "yorkshire and the humber",
];

fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    let words = lower.split(|letter: char| letter.is_whitespace() || letter == '-' || letter == '_');
    let joined: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    joined.join(" ").trim_matches(|letter: char| ":*.()[]".contains(letter)).to_owned()
}

/// Whether a value has the name of a total: `All`, `Total offences`, `Both sexes`. `All other` is a rest.
pub(crate) fn is_whole(name: &str) -> bool {
    let name = plain(name);
    let is_rest = name.starts_with("all other");
    let begins = ["all ", "total "].iter().any(|word| name.starts_with(word));
    !is_rest && (WHOLES.contains(&name.as_str()) || begins || name.ends_with(" total"))
}

/// Whether by their names one value holds another: a total any other, a country and a region the smaller areas beside them.
pub(super) fn holds(whole: &str, part: &str) -> bool {
    let is = |names: &[&str], name: &str| names.contains(&plain(name).as_str());
    let (is_country, is_region) = (is(&COUNTRIES, part), is(&REGIONS, part));
    whole != part
        && (is_whole(whole) || is(&COUNTRIES, whole) && !is_country || is(&REGIONS, whole) && !is_country && !is_region)
        && !is_whole(part)
}
