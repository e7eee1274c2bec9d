//! Figures in the text: every value that is printed in prose, with its expression and the cells it was worked out from.

use super::answer::{CellFacts, Entry, FigureFacts, FigureUse};
use super::cells::{cell_by_keys, cell_facts};
use super::find;
use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Block, Bound, Document, Fact, Inline, Prose, Said, Section, Table, plain_text};

/// The most cells listed for a figure.
const MOST_CELLS: usize = 20;

/// The figure that the key findings print large, if the finding is one of the most important.
const LARGE: &str = "the large figure of the finding";

/// Where the figure of a claim is.
pub(super) const CLAIM: &str = "a claim that was true when the report was built,";

/// Where a value is.
struct Place<'a> {
    section: Option<&'a Section>,
    stands_in: &'static str,
}

/// Every place in which the text prints a figure, and the cells that print it.
///
/// # Errors
/// `unknown-figure`: the report prints it nowhere.
pub(super) fn figure_facts(document: &Document, figure: &str) -> Result<FigureFacts, Diagnostic> {
    let wanted = plain(figure);
    let uses: Vec<FigureUse> = all_values(document)
        .into_iter()
        .filter(|(_, bound, _)| prints(&bound.text, &wanted))
        .map(|(place, bound, text)| figure_use(document, &place, bound, &text))
        .chain(claimed(document, &wanted))
        .collect();
    let titled = find::all(document).into_iter().map(|named| named.entry());
    let titles: Vec<Entry> = titled.filter(|entry| prints(&entry.title, &wanted)).collect();
    let cells = cells_that_print(document, &wanted);
    if uses.is_empty() && cells.is_empty() && titles.is_empty() {
        return Err(Diagnostic::error(Code::UnknownFigure, format!("the report does not print `{figure}`"))
            .found(format!("`{figure}`"))
            .expected("a figure as the text or a table prints it, such as `11,647`, `45.1%` or `−343`"));
    }
    let cells_found = cells.len();
    Ok(FigureFacts {
        figure: figure.to_owned(),
        uses,
        titles,
        cells: cells.into_iter().take(MOST_CELLS).collect(),
        cells_found,
    })
}

/// The values in the text of a section, without the sections inside it.
pub(super) fn figures_of(document: &Document, section: &Section) -> Vec<FigureUse> {
    values_in(&section.blocks, Some(section))
        .into_iter()
        .filter(|(_, bound, _)| !bound.inputs.is_empty())
        .map(|(place, bound, text)| figure_use(document, &place, bound, &text))
        .collect()
}

fn figure_use(document: &Document, place: &Place<'_>, bound: &Bound, sentence: &str) -> FigureUse {
    let cells = bound.inputs.iter().filter_map(|input| {
        let table = document.tables().find(|table| table.id == input.table)?;
        cell_by_keys(table, &input.row, &input.column)
    });
    FigureUse {
        section: place.section.map(|section| section.id.clone()).unwrap_or_default(),
        section_number: place.section.map(|section| section.number.clone()).unwrap_or_default(),
        stands_in: place.stands_in.to_owned(),
        printed: bound.text.clone(),
        expression: bound.expression.clone(),
        sentence: sentence.to_owned(),
        cells: cells.collect(),
    }
}

/// Figures that authors typed in claims, each with the expression that it was checked against.
fn claimed(document: &Document, wanted: &str) -> Vec<FigureUse> {
    let mut found = Vec::new();
    for section in document.all_sections() {
        for claim in section.blocks.iter().filter_map(Block::as_claim) {
            let Some((expression, figure)) = claim.equals.as_ref().filter(|(_, figure)| prints(figure, wanted)) else {
                continue;
            };
            found.push(FigureUse {
                section: section.id.clone(),
                section_number: section.number.clone(),
                stands_in: CLAIM.to_owned(),
                printed: figure.clone(),
                expression: expression.clone(),
                sentence: plain_text(&claim.text).trim().to_owned(),
                cells: Vec::new(),
            });
        }
    }
    found
}

fn cells_that_print(document: &Document, wanted: &str) -> Vec<CellFacts> {
    document.tables().flat_map(|table| cells_of(table, wanted)).collect()
}

fn cells_of(table: &Table, wanted: &str) -> Vec<CellFacts> {
    let mut found = Vec::new();
    for (row_at, row) in table.rows.iter().enumerate() {
        for (column_at, (column, cell)) in table.columns.iter().zip(&row.cells).enumerate() {
            if cell.number().is_some() && plain(&cell.print(column.format)) == wanted {
                found.extend(cell_facts(table, row_at, column_at));
            }
        }
    }
    found
}

type Value<'a> = (Place<'a>, &'a Bound, String);

fn all_values(document: &Document) -> Vec<Value<'_>> {
    let about = values_in(&document.about, None);
    let sections = document.all_sections().into_iter().flat_map(|section| values_in(&section.blocks, Some(section)));
    about.into_iter().chain(sections).collect()
}

fn values_in<'a>(blocks: &'a [Block], section: Option<&'a Section>) -> Vec<Value<'a>> {
    blocks.iter().flat_map(|block| values_of_block(block, section)).collect()
}

/// The values of a block: those in its words, then those it shows large.
fn values_of_block<'a>(block: &'a Block, section: Option<&'a Section>) -> Vec<Value<'a>> {
    let said = block.said();
    let place = || Place { section, stands_in: block.called() };
    let repeated = block.as_key_findings().into_iter().flatten().map(|link| link.finding.text.as_slice());
    let texts = said.iter().copied().flat_map(texts_of).chain(repeated);
    let in_words = texts.flat_map(|text| values_of(text).into_iter().map(|bound| (place(), bound, sentence(text))));
    let glance = said.iter().filter_map(|said| match said {
        Said::Figure(Fact { figure, text }) => Some((place(), figure, format!("{} {}", figure.text, sentence(text)))),
        Said::Prose(_) | Said::Sentence(_) => None,
    });
    let large = block.as_finding().and_then(|finding| {
        Some((Place { section, stands_in: LARGE }, finding.figure.as_ref()?, sentence(&finding.text)))
    });
    in_words.chain(glance).chain(large).collect()
}

fn texts_of(said: Said<'_>) -> Vec<&[Inline]> {
    match said {
        Said::Prose(prose) => paragraphs(std::slice::from_ref(prose)),
        Said::Sentence(text) => vec![text],
        Said::Figure(Fact { text, .. }) => vec![text],
    }
}

fn sentence(text: &[Inline]) -> String {
    plain_text(text).trim().to_owned()
}

fn paragraphs(prose: &[Prose]) -> Vec<&[Inline]> {
    let mut found = Vec::new();
    for block in prose {
        match block {
            Prose::Paragraph(text) | Prose::Heading(text) => found.push(text.as_slice()),
            Prose::List { items, .. } => found.extend(items.iter().flat_map(|item| paragraphs(item))),
            Prose::Quote(inner) => found.extend(paragraphs(inner)),
        }
    }
    found
}

fn values_of(text: &[Inline]) -> Vec<&Bound> {
    let mut found = Vec::new();
    for inline in text {
        match inline {
            Inline::Value(bound) => found.push(bound),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { content: inner, .. } => {
                found.extend(values_of(inner));
            }
            Inline::Text(_) | Inline::Reference(_) | Inline::Break => {}
        }
    }
    found
}

/// A figure as it is typed: a plain minus sign, plain blanks.
fn plain(text: &str) -> String {
    text.trim().replace('\u{2212}', "-").replace(['\u{a0}', '\u{202f}'], " ")
}

/// Whether a text prints a figure, whole: `37` is not printed by `37%`, `2,370` or `3.7`.
fn prints(text: &str, wanted: &str) -> bool {
    let text = plain(text);
    let is_part = |c: char| c.is_alphanumeric() || "%£".contains(c);
    text.match_indices(wanted).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + wanted.len()..]);
        let mut back = before.chars().rev();
        let (last, last_but_one) = (back.next(), back.next());
        let mut on = after.chars();
        let (next, next_but_one) = (on.next(), on.next());
        let joins = |mark: Option<char>, beyond: Option<char>| {
            mark.is_some_and(|c| ".,".contains(c)) && beyond.is_some_and(|c| c.is_ascii_digit())
        };
        let begins = !last.is_some_and(is_part) && !joins(last, last_but_one);
        begins && !next.is_some_and(is_part) && !joins(next, next_but_one)
    }) && !wanted.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_found_whole_or_not_at_all() {
        for (text, wanted, found) in [
            ("11,647", "11,647", true),
            ("rose by 5.2% to 11,647, and", "11,647", true),
            ("rose by 5.2% to 11,647.", "11,647", true),
            ("11,647", "647", false),
            ("37%", "37", false),
            ("3.7", "7", false),
            ("2,370", "37", false),
            ("\u{2212}343", "-343", true),
            ("\u{2212}343", "343", true),
            ("£92,800,000", "92,800,000", false),
            ("£92,800,000", "£92,800,000", true),
            ("first", "", false),
        ] {
            assert_eq!(prints(text, wanted), found, "{text} / {wanted}");
        }
    }
}
