//! A comparison for a terminal: a summary, the important changes in full, the rest as counts by section. Colour only
//! repeats what signs and words say.

use anstyle::{AnsiColor, Style};
use sna_core::diag::visible;

use super::told::{CellLine, Cells, Differences, Entry, Group, Line, Told, ToldReport, counted, tell, words_of};

/// How a comparison is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TerminalStyle {
    /// With colours, for a terminal that shows them.
    pub colour: bool,
    /// With everything unfolded.
    pub all: bool,
}

/// A comparison as text for a terminal.
pub fn terminal(differences: &Differences, style: TerminalStyle) -> String {
    let mut page = Page { text: String::new(), style };
    page.whole(&tell(differences));
    page.text
}

/// Colours from the terminal's own palette, so that they suit dark and light backgrounds.
#[derive(Clone, Copy)]
enum Paint {
    Bold,
    Quiet,
    Old,
    New,
}

impl Paint {
    fn style(self) -> Style {
        match self {
            Self::Bold => Style::new().bold(),
            Self::Quiet => Style::new().dimmed(),
            Self::Old => AnsiColor::Red.on_default(),
            Self::New => AnsiColor::Green.on_default(),
        }
    }
}

struct Page {
    text: String,
    style: TerminalStyle,
}

impl Page {
    fn whole(&mut self, told: &Told) {
        told.summary.iter().for_each(|line| self.line(0, &self.painted(Paint::Bold, line)));
        for report in &told.reports {
            if !told.of_folders {
                self.report(report);
            } else if !(report.matters.is_empty() && report.rest.is_empty() && !report.drafts.is_empty()) {
                self.gap();
                self.line(0, &self.painted(Paint::Bold, &format!("=== {} ===", report.name)));
                report.summary.iter().for_each(|line| self.line(0, &clean(line)));
                self.report(report);
            }
        }
    }

    fn report(&mut self, report: &ToldReport) {
        report.matters.iter().for_each(|group| self.group(group));
        if self.style.all {
            report.rest.iter().for_each(|group| self.group(group));
        } else {
            self.folded(&report.rest);
        }
    }

    fn group(&mut self, group: &Group) {
        self.gap();
        self.line(0, &self.painted(Paint::Bold, &format!("{} ({})", group.heading, group.entries.len())));
        group.entries.iter().for_each(|entry| self.entry(entry));
    }

    /// The rest, one line for each section.
    fn folded(&mut self, rest: &[Group]) {
        if rest.is_empty() {
            return;
        }
        let number: usize = rest.iter().map(|group| group.entries.len()).sum();
        self.gap();
        self.line(0, &self.painted(Paint::Bold, &format!("The rest ({number}); --all shows it")));
        let widest = rest.iter().map(|group| clean(&group.heading).chars().count()).max().unwrap_or(0);
        for group in rest {
            let heading = clean(&group.heading);
            self.line(2, &format!("{heading:<widest$}  {}", counted(group.entries.len(), "change", "changes")));
        }
    }

    fn entry(&mut self, entry: &Entry) {
        let sign = match entry.sign {
            '+' => self.painted(Paint::New, "+"),
            '-' | '!' => self.painted(Paint::Old, &entry.sign.to_string()),
            other => other.to_string(),
        };
        let mut about: Vec<&str> = vec![entry.happened];
        about.extend(entry.key_finding.then_some("key finding"));
        let place = if entry.place.is_empty() { String::new() } else { format!(" [{}]", clean(&entry.place)) };
        let because = entry.reasons.join(", ");
        let quiet = self.painted(Paint::Quiet, &format!("{place} {}; why: {because}", about.join(", ")));
        self.line(2, &format!("{sign} {}{quiet}", self.painted(Paint::Bold, &entry.name)));
        entry.lines.iter().for_each(|line| self.told(line));
    }

    fn told(&mut self, line: &Line) {
        match line {
            Line::Said(text) => self.line(6, &clean(text)),
            Line::Setting { what, old, new } => {
                let [old, new] = [old, new].map(|side| if side.is_empty() { "(none)".to_owned() } else { clean(side) });
                let [old, new] = [self.painted(Paint::Old, &old), self.painted(Paint::New, &new)];
                self.line(6, &format!("{}: {old} → {new}", clean(what)));
            }
            Line::Names { sign, what, names } => {
                let paint = if *sign == '+' { Paint::New } else { Paint::Old };
                let names = self.painted(paint, &names.join(", "));
                self.line(6, &format!("{sign} {}: {names}", clean(what)));
            }
            Line::Words { what, runs, remark } => {
                let what = if what == "sentence" { String::new() } else { format!("{what}: ") };
                for (sign, paint, draft) in [('-', Paint::Old, "old"), ('+', Paint::New, "new")] {
                    let words = words_of(runs, draft);
                    if !words.trim().is_empty() {
                        self.line(6, &self.painted(paint, &format!("{sign} {what}{}", words.trim())));
                    }
                }
                if !remark.is_empty() {
                    self.line(8, &self.painted(Paint::Quiet, &format!("({remark})")));
                }
            }
            Line::Cells(cells) => self.cells(cells),
        }
    }

    fn cells(&mut self, cells: &Cells) {
        let more = if self.style.all { cells.more.as_slice() } else { &[] };
        let lines: Vec<[String; 4]> = cells.shown.iter().chain(more).map(cell_columns).collect();
        let width = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
        let (first, second) = (width(0), width(1));
        for [place, old, new, remark] in &lines {
            let [old, new] = [format!("{old:>second$}"), new.clone()];
            let [old, new] = [self.painted(Paint::Old, &old), self.painted(Paint::New, &new)];
            self.line(6, format!("{place:<first$}  {old} → {new}  {remark}").trim_end());
        }
        if !self.style.all && !cells.others.is_empty() {
            self.line(6, &self.painted(Paint::Quiet, &cells.others));
        }
    }

    fn painted(&self, paint: Paint, text: &str) -> String {
        let words = clean(text);
        let style = paint.style();
        if self.style.colour { format!("{style}{words}{style:#}") } else { words }
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.text.push_str(&format!("{:indent$}{text}\n", ""));
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }
}

/// Place, old, new, and remarks on a figure.
fn cell_columns(cell: &CellLine) -> [String; 4] {
    let remarks: Vec<&str> = [cell.change.as_str(), cell.remark].into_iter().filter(|part| !part.is_empty()).collect();
    [format!("{} / {}", cell.row, cell.column), cell.old.clone(), cell.new.clone(), remarks.join(", ")]
        .map(|part| clean(&part))
}

/// Text of a report on one line, what a terminal would obey written out.
fn clean(text: &str) -> String {
    visible(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::told::fixture;
    use super::*;

    #[test]
    fn what_matters_comes_first_and_the_rest_is_folded() {
        insta::assert_snapshot!(terminal(&fixture::drafts(), TerminalStyle::default()));
    }

    #[test]
    fn everything_unfolds() {
        insta::assert_snapshot!(terminal(&fixture::drafts(), TerminalStyle { all: true, colour: false }));
    }

    #[test]
    fn folders_are_summed_up_first() {
        insta::assert_snapshot!(terminal(&fixture::folders(), TerminalStyle::default()));
    }

    #[test]
    fn identical_drafts_take_one_line() {
        assert_eq!(terminal(&fixture::same(), TerminalStyle::default()), "The drafts are the same.\n");
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let coloured = terminal(&fixture::drafts(), TerminalStyle { all: true, colour: true });
        let mut plain = coloured.clone();
        for code in ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[32m"] {
            assert!(coloured.contains(code), "{code:?}");
            plain = plain.replace(code, "");
        }
        assert_eq!(plain, terminal(&fixture::drafts(), TerminalStyle { all: true, colour: false }));
    }

    #[test]
    fn text_cannot_command_the_terminal() {
        let text = terminal(&fixture::hostile(), TerminalStyle { all: true, colour: false });
        assert!(text.contains("rm -rf") && !text.contains('\u{1b}') && !text.contains('\r') && !text.contains('\u{7}'));
    }
}
