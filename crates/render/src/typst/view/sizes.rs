//! Type size and column widths of a table, from the measured widths of its words and figures.
//!
//! Explicit widths keep layout fast and the columns of a table even. A wide table is made smaller before it is turned
//! sideways.

use serde::Serialize;

use super::table::starts_group;
use crate::typst::fonts::Fonts;
use sna_core::document::Table;

/// A way to set a table.
#[derive(Debug, Clone, Copy)]
struct Setting {
    /// Size of its text, in points.
    size: f64,
    /// Space on each side of a cell's text, in ems.
    padding: f64,
    /// Most lines a row label may take.
    lines: u32,
    /// On a separate page, turned sideways.
    sideways: bool,
}

const fn upright(size: f64, padding: f64, lines: u32) -> Setting {
    Setting { size, padding, lines, sideways: false }
}

const fn turned(size: f64, padding: f64, lines: u32) -> Setting {
    Setting { size, padding, lines, sideways: true }
}

/// Tried in this order; the first that fits is used.
const SETTINGS: [Setting; 9] = [
    upright(10.5, 0.42, 1),
    upright(10.5, 0.42, 2),
    upright(9.5, 0.42, 2),
    upright(9.5, 0.28, 2),
    upright(8.5, 0.28, 2),
    upright(9.5, 0.42, 4),
    turned(10.5, 0.42, 2),
    turned(9.5, 0.42, 2),
    turned(8.5, 0.28, 3),
];

/// Tried for a heat table, whose cells are read as a picture and are closer together.
const HEAT_SETTINGS: [Setting; 4] =
    [upright(9.5, 0.25, 1), upright(8.5, 0.25, 2), turned(9.5, 0.25, 2), turned(8.5, 0.25, 2)];

/// Text width of an upright and of a turned A4 page with margins of 22 mm, in points.
const UPRIGHT: f64 = 470.5;
const TURNED: f64 = 717.0;

/// Space before a group of columns, in ems.
const GROUP_GAP: f64 = 0.8;

/// Size of header text as a share of the table's text.
const HEADER: f64 = 0.9;

/// Most lines of a column's header, and of few words in a cell.
const HEADER_LINES: u32 = 3;
const WORDS_LINES: u32 = 3;

/// Longest cell that is kept on one line, in characters; also the approximate length of a line of sentences in a cell.
const ONE_LINE: usize = 24;
const LINE_OF_SENTENCES: usize = 34;

/// The most lines for which the height of a cell is worked out.
const MOST_LINES: u32 = 40;

/// Height of a row of one line with its padding, and of a further line, in ems.
const ROW: f64 = 1.52;
const LINE: f64 = 1.12;

/// Widest a column grows in a table of one or two columns, in ems: figures far from their labels are hard to read.
const WIDEST: f64 = 8.0;
const FEW_COLUMNS: usize = 2;

/// Tallest table that is kept on one page, in points: most of a page for a heat table.
const TALLEST_WHOLE: f64 = 260.0;
const TALLEST_WHOLE_HEAT: f64 = 640.0;

/// Smallest text of a table that is made smaller to keep it on one page, in points.
const LEAST_FOR_WHOLE: f64 = 9.5;

/// Sizes for the template, in points.
#[derive(Debug, Serialize)]
pub(super) struct Sizes {
    text: f64,
    header: f64,
    /// The label column, then the value columns.
    widths: Vec<f64>,
    padding: f64,
    gap: f64,
    sideways: bool,
    /// Never broken over pages.
    whole: bool,
    /// Whether cells hold sentences, which begin at the top.
    sentences: bool,
}

/// Sizes for a table with these printed cells; `None` if it does not fit a page in any setting.
pub(super) fn choose(table: &Table, printed: &[&[String]], fonts: &Fonts) -> Option<Sizes> {
    let settings: &[Setting] = if table.heat.is_some() { &HEAT_SETTINGS } else { &SETTINGS };
    let measured = settings.iter().map(|setting| Needs::measure(table, printed, fonts, *setting));
    let mut fitting = measured.filter(|needs| needs.least() <= needs.page());
    let tallest = if table.heat.is_some() { TALLEST_WHOLE_HEAT } else { TALLEST_WHOLE };
    let is_whole = |needs: &Needs| needs.height(table, printed, fonts, &needs.share()) <= tallest;
    let first = fitting.next()?;
    // A long table is made smaller, as far as it stays easy to read, before it breaks over pages.
    let smaller = |needs: &Needs| !needs.setting.sideways && needs.setting.size >= LEAST_FOR_WHOLE && is_whole(needs);
    let needs = if is_whole(&first) { first } else { fitting.find(smaller).unwrap_or(first) };
    let Setting { size, padding, sideways, .. } = needs.setting;
    let widths = needs.share();
    let whole = is_whole(&needs);
    let header = needs.header_size();
    Some(Sizes {
        text: size,
        header,
        widths,
        padding: padding * size,
        gap: GROUP_GAP * size,
        sideways,
        whole,
        sentences: needs.sentences,
    })
}

/// The space that a table needs in a setting, in points.
struct Needs {
    setting: Setting,
    heat: bool,
    label: f64,
    label_on_one_line: f64,
    columns: Vec<f64>,
    /// Whether a cell holds sentences.
    sentences: bool,
}

impl Needs {
    fn measure(table: &Table, printed: &[&[String]], fonts: &Fonts, setting: Setting) -> Self {
        let columns = 0..table.columns.len();
        let mut needs = Self {
            setting,
            heat: table.heat.is_some(),
            label: 0.0,
            label_on_one_line: 0.0,
            columns: Vec::new(),
            sentences: false,
        };
        needs.sentences = printed.iter().flat_map(|row| *row).any(|cell| lines_of(cell) > WORDS_LINES);
        needs.label = needs.label_width(table, fonts, setting.lines);
        needs.label_on_one_line = needs.label_width(table, fonts, 1);
        needs.columns = columns.map(|at| needs.column_width(table, printed, fonts, at)).collect();
        if needs.heat {
            let widest = needs.widest();
            needs.columns.fill(widest);
        }
        needs
    }

    fn header_size(&self) -> f64 {
        HEADER * self.setting.size
    }

    fn padding(&self) -> f64 {
        2.0 * self.setting.padding * self.setting.size
    }

    fn page(&self) -> f64 {
        if self.setting.sideways { TURNED } else { UPRIGHT }
    }

    fn label_width(&self, table: &Table, fonts: &Fonts, lines: u32) -> f64 {
        let labels = table.rows.iter().map(|row| row.label.as_str());
        let width = |label| width_on_lines(label, lines, &|part| fonts.width(part, self.setting.size));
        let header = width_on_lines(&table.row_header, 2, &|part| fonts.width(part, self.header_size()));
        labels.map(width).fold(header, f64::max) + self.padding()
    }

    fn column_width(&self, table: &Table, printed: &[&[String]], fonts: &Fonts, at: usize) -> f64 {
        let column = &table.columns[at];
        let before = at.checked_sub(1).map(|before| &table.columns[before]);
        let gap = if starts_group(table, before, column) { GROUP_GAP * self.setting.size } else { 0.0 };
        let width = |cell: &String| width_on_lines(cell, lines_of(cell), &|part| fonts.width(part, self.setting.size));
        let header = width_on_lines(&column.title, HEADER_LINES, &|part| fonts.width(part, self.header_size()));
        let cells = printed.iter().filter_map(|row| row.get(at));
        cells.map(width).fold(header, f64::max) + self.padding() + gap
    }

    fn widest(&self) -> f64 {
        self.columns.iter().copied().fold(0.0, f64::max)
    }

    fn least(&self) -> f64 {
        self.label + self.columns.iter().sum::<f64>()
    }

    /// Divides the page: first labels on one line, then even columns, then wider columns.
    fn share(&self) -> Vec<f64> {
        let mut room = (self.page() - self.least()).max(0.0);
        let label = self.label + room.min(self.label_on_one_line - self.label);
        room -= label - self.label;
        let widest = self.widest();
        let even = self.columns.iter().map(|width| widest - width).sum::<f64>();
        let mut columns = self.columns.clone();
        if even <= room {
            columns.fill(widest);
            room -= even;
        }
        let each = room / f64::from(u32::try_from(columns.len().max(1)).unwrap_or(u32::MAX));
        let few = columns.len() <= FEW_COLUMNS && !self.sentences;
        let most = if few { (WIDEST * self.setting.size - widest).max(0.0) } else { f64::INFINITY };
        columns.iter_mut().for_each(|width| *width += each.min(most));
        std::iter::once(label).chain(columns).map(hundredths).collect()
    }

    /// Height of the rows, with labels and words broken where they must be, and of three lines of header.
    fn height(&self, table: &Table, printed: &[&[String]], fonts: &Fonts, widths: &[f64]) -> f64 {
        let measure = |part: &str| fonts.width(part, self.setting.size);
        let fits =
            |words: &str, lines, width: f64| width_on_lines(words, lines, &measure) <= width - self.padding() + 0.5;
        let further = |words: &str, width, most| (0..most).find(|more| fits(words, more + 1, width)).unwrap_or(0);
        let rows = table.rows.iter().enumerate().map(|(at, row)| {
            let cells = printed.get(at).into_iter().flat_map(|row| *row).zip(widths.iter().skip(1));
            let long = cells.filter(|(cell, _)| cell.chars().count() > ONE_LINE);
            let of_cells = long.map(|(cell, width)| further(cell, *width, MOST_LINES)).max().unwrap_or(0);
            ROW + f64::from(further(&row.label, widths[0], self.setting.lines).max(of_cells)) * LINE
        });
        (rows.sum::<f64>() + ROW + 2.0 * LINE) * self.setting.size
    }
}

/// Lines that a cell's words should take: one for a few words, more for sentences.
fn lines_of(cell: &str) -> u32 {
    match cell.chars().count() {
        short if short <= ONE_LINE => 1,
        long => u32::try_from(long.div_ceil(LINE_OF_SENTENCES)).unwrap_or(u32::MAX).max(WORDS_LINES),
    }
}

/// The smallest width in which a text takes no more than this many lines, broken at spaces.
fn width_on_lines(text: &str, lines: u32, measure: &dyn Fn(&str) -> f64) -> f64 {
    let words: Vec<f64> = text.split_whitespace().map(measure).collect();
    let space = measure(" ");
    let longest = words.iter().copied().fold(0.0, f64::max);
    let whole = words.iter().map(|word| word + space).sum::<f64>() - if words.is_empty() { 0.0 } else { space };
    let step = space.max(0.5);
    let mut width = if lines == 1 { whole } else { longest.max(whole / f64::from(lines)) };
    while width < whole && lines_at(&words, space, width) > lines {
        width += step;
    }
    width.min(whole).max(longest)
}

fn lines_at(words: &[f64], space: f64, width: f64) -> u32 {
    let mut lines = 1;
    let mut used = 0.0;
    for word in words {
        if used > 0.0 && used + space + word > width {
            lines += 1;
            used = *word;
        } else {
            used += if used > 0.0 { space + word } else { *word };
        }
    }
    lines
}

/// Whole hundredths of a point, so that the last bits of a sum never show in the file.
fn hundredths(points: f64) -> f64 {
    (points * 100.0).floor() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_breaks_into_no_more_lines_than_asked() {
        let measure = |text: &str| text.chars().map(|_| 1.0).sum();
        assert!((width_on_lines("violence with injury", 1, &measure) - 20.0).abs() < 1e-9);
        assert!((width_on_lines("violence with injury", 3, &measure) - 8.0).abs() < 1e-9);
        assert!((width_on_lines("violence with injury", 2, &measure) - 11.0).abs() < 1e-9);
        assert!((width_on_lines("", 2, &measure)).abs() < 1e-9);
    }

    fn sizes_of(columns: usize) -> Option<Sizes> {
        let fonts = Fonts::bundled().expect("bundled fonts");
        let mut table = crate::typst::fixture::wide();
        table.columns = table.columns.iter().cycle().take(columns).cloned().collect();
        let cells: Vec<String> = (0..columns).map(|_| "10,187".to_owned()).collect();
        choose(&table, &[cells.as_slice()], &fonts)
    }

    #[test]
    fn a_wide_table_turns_smaller_then_sideways_then_is_refused() {
        let setting = |columns| sizes_of(columns).map(|sizes| (sizes.text, sizes.sideways));
        assert_eq!(setting(5), Some((10.5, false)));
        assert_eq!(setting(9), Some((10.5, false)));
        assert_eq!(setting(14), Some((8.5, false)));
        assert_eq!(setting(17), Some((9.5, true)));
        assert_eq!(setting(40), None);
    }

    #[test]
    fn sentences_in_cells_fill_the_page_in_lines_of_easy_length() {
        let fonts = Fonts::bundled().expect("bundled fonts");
        let mut table = crate::typst::fixture::wide();
        table.columns.truncate(2);
        let gap = "Records of hospital admissions are held by the integrated care board and were not to hand for this assessment.";
        let cells = ["3.1 Offence types; 3.2 Districts".to_owned(), gap.to_owned()];
        let sizes = choose(&table, &[cells.as_slice()], &fonts).expect("room");
        assert!((sizes.widths.iter().sum::<f64>() - UPRIGHT).abs() < 0.1, "{sizes:?}");
        assert!(!sizes.sideways && sizes.text >= 10.0, "{sizes:?}");
    }

    #[test]
    fn widths_fill_the_page_unless_columns_are_few() {
        let total = |columns| sizes_of(columns).map_or(0.0, |sizes| sizes.widths.iter().sum::<f64>());
        assert!((total(6) - UPRIGHT).abs() < 0.1);
        assert!(total(2) < UPRIGHT * 0.75);
    }
}
