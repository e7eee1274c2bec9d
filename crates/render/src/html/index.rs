//! The page that lists the reports of one run.

use std::borrow::Cow;

use serde::Serialize;

use super::page;
use sna_core::calendar::date_in_words;
use sna_core::diag::{Diagnostic, visible};
use sna_core::document::{Block, Document, plain_text};

/// A report on the list.
#[derive(Debug, Clone, Copy)]
pub struct Listed<'a> {
    /// Name of its files.
    pub name: &'a str,
    /// The report.
    pub document: &'a Document,
}

/// The data for the template.
#[derive(Serialize)]
struct IndexPage<'a> {
    title: &'a str,
    whole: &'a str,
    period: &'a str,
    published: String,
    publisher: Option<&'a str>,
    notice: Option<&'a str>,
    sums: &'a str,
    reports: Vec<ReportView<'a>>,
}

/// One line of the list.
#[derive(Serialize)]
struct ReportView<'a> {
    /// Characters that nobody sees are written out, so that a name reads the way it is.
    area: Cow<'a, str>,
    name: &'a str,
    /// Its first finding, in words.
    finding: Option<String>,
    tables: usize,
    charts: usize,
}

/// The page. `whole` is the name of the whole area, `sums` is the sentence on whether the reports add up to it.
///
/// # Errors
/// `template-failed` if the template fails.
pub fn index(reports: &[Listed<'_>], whole: &str, sums: &str) -> Result<Vec<u8>, Diagnostic> {
    let Some(first) = reports.first() else { return Ok(Vec::new()) };
    let cover = &first.document.cover;
    let shown = IndexPage {
        title: &cover.title,
        whole,
        period: &cover.period,
        published: date_in_words(&cover.published),
        publisher: cover.publisher.as_deref(),
        notice: cover.notice.as_deref(),
        sums,
        reports: reports.iter().map(view).collect(),
    };
    page("index.html", &shown)
}

fn view<'a>(report: &Listed<'a>) -> ReportView<'a> {
    let mut findings = report.document.blocks().filter_map(Block::as_finding);
    ReportView {
        area: visible(&report.document.cover.area),
        name: report.name,
        finding: findings.next().map(|finding| visible(&plain_text(&finding.text)).into_owned()),
        tables: report.document.tables().count(),
        charts: report.document.charts().count(),
    }
}
