//! The words and signs of conditions, and why others are not among them.

use super::slips::Slip;
use super::tree::Function;

/// The words of SQL that conditions are made of, apart from columns and functions.
pub(super) const WORDS: [&str; 16] = [
    "AND", "BETWEEN", "CASE", "DATE", "ELSE", "END", "FALSE", "IN", "IS", "LIKE", "NOT", "NULL", "OR", "THEN", "TRUE",
    "WHEN",
];

/// Signs that conditions are made of.
pub(super) const SIGNS: [&str; 11] = ["=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "(", ")"];

/// Words that no condition can use: why, and what to write instead.
const REFUSED: [(&[&str], &str, &str); 11] = [
    (
        &[
            "SELECT",
            "FROM",
            "WHERE",
            "WITH",
            "VALUES",
            "TABLE",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "JOIN",
            "LATERAL",
            "UNNEST",
            "EXISTS",
            "ANY",
            "ALL",
            "SOME",
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
        ],
        "a condition asks about one record, and cannot ask another table or file",
        "list the values: `ward IN ('Abbey', 'Arboretum')`",
    ),
    (
        &[
            "COUNT",
            "SUM",
            "AVG",
            "MEAN",
            "MIN",
            "MAX",
            "FIRST",
            "LAST",
            "MEDIAN",
            "MODE",
            "STDDEV",
            "VARIANCE",
            "QUANTILE",
            "ARRAY_AGG",
            "STRING_AGG",
            "BOOL_OR",
            "BOOL_AND",
            "EVERY",
        ],
        "a condition asks about one record, not about all records together",
        "compare with a number: `hour > 12`",
    ),
    (
        &[
            "OVER",
            "PARTITION",
            "ROW_NUMBER",
            "RANK",
            "DENSE_RANK",
            "PERCENT_RANK",
            "NTILE",
            "LAG",
            "LEAD",
            "FIRST_VALUE",
            "LAST_VALUE",
            "WINDOW",
            "FILTER",
        ],
        "a condition asks about one record, not about the records around it",
        "compare with a value of the same record",
    ),
    (
        &["CAST", "TRY_CAST", "SAFE_CAST", "CONVERT", "TRY_CONVERT", "INT", "INTEGER", "VARCHAR", "TEXT"],
        "a condition cannot turn one kind of value into another",
        "compare each column with values of its own kind: `year = '2024'`, `age >= 18`",
    ),
    (
        &[
            "ILIKE",
            "SIMILAR",
            "RLIKE",
            "REGEXP",
            "REGEXP_LIKE",
            "REGEXP_MATCHES",
            "GLOB",
            "MATCH",
            "STARTS_WITH",
            "ENDS_WITH",
            "CONTAINS",
            "STRPOS",
            "POSITION",
            "INSTR",
        ],
        "databases match such patterns differently",
        "use `LIKE`: `offence LIKE '%knife%'`, where `%` is any text and `_` any one character",
    ),
    (
        &["LOWER", "UPPER", "LCASE", "UCASE", "INITCAP", "COLLATE"],
        "databases change the case of some letters differently",
        "list the spellings: `weapon IN ('Knife', 'knife')`, or use `recode:` in the data manifest",
    ),
    (
        &["ROUND", "CEIL", "CEILING", "FLOOR", "TRUNC", "MOD", "DIV", "POWER", "SQRT", "EXP", "LN", "LOG", "SIGN"],
        "databases round and divide differently",
        "compare with limits: `age BETWEEN 18 AND 24`",
    ),
    (
        &[
            "EXTRACT",
            "YEAR",
            "MONTH",
            "HOUR",
            "WEEKDAY",
            "DATE_PART",
            "DATEPART",
            "DATE_TRUNC",
            "STRFTIME",
            "TO_DATE",
            "TO_CHAR",
            "DAY",
            "DAYOFWEEK",
            "QUARTER",
            "WEEK",
            "MINUTE",
            "SECOND",
            "INTERVAL",
            "TIMESTAMP",
            "TIME",
        ],
        "databases work out parts of dates differently",
        "use the columns `year`, `month`, `financial_year`, `weekday` and `hour`, or compare `date` with a day: `date >= DATE '2023-04-01'`",
    ),
    (
        &[
            "NOW",
            "TODAY",
            "CURRENT_DATE",
            "CURRENT_TIME",
            "CURRENT_TIMESTAMP",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "RANDOM",
            "RAND",
            "USER",
            "CURRENT_USER",
            "SESSION_USER",
        ],
        "the same records must always give the same figures",
        "write the day: `date >= DATE '2023-04-01'`",
    ),
    (
        &["SUBSTR", "SUBSTRING", "LEFT", "RIGHT", "CONCAT", "REPLACE", "TRIM", "LTRIM", "RTRIM", "OVERLAY", "REVERSE"],
        "databases cut and join texts differently",
        "use `LIKE`: `lsoa LIKE 'E0101%'`",
    ),
    (
        &[
            "UNKNOWN",
            "DISTINCT",
            "ISNULL",
            "NOTNULL",
            "ESCAPE",
            "XOR",
            "GREATEST",
            "LEAST",
            "IF",
            "IIF",
            "IFNULL",
            "NVL",
            "SYMMETRIC",
            "TUPLE",
            "ARRAY",
            "ROW",
            "STRUCT",
        ],
        "not every database knows it",
        "use `IS NULL`, `IS NOT NULL`, `COALESCE` or `CASE`",
    ),
];

/// Signs that no condition can use: why, and what to write instead.
const REFUSED_SIGNS: [(&[&str], &str, &str); 11] = [
    (&["=="], "SQL compares with one sign", "write `=`"),
    (&["&&", "&"], "SQL joins conditions with a word", "write `AND`"),
    (&["||", "|"], "SQL joins conditions with a word", "write `OR`"),
    (&["!"], "SQL turns a condition round with a word", "write `NOT`, or `<>` between two values"),
    (&["=>", "=<"], "the signs are in the wrong order", "write `>=` or `<=`"),
    (&["/", "//", "%"], "databases divide whole numbers differently", "compare with limits: `hour BETWEEN 8 AND 15`"),
    (&["*", "^"], "conditions add and subtract, no more", "compare with limits: `hour BETWEEN 8 AND 15`"),
    (&[";"], "a condition ends with its last value", "delete it"),
    (
        &["::"],
        "a condition cannot turn one kind of value into another",
        "compare each column with values of its own kind",
    ),
    (&["."], "conditions name columns alone", "write `knife`, not `offences.knife`"),
    (
        &["~", "!~", "~*", "!~*", "~~", "!~~", "~~*", "!~~*"],
        "databases match such patterns differently",
        "use `LIKE`: `offence LIKE '%knife%'`, where `%` is any text and `_` any one character",
    ),
];

/// Whether a word is one of the words of conditions.
pub(super) fn is_word(word: &str) -> bool {
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// A word of conditions where a value should be.
pub(super) fn out_of_place(word: &str) -> Slip {
    Slip::new(format!("`{}` where a column or a value is expected", word.to_uppercase()))
}

/// Why a word, which is neither a column nor one of conditions, cannot be used.
pub(super) fn refused(word: &str, is_call: bool) -> Option<Slip> {
    let named = |words: &&(&[&str], &str, &str)| words.0.iter().any(|each| each.eq_ignore_ascii_case(word));
    if let Some((_, why, instead)) = REFUSED.iter().find(named) {
        return Some(Slip::new(format!("`{}`: {why}", word.to_uppercase())).hint(*instead));
    }
    let functions = Function::ALL.map(Function::name).map(|name| format!("`{name}`"));
    is_call.then(|| {
        Slip::new(format!("`{word}(`, which is not a function of conditions"))
            .hint(format!("the functions of conditions are {}", functions.join(", ")))
    })
}

/// Why a sign cannot be used.
pub(super) fn refused_sign(sign: &str) -> Slip {
    match REFUSED_SIGNS.iter().find(|(signs, ..)| signs.contains(&sign)) {
        Some((_, why, instead)) => Slip::new(format!("`{sign}`: {why}")).hint(*instead),
        None => Slip::new(format!("`{sign}`, which is not a sign of conditions"))
            .hint(format!("the signs of conditions are {}", SIGNS.map(|sign| format!("`{sign}`")).join(" "))),
    }
}
