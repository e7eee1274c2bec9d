//! What is long, made short enough for a message.

/// The longest name or value shown whole, in characters.
const LONGEST_NAME: usize = 100;

/// The characters kept of a longer one: from its start, and from its end.
const KEPT: (usize, usize) = (60, 30);

/// The longest line of a message, in characters.
const LONGEST_LINE: usize = 1000;

/// Most items of a list that are shown.
const MOST_ITEMS: usize = 10;

/// A value from outside, its middle left out if it is long: `A long na…e that ends`.
pub fn shortened(value: &str) -> String {
    let length = value.chars().count();
    if length <= LONGEST_NAME {
        return value.to_owned();
    }
    let start: String = value.chars().take(KEPT.0).collect();
    let end: String = value.chars().skip(length - KEPT.1).collect();
    format!("{start}…{end}")
}

/// A line of a message with its long names shortened, and cut if it is still long. Names are in backticks.
pub(super) fn short_line(text: &str) -> String {
    if text.len() <= LONGEST_NAME {
        return text.to_owned();
    }
    let is_name = |at: usize| at % 2 == 1;
    let parts = text.split('`').enumerate();
    let short: Vec<String> =
        parts.map(|(at, part)| if is_name(at) { shortened(part) } else { part.to_owned() }).collect();
    let line = short.join("`");
    match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The first ten of a list and how many more there are: `` `a`, `b` and 2,990 more ``. Items come as they are shown.
pub fn first_of(items: &[String]) -> String {
    let shown = items[..items.len().min(MOST_ITEMS)].join(", ");
    match items.len().saturating_sub(MOST_ITEMS) {
        0 => shown,
        more => format!("{shown} and {} more", thousands(more)),
    }
}

/// A number with commas between thousands.
pub(super) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut spaced = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            spaced.push(',');
        }
        spaced.push(digit);
    }
    spaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_loses_its_middle() {
        let long = format!("{}{}{}", "a".repeat(60), "x".repeat(5000), "é".repeat(30));
        assert_eq!(shortened(&long), format!("{}…{}", "a".repeat(60), "é".repeat(30)));
        assert_eq!(
            short_line(&format!("unknown area `{long}` here")),
            format!("unknown area `{}` here", shortened(&long))
        );
        assert_eq!(shortened(&"é".repeat(100)), "é".repeat(100));
        assert_eq!(short_line(&"é".repeat(5000)), format!("{}…", "é".repeat(1000)));
    }

    #[test]
    fn a_list_says_how_many_more() {
        let items: Vec<String> = (1..=12).map(|number| number.to_string()).collect();
        assert_eq!(first_of(&items), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more");
        assert_eq!(first_of(&items[..2]), "1, 2");
        assert_eq!(first_of(&[]), "");
        assert_eq!([7, 999, 1000, 1_234_567].map(thousands), ["7", "999", "1,000", "1,234,567"]);
    }
}
