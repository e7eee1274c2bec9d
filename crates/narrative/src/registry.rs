//! Every word an author can use in an expression, with one line on each. The guide, the tests and the errors that name
//! the nearest word all use this list.

/// Where a word can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `value | name`
    Filter,
    /// `name(...)`
    Function,
    /// `value is name`
    Test,
    /// `table.name`
    Table,
    /// `table.row(...).name` and `table.column(...).name`
    Series,
    /// `row.name` for a row of `table.rows` or `table.top(...)`
    Row,
}

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Where it can be used.
    pub kind: Kind,
    /// How it is written: `pct(decimals)`.
    pub signature: &'static str,
    /// What it gives.
    pub summary: &'static str,
}

impl Entry {
    /// The word alone.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.signature.split('(').next().unwrap_or_default()
    }
}

const fn entry(kind: Kind, signature: &'static str, summary: &'static str) -> Entry {
    Entry { kind, signature, summary }
}

/// All words, in the order of the guide.
pub static REGISTRY: &[Entry] = &[
    entry(Kind::Table, "cell(row, column)", "the figure in one cell"),
    entry(Kind::Table, "row(row)", "the figures of a row, by column"),
    entry(Kind::Table, "column(column)", "the figures of a column, by row; without totals and unknown"),
    entry(Kind::Table, "total", "the figure in the total row and total column"),
    entry(
        Kind::Table,
        "share(row, column)",
        "the row as a share of the total row; without a column, of the total column",
    ),
    entry(
        Kind::Table,
        "top(n, column)",
        "the n highest rows, and all that equal the last of them; without a column, by the total column",
    ),
    entry(Kind::Table, "rank(row, column)", "the rank of a row, 1 for the highest"),
    entry(
        Kind::Table,
        "same_as(row, column)",
        "the names of the other rows with the same figure, which share its rank",
    ),
    entry(Kind::Table, "rows", "the rows, without totals and unknown"),
    entry(Kind::Table, "columns", "the names of the columns that hold the measure itself"),
    entry(Kind::Table, "all_columns", "the names of all its columns, including changes, shares and rates"),
    entry(Kind::Table, "uneven", "the names of areas whose records cover fewer days than those of others"),
    entry(Kind::Table, "title", "the title of the table"),
    entry(Kind::Row, "name", "the name of the row"),
    entry(Kind::Row, "value", "its figure: in the total column, or in the column asked for"),
    entry(Kind::Row, "share", "its share of the total row"),
    entry(Kind::Row, "cell(column)", "its figure in another column"),
    entry(Kind::Row, "series", "its figures, by column"),
    entry(Kind::Series, "first", "the first figure"),
    entry(Kind::Series, "last", "the last figure"),
    entry(Kind::Series, "previous", "the figure before the last"),
    entry(Kind::Series, "known", "the series without missing figures: `.known.mean` ignores gaps"),
    entry(Kind::Series, "max", "the greatest figure"),
    entry(Kind::Series, "min", "the smallest figure"),
    entry(Kind::Series, "mean", "the arithmetic mean"),
    entry(Kind::Series, "total", "the total in the table, or otherwise the sum"),
    entry(Kind::Series, "at(key)", "the figure of one column or row"),
    entry(Kind::Series, "keys", "the names of its figures, in order"),
    entry(Kind::Series, "values", "its figures, in order"),
    entry(Kind::Series, "name", "the name of the row or column"),
    entry(
        Kind::Series,
        "highest",
        "the name of the greatest figure; of equals up to four names, otherwise their number: 24 months equally",
    ),
    entry(Kind::Series, "lowest", "the name of the smallest figure; of equals as `highest`"),
    entry(Kind::Series, "highest_names", "a list of the names of the greatest figure, one or several"),
    entry(Kind::Series, "lowest_names", "a list of the names of the smallest figure"),
    entry(Kind::Series, "is_highest(key)", "whether this figure is greater than every other"),
    entry(
        Kind::Function,
        "change(series, from, to)",
        "rose by 32.0% (from 122 to 161), as a test of the two counts supports",
    ),
    entry(
        Kind::Function,
        "change_with_interval(series, from, to)",
        "the same with the interval of the change: rose by 32.0% (from 122 to 161; 95% interval +3.7% to +68.4%)",
    ),
    entry(Kind::Function, "changed(series, from, to)", "rise, fall or no clear change"),
    entry(Kind::Function, "direction(series, from, to)", "rose, fell or showed no clear change"),
    entry(
        Kind::Function,
        "comparable(series, from, to)",
        "whether two times can be compared: both covered alike, and no break between them",
    ),
    entry(
        Kind::Function,
        "moved(series, from, to)",
        "went from 17% to 22%, up 5.0 percentage points; for rates and shares, which have no test",
    ),
    entry(Kind::Function, "difference(a, b)", "a minus b, with its sign"),
    entry(Kind::Function, "ratio(a, b)", "a divided by b, written with one decimal; does not apply where b is zero"),
    entry(Kind::Function, "sum(list)", "the sum of a list of figures or of a series"),
    entry(
        Kind::Function,
        "verb(names, one, several)",
        "the first text for one name, the second for several: `was` or `were`",
    ),
    entry(Kind::Function, "table(id)", "a table by its identifier, where the identifier is not a plain name"),
    entry(Kind::Function, "ref(id)", "a link to a section, table or figure by its number"),
    entry(Kind::Function, "stated(text, source=...)", "a figure of another source, with the source named"),
    entry(Kind::Function, "plain(text)", "text with digits that are a name, not a figure: an age group, a statute"),
    entry(Kind::Filter, "count", "a whole number with thousands commas"),
    entry(Kind::Filter, "pct(decimals)", "a fraction as a percentage, with one decimal by default"),
    entry(Kind::Filter, "signed", "a whole number with a sign"),
    entry(Kind::Filter, "signed_pct(decimals)", "the same with a sign"),
    entry(Kind::Filter, "decimal(decimals)", "a number with one decimal by default"),
    entry(Kind::Filter, "pounds", "whole pounds sterling with thousands commas"),
    entry(Kind::Filter, "in_words", "zero to twelve in words, larger numbers in digits"),
    entry(Kind::Filter, "list", "a, b and c"),
    entry(Kind::Filter, "hours", "the hour from 08:00, or each of the hours from 01:00 and 08:00"),
    entry(Kind::Filter, "lower_first", "text with a lower-case first letter"),
    entry(Kind::Filter, "upper_first", "text with a capital first letter"),
    entry(Kind::Test, "tied", "whether the greatest figure of a series, or the first of a list of rows, has an equal"),
    entry(Kind::Test, "missing", "whether there is no figure: withheld or not available"),
];

/// The words of one kind.
pub(crate) fn names(kind: Kind) -> impl Iterator<Item = &'static str> {
    REGISTRY.iter().filter(move |entry| entry.kind == kind).map(Entry::name)
}
