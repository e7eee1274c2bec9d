//! SQL as text: names that need quotes.

/// Words that cannot name a table without quotes.
const RESERVED: [&str; 32] = [
    "all", "and", "as", "case", "check", "column", "create", "default", "desc", "distinct", "else", "end", "from",
    "group", "having", "in", "into", "limit", "not", "null", "offset", "on", "or", "order", "select", "table", "then",
    "to", "union", "unique", "when", "where",
];

/// A source's name as the table that SQL asks.
pub(super) fn table_name(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    if plain && begins && !RESERVED.contains(&name) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_sql_needs_it() {
        let names = ["offences", "stop_searches_2", "order", "stop-searches", "Crimes", "2023", "a\"b"].map(table_name);
        assert_eq!(
            names,
            ["offences", "stop_searches_2", "\"order\"", "\"stop-searches\"", "\"Crimes\"", "\"2023\"", "\"a\"\"b\""]
        );
    }
}
