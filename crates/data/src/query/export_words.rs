//! The files next to exported records: the statements that name them, and a page for whoever opens the folder.

use super::DerivedRecords;
use super::quoted;
use sna_core::columns::ETHNICITY_CODES;

/// SQL that gives every file the name that the queries of the report use; if any has codes of ethnicity, also what
/// these are called in tables.
pub fn views(records: &[DerivedRecords]) -> String {
    let head = "-- Names for the records in this folder. Run it here: duckdb -init views.sql\n";
    let has_codes = records.iter().any(|records| records.columns.iter().any(|column| column == "ethnicity"));
    let labels = has_codes.then(ethnicity_labels);
    [head.to_owned()].into_iter().chain(labels).chain(records.iter().map(DerivedRecords::view)).collect()
}

fn ethnicity_labels() -> String {
    let codes = ETHNICITY_CODES.iter().map(|known| format!("({}, {})", quoted(known.code), quoted(known.label)));
    let codes: Vec<String> = codes.collect();
    format!(
        "-- What the codes of ethnicity are called in tables.\n\
         CREATE OR REPLACE VIEW ethnicity_labels AS SELECT * FROM (VALUES {}) AS codes(code, label);\n",
        codes.join(", ")
    )
}

/// What the files are, how a query of the report is run on them, and how to keep them.
pub fn about(report: &str, records: &[DerivedRecords]) -> String {
    let files = records.iter().map(|records| {
        let counted = format!("{} records", records.rows);
        format!(
            "{}: {counted}\n    {}\n    columns: {}\n",
            records.file_name(),
            records.title,
            records.columns.join(", ")
        )
    });
    let files: Vec<String> = files.collect();
    format!(
        "Records behind the report `{report}`, as its queries see them\n\n\
         These files have one row for each record: dates, places and, where persons are counted, their pseudonyms. They are\n\
         records about people. Keep them where the records themselves are kept, share them only with people who may see the\n\
         records, and delete them when the check is done.\n\n\
         Running a query of the report\n\n    \
         sna explain REPORT TABLE        prints the queries of a table\n    \
         duckdb -init views.sql          in this folder; then paste a query\n\n\
         Every query of the report runs unchanged and gives the counts behind the table.\n\n\
         What the columns contain\n\n\
         Columns have the names and values that conditions in the data manifest see: `financial_year` is 2023/24, `month`\n\
         2024-03, `weekday` Monday, `year` 2024, all four as text; `hour` and ages are whole numbers; flags are true, false or\n\
         empty. Rows that the report sets aside (a date that cannot be read, an identifier that appears twice, an offence that\n\
         is missing) are not included. Records that belong to offences have their offence's columns. A column that a query\n\
         asks of two sources, and one of them lacks, is there and empty.\n\n\
         Files\n\n{}",
        files.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(columns: &[&str]) -> DerivedRecords {
        DerivedRecords {
            source: "stop-searches".to_owned(),
            title: "Searches".to_owned(),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            rows: 1,
            parquet: Vec::new(),
        }
    }

    #[test]
    fn codes_are_explained_where_there_are_any() {
        let without = views(&[records(&["date"])]);
        assert!(
            without.ends_with("CREATE OR REPLACE VIEW \"stop-searches\" AS SELECT * FROM 'stop-searches.parquet';\n")
        );
        assert!(!without.contains("ethnicity"), "{without}");
        let with = views(&[records(&["date", "ethnicity"])]);
        assert!(with.contains("('W1', 'White: British')"), "{with}");
        assert_eq!(with.lines().count(), without.lines().count() + 2);
    }
}
