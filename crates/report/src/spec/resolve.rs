//! From the spec to the plan: kinds unfolded, names looked up, scopes added up. All mistakes are collected.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;

use super::framing::check_coverage;
use super::kinds::{KINDS, KindSource, Own};
use super::plan::{BlockPlan, ChartPlan, ClaimPlan, FindingPlan, ReportPlan, SectionPlan, TablePlan, TextAt};
use super::shape::{BlockSpec, KindFile, SectionSpec, SpecFile, YearsSpec};
use super::text::{slug, text_at};
use sna_core::diag::{Code, Diagnostic, Diagnostics, Place};
use sna_core::document::Cover;
use sna_core::file_name;
use sna_core::yaml::{self, Origin, Spanned};
use sna_data::query::{Audit, Part, Scope, ScopeSpec};
use sna_data::{Catalogue, Years};
use sna_measures::{MEASURES, TableSpec};

/// Sections deeper than this are a mistake, such as a kind that uses itself.
const DEEPEST: usize = 6;

/// Reads a spec's shape.
///
/// # Errors
/// The file cannot be read, or its first fault of shape.
pub fn read_spec(path: &Path) -> Result<(SpecFile, Arc<Origin>), Diagnostics> {
    let text = sna_core::yaml::read_text(path, None)?;
    let file = path.display().to_string();
    let spec = yaml::read(&text, &file)?;
    Ok((spec, Arc::new(Origin::new(file, text))))
}

/// Resolves a spec against the records at hand; `name` is what its files are called if it does not say.
///
/// # Errors
/// Every unknown kind, definition, area, period and condition.
pub fn resolve(
    spec: SpecFile,
    origin: &Arc<Origin>,
    folder: &Path,
    catalogue: &Catalogue,
    name: &str,
) -> Result<ReportPlan, Diagnostics> {
    let mut resolver = Resolver { folder, catalogue, found: Diagnostics::default() };
    let period = resolver.period(&spec.report.period, None, origin);
    let published = resolver.published(&spec.report.published, origin);
    let years = match spec.report.years {
        Some(YearsSpec::Financial) => Years::Financial,
        Some(YearsSpec::Calendar) => Years::Calendar,
        None => Years::that_fit(period),
    };
    let top = Scope { of: None, period, part: None, whole: false, definition: None, conditions: Vec::new(), years };
    let scope_spec = ScopeSpec { definition: spec.definition.or(spec.scope.definition), ..spec.scope };
    let scope = resolver.scope(&top, &scope_spec, origin);
    let subject = resolver.subject(&scope);
    let told = scope.conditions.len();
    let outer =
        Outer { id: String::new(), subject: subject.clone(), told, scope: scope.clone(), ranked: true, depth: 0 };
    let about = match spec.about {
        Some(blocks) => SectionSpec { blocks, ..SectionSpec::default() },
        None => SectionSpec { kind: Some(yaml::here("about".to_owned())), ..SectionSpec::default() },
    };
    let about = resolver.section(about, origin, &outer);
    let sections = resolver.sections(spec.sections, origin, &outer);
    let cover = Cover {
        title: spec.report.title,
        area: scope.part.as_ref().and_then(Part::name).map_or(spec.report.area, str::to_owned),
        period: period.label(),
        published: published.to_string(),
        publisher: spec.report.publisher,
        notice: catalogue.synthetic.then(|| "Synthetic records: no row is a real offence".to_owned()),
    };
    let name = spec.report.name.unwrap_or_else(|| name.to_owned());
    let mut found = resolver.found;
    found.keep(file_name::check("the report", &name).map_err(|fault| fault.at(Place::file(Path::new(&origin.file)))));
    let (whole, percentages_from) = (cover.area.clone(), spec.report.percentages_from);
    let plan =
        ReportPlan { report: name.clone(), name, whole, cover, scope, subject, percentages_from, about, sections };
    found.extend(check_coverage(&plan));
    found.into_result(plan).map(|(plan, _)| plan)
}

/// Looks names up and keeps what it finds wrong.
pub(super) struct Resolver<'a> {
    folder: &'a Path,
    pub(super) catalogue: &'a Catalogue,
    pub(super) found: Diagnostics,
}

/// What a section inherits.
struct Outer {
    id: String,
    subject: String,
    /// How many of the scope's conditions the subject tells.
    told: usize,
    scope: Scope,
    /// Whether findings may stand among the key findings.
    ranked: bool,
    depth: usize,
}

impl Resolver<'_> {
    fn published(&mut self, text: &Spanned<String>, origin: &Origin) -> NaiveDate {
        text.value.parse().unwrap_or_else(|_| {
            self.found.push(
                Diagnostic::error(Code::BadDate, "the date of publication cannot be read")
                    .at(origin.place(text))
                    .found(format!("`{}`", text.value))
                    .expected("a date such as `2024-11-30`"),
            );
            NaiveDate::default()
        })
    }

    /// What a scope's records are called by default: the title of its definition.
    fn subject(&self, scope: &Scope) -> String {
        let definition = scope.definition.as_ref().and_then(|(name, _)| self.catalogue.definitions.get(name));
        definition.map_or_else(|| "recorded crime".to_owned(), |definition| definition.title.clone())
    }

    fn sections(&mut self, specs: Vec<SectionSpec>, origin: &Arc<Origin>, outer: &Outer) -> Vec<SectionPlan> {
        let mut sections: Vec<SectionPlan> = Vec::new();
        for spec in specs {
            let named = spec.id.as_ref().or(spec.title.as_ref()).or(spec.kind.as_ref()).map(|name| origin.place(name));
            let section = self.section(spec, origin, outer);
            if sections.iter().any(|other| other.id == section.id) {
                let diagnostic =
                    Diagnostic::error(Code::DuplicateId, format!("two sections are called `{}`", section.id))
                        .expected("a different name for each section")
                        .hint("give one of them an `id:`");
                self.found.push(named.map_or(diagnostic.clone(), |place| diagnostic.at(place)));
            }
            sections.push(section);
        }
        sections
    }

    fn section(&mut self, spec: SectionSpec, origin: &Arc<Origin>, outer: &Outer) -> SectionPlan {
        let own = spec.id.as_ref().or(spec.kind.as_ref()).or(spec.title.as_ref());
        let own = own.map(|name| slug(&name.value)).filter(|own| !own.is_empty());
        let own = own.unwrap_or_else(|| "section".to_owned());
        let id = if outer.id.is_empty() { own } else { format!("{}.{own}", outer.id) };
        let kind = spec.kind.as_ref().and_then(|name| self.kind(name, origin, outer.depth));
        let (kind_section, kind_origin) = kind.unwrap_or_else(|| (SectionSpec::default(), Arc::clone(origin)));
        let scope = self.scope(&outer.scope, &kind_section.scope, &kind_origin);
        let scope = self.scope(&scope, &spec.scope, origin);
        let numbering = match self.numbering(spec.numbering.as_ref(), origin, outer.depth) {
            Some(own) => Some(own),
            None => self.numbering(kind_section.numbering.as_ref(), &kind_origin, outer.depth),
        };
        let (subject, told) = match spec.subject.or(kind_section.subject) {
            Some(subject) => (subject, scope.conditions.len()),
            None if scope.definition == outer.scope.definition => (outer.subject.clone(), outer.told),
            None => (self.subject(&scope), outer.told),
        };
        let ranked = outer.ranked && spec.key_findings.or(kind_section.key_findings).unwrap_or(true);
        let inner = Outer { id: id.clone(), subject: subject.clone(), told, scope, ranked, depth: outer.depth + 1 };
        let title = match (&spec.title, &kind_section.title) {
            (Some(title), _) => text_at(title, origin),
            (None, Some(title)) => text_at(title, &kind_origin),
            (None, None) => TextAt { text: id.clone(), origin: Arc::clone(origin), first_line: 1, column: 1 },
        };
        let mut blocks = self.blocks(kind_section.blocks, &kind_origin, &inner);
        blocks.extend(kind_section.prose.into_iter().map(|prose| BlockPlan::Prose(self.prose(&prose, &kind_origin))));
        blocks.extend(spec.prose.into_iter().map(|prose| BlockPlan::Prose(self.prose(&prose, origin))));
        blocks.extend(self.blocks(spec.blocks, origin, &inner));
        let mut sections = self.sections(kind_section.sections, &kind_origin, &inner);
        sections.extend(self.sections(spec.sections, origin, &inner));
        let mut section = SectionPlan { id, title, numbering, subject, scope: inner.scope, told, blocks, sections };
        self.leave_unprinted(&mut section, &kind_section.unprinted, &kind_origin);
        self.leave_unprinted(&mut section, &spec.unprinted, origin);
        self.check_names(&section);
        section
    }

    fn kind(&mut self, name: &Spanned<String>, origin: &Origin, depth: usize) -> Option<(SectionSpec, Arc<Origin>)> {
        if depth > DEEPEST {
            self.found.push(
                Diagnostic::error(Code::SectionsTooDeep, format!("section kind `{}` is nested too deeply", name.value))
                    .at(origin.place(name))
                    .expected(format!("at most {DEEPEST} sections inside each other"))
                    .hint("does a section kind use itself?"),
            );
            return None;
        }
        let own = self.own(origin.place(name)).kind(&name.value);
        let Some(KindSource { file, text }) = self.found.keep(own)? else {
            let known = KINDS.iter().map(|kind| kind.name);
            self.found.push(
                Diagnostic::unknown(Code::UnknownKind, "section kind", &name.value, known).at(origin.place(name)),
            );
            return None;
        };
        let read: Result<KindFile, Diagnostic> = yaml::read(&text, &file);
        self.found.keep(read).map(|kind| (kind.section, Arc::new(Origin::new(file, text))))
    }

    fn own(&self, at: Place) -> Own<'_> {
        Own { folder: self.folder, walls: &self.catalogue.walls, at }
    }

    fn blocks(&mut self, specs: Vec<BlockSpec>, origin: &Arc<Origin>, inner: &Outer) -> Vec<BlockPlan> {
        specs.into_iter().filter_map(|spec| self.block(spec, origin, inner)).collect()
    }

    fn table(&mut self, spec: TableSpec, origin: Arc<Origin>, inner: &Outer) -> Option<TablePlan> {
        let (words, measures) = spec.into_parts();
        let given = measures.len();
        let Ok([measure]) = <[_; 1]>::try_from(measures) else {
            let names: Vec<&str> = MEASURES.iter().map(|(name, _)| *name).collect();
            self.found.push(
                Diagnostic::error(
                    Code::OneMeasure,
                    format!("table `{}` must have exactly one measure", words.id.value),
                )
                .at(origin.place(&words.id))
                .found(format!("{given} measures"))
                .expected(sna_core::diag::list(&names)),
            );
            return None;
        };
        let scope = self.scope(&inner.scope, &words.scope, &origin);
        let id = format!("{}.{}", inner.id, words.id.value);
        let checked = file_name::check("a table", &id).map_err(|fault| fault.at(origin.place(&words.id)));
        self.found.keep(checked)?;
        Some(TablePlan { id, printed: words.print, words: Arc::new(words), measure, scope, origin })
    }

    fn block(&mut self, spec: BlockSpec, origin: &Arc<Origin>, inner: &Outer) -> Option<BlockPlan> {
        let origin = Arc::clone(origin);
        Some(match spec {
            BlockSpec::Table(spec) => BlockPlan::Table(self.table(*spec, origin, inner)?),
            BlockSpec::Chart(spec) => {
                let own = spec.id.as_ref().map_or_else(|| format!("{}_chart", spec.from.value), |id| id.value.clone());
                BlockPlan::Chart(ChartPlan { id: format!("{}.{own}", inner.id), spec: Arc::from(spec), origin })
            }
            BlockSpec::Prose(text) => BlockPlan::Prose(self.prose(&text, &origin)),
            BlockSpec::Finding(mut spec) => {
                spec.rank = spec.rank.filter(|_| inner.ranked);
                let id = spec.id.as_ref().map(|id| format!("{}.{}", inner.id, id.value));
                BlockPlan::Finding(FindingPlan { id, spec: Arc::new(spec), origin })
            }
            BlockSpec::Claim(spec) => BlockPlan::Claim(ClaimPlan { spec: Arc::new(spec), origin }),
            BlockSpec::KeyFindings(spec) => BlockPlan::KeyFindings(spec.top.unwrap_or(8)),
            BlockSpec::Reconciliation(spec) => {
                let source = spec.of.as_ref().map_or(inner.scope.source(), |of| of.value.as_str()).to_owned();
                if let Some(of) = spec.of.as_ref().filter(|of| !self.catalogue.sources.contains_key(&of.value)) {
                    self.unknown(Code::UnknownSource, "source", of, self.catalogue.sources.keys(), &origin);
                }
                BlockPlan::Reconciliation(Audit { source, scope: inner.scope.clone() })
            }
            BlockSpec::Recommendation(spec) => self.recommendation(spec, origin, &inner.id)?,
            BlockSpec::Callout(spec) => self.callout(spec, origin),
            BlockSpec::Facts(specs) => Self::facts(specs, origin),
            BlockSpec::Coverage(specs) => self.coverage(specs, origin, &inner.id),
        })
    }

    /// Text in place, or the Markdown file it names.
    pub(super) fn prose(&mut self, text: &Spanned<String>, origin: &Arc<Origin>) -> TextAt {
        let name = text.value.trim();
        let one_line = !name.contains('\n');
        let names_a_file =
            one_line && Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
        if !names_a_file {
            return text_at(text, origin);
        }
        let own = self.own(origin.place(text)).text(name);
        let Some(source) = self.found.keep(own) else { return text_at(text, origin) };
        match source {
            Some(KindSource { file, text }) => {
                TextAt { text: text.clone(), origin: Arc::new(Origin::new(file, text)), first_line: 1, column: 1 }
            }
            None => {
                self.found.push(
                    Diagnostic::error(Code::MissingFile, format!("no file `{name}`"))
                        .at(origin.place(text))
                        .expected("a Markdown file beside the spec or in its `sections/` folder"),
                );
                text_at(text, origin)
            }
        }
    }
}
