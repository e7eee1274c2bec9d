//! From a table to a plot, as a chart's options ask.

use crate::diag::{Diagnostic, Diagnostics};
use crate::document::{Bar, Format, Line, Mark, Panel, Plot, Role, RowKind, Table, format_number};
use crate::spec::PlotSpec;
use crate::yaml::{Origin, Spanned};

use crate::spec::{Emphasis, LineColumns, OneColumn, PanelRows};

/// The plot of a table, and the title of what it measures.
///
/// # Errors
/// A column the table does not have.
pub(super) fn plot(spec: &PlotSpec, table: &Table, origin: &Origin) -> Result<(Plot, String), Diagnostics> {
    match spec {
        PlotSpec::Columns(options) => {
            let (bars, format, emphasis, title) = bars(options, table, origin)?;
            Ok((Plot::Columns { bars, format, emphasis }, title))
        }
        PlotSpec::Bars(options) => {
            let (bars, format, emphasis, title) = bars(options, table, origin)?;
            Ok((Plot::Bars { bars, format, emphasis }, title))
        }
        PlotSpec::Lines(options) => lines(options, table, origin),
        PlotSpec::Panels(options) => Ok(panels(options, table)),
    }
}

fn column(name: &Spanned<String>, table: &Table, origin: &Origin) -> Result<usize, Diagnostic> {
    table.column(&name.value).ok_or_else(|| {
        let known = table.columns.iter().map(|column| column.key.as_str());
        Diagnostic::unknown("unknown-column", "column", &name.value, known)
            .at(origin.place(name))
            .hint(format!("the columns are those of table `{}`", table.id))
    })
}

type Bars = (Vec<Bar>, Format, Option<usize>, String);

fn bars(options: &OneColumn, table: &Table, origin: &Origin) -> Result<Bars, Diagnostic> {
    let at = column(&options.column, table, origin)?;
    let body = table.rows.iter().filter(|row| row.kind == RowKind::Body).take(options.top.unwrap_or(usize::MAX));
    let mut bars: Vec<Bar> = body.map(|row| Bar { label: row.label.clone(), value: row.cells[at].number() }).collect();
    if options.sort {
        // Rows of equal value keep their order.
        bars.sort_by(|one, other| other.value.unwrap_or(f64::MIN).total_cmp(&one.value.unwrap_or(f64::MIN)));
    }
    let all = table.rows.iter().filter(|row| row.kind == RowKind::Body).count();
    let title = &table.columns[at].title;
    let measured =
        if bars.len() < all { format!("{title}, the {} largest of {all}", bars.len()) } else { title.clone() };
    let emphasis = match options.emphasis {
        Emphasis::None => None,
        Emphasis::Last => bars.len().checked_sub(1),
        Emphasis::Highest => highest(bars.iter().map(|bar| bar.value)),
    };
    Ok((bars, table.columns[at].format, emphasis, measured))
}

/// The position of the first of the highest values.
fn highest(values: impl Iterator<Item = Option<f64>>) -> Option<usize> {
    let named = values.enumerate().filter_map(|(at, value)| Some((at, value?)));
    named.reduce(|best, each| if each.1 > best.1 { each } else { best }).map(|(at, _)| at)
}

fn lines(options: &LineColumns, table: &Table, origin: &Origin) -> Result<(Plot, String), Diagnostics> {
    let mut found = Diagnostics::default();
    let mut lines = Vec::new();
    let trend = options.trend.as_ref().map(|name| (name, true));
    for (name, trend) in options.columns.iter().map(|name| (name, false)).chain(trend) {
        let Some(at) = found.keep(column(name, table, origin)) else { continue };
        let shown = if options.columns.len() > 1 && !trend { table.columns[at].title.clone() } else { String::new() };
        lines.push((at, Line { name: shown, values: body(table, at), trend }));
    }
    let ((), _) = found.into_result(())?;
    let (format, title) = lines.first().map_or((Format::Count, String::new()), |(at, _)| {
        (table.columns[*at].format, table.columns[*at].title.clone())
    });
    let positions: Vec<String> =
        table.rows.iter().filter(|row| row.kind == RowKind::Body).map(|row| row.label.clone()).collect();
    let lines: Vec<Line> = lines.into_iter().map(|(_, line)| line).collect();
    let peak = lines.first().filter(|_| options.label_peak).and_then(|line| highest(line.values.iter().copied()));
    let label = |at: usize| {
        let value = lines.first().and_then(|line| line.values.get(at).copied().flatten()).unwrap_or_default();
        Mark { position: at, label: format!("{}: {}", positions[at], format_number(value, format)) }
    };
    let top = peak.and_then(|at| lines.first()?.values.get(at).copied().flatten());
    let is_peak = |value: &Option<f64>| top.is_some_and(|top| value.is_some_and(|value| value.total_cmp(&top).is_eq()));
    let values = lines.first().map_or(&[][..], |line| line.values.as_slice());
    let marks = values.iter().enumerate().filter(|(_, value)| is_peak(value)).map(|(at, _)| label(at)).collect();
    Ok((Plot::Lines { positions, lines, marks, format }, title))
}

fn body(table: &Table, at: usize) -> Vec<Option<f64>> {
    table.rows.iter().filter(|row| row.kind == RowKind::Body).map(|row| row.cells[at].number()).collect()
}

fn panels(options: &PanelRows, table: &Table) -> (Plot, String) {
    let across: Vec<usize> = (0..table.columns.len()).filter(|at| table.columns[*at].role == Role::Value).collect();
    let rows = table.rows.iter().filter(|row| row.kind == RowKind::Body).take(options.top.unwrap_or(usize::MAX));
    let panels = rows.map(|row| Panel {
        name: row.label.clone(),
        values: across.iter().map(|at| row.cells[*at].number()).collect(),
    });
    let positions = across.iter().map(|at| table.columns[*at].title.clone()).collect();
    let format = across.first().map_or(Format::Count, |at| table.columns[*at].format);
    (Plot::Panels { positions, panels: panels.collect(), format }, "Number".to_owned())
}
