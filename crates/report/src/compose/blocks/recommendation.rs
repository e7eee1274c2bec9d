//! Recommendations: composed with their section, then compared with the findings of the whole report.

use crate::compose::composer::{Composer, narrated};
use crate::compose::draft::{Finish, Stated, Whole};
use crate::spec::{BlockPlan, RecommendationPlan, ReportPlan, RestsOnSpec, Says, SectionPlan, text_at};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{
    Block, Direction, Finding, Inline, Prose, Recommendation, RestsOn, direction_in_words, plain_text,
};
use sna_narrative::Narrator;

/// The words of a recommendation whose condition is true. What it rests on is looked up when all findings are known.
pub(super) struct Recommended<'a> {
    plan: &'a RecommendationPlan,
    /// Identifier of the section it is in.
    section: &'a str,
    text: Vec<Prose>,
    holds: Option<String>,
}

/// The words of a recommendation, if its condition is true.
pub(super) fn make<'a>(
    composer: &mut Composer<'_>,
    narrator: &Narrator,
    section: &'a SectionPlan,
    plan: &'a RecommendationPlan,
) -> Option<Recommended<'a>> {
    if let Some(lost) = lost_in_part(composer, plan) {
        composer.refuse(lost.into());
        return None;
    }
    let text = composer.prose(narrator, &plan.text);
    let condition = plan.spec.holds.as_ref().map(|holds| text_at(holds, &plan.origin));
    if let Some(condition) = &condition
        && let Err(faults) = narrator.holds(&narrated(condition), &plan.id)
    {
        composer.refuse(faults);
        return None;
    }
    let holds = condition.map(|condition| condition.text.trim().to_owned());
    Some(Recommended { plan, section: &section.id, text: text?, holds })
}

impl Finish for Recommended<'_> {
    /// A recommendation does not stay if a finding it rests on is missing or has changed direction.
    fn finish(self: Box<Self>, composer: &mut Composer<'_>, whole: &Whole) -> Option<Block> {
        let rests_on = match grounds(composer, self.section, self.plan, whole) {
            Ok(rests_on) => rests_on,
            Err(faults) => {
                composer.refuse(faults);
                return None;
            }
        };
        let (id, number) = (self.plan.id.clone(), composer.numbers.recommendation());
        let recommendation = Recommendation { id, number, text: self.text, rests_on, holds: self.holds };
        Some(Block::Recommendation(Box::new(recommendation)))
    }
}

/// A finding that a report on one part does not plan: the recommendation's words may use tables that are missing too.
fn lost_in_part(composer: &Composer<'_>, plan: &RecommendationPlan) -> Option<Diagnostic> {
    composer.plan.scope.part.as_ref()?;
    let section = plan.id.rsplit_once('.').map_or("", |(section, _)| section);
    let known = planned_findings(composer.plan);
    let is_planned = |name: &str| known.contains(&name) || known.contains(&format!("{section}.{name}").as_str());
    let lost = plan.spec.rests_on.iter().find(|spec| !is_planned(&spec.finding.value))?;
    not_stated(composer, plan, lost, &format!("{section}.{}", lost.finding.value))
}

fn grounds(
    composer: &Composer<'_>,
    section: &str,
    plan: &RecommendationPlan,
    whole: &Whole,
) -> Result<Vec<RestsOn>, Diagnostics> {
    let (mut grounds, mut found, mut lost) = (Vec::new(), Diagnostics::default(), false);
    for spec in &plan.spec.rests_on {
        let name = &spec.finding.value;
        let own = format!("{section}.{name}");
        match [name, &own].into_iter().find_map(|id| whole.stated.get_key_value(id)) {
            Some((id, stated)) => grounds.extend(found.keep(ground(plan, spec, (id, stated), whole))),
            None => {
                lost = true;
                found.extend(not_stated(composer, plan, spec, &own));
            }
        }
    }
    // A finding with a fault of its own is reported there.
    if lost { Err(found) } else { found.into_result(grounds).map(|(grounds, _)| grounds) }
}

/// The message that a finding is missing; nothing if it is planned, and missing because of a fault already reported.
fn not_stated(composer: &Composer<'_>, plan: &RecommendationPlan, spec: &RestsOnSpec, own: &str) -> Option<Diagnostic> {
    let name = &spec.finding.value;
    let known = planned_findings(composer.plan);
    let place = plan.origin.place(&spec.finding);
    if known.contains(&name.as_str()) || known.contains(&own) {
        let untold = !composer.found.has_errors();
        let fault = Diagnostic::error(Code::UnknownFinding, format!("the report does not state finding `{name}`"));
        return untold.then(|| fault.at(place).found("a section without records"));
    }
    let fault = Diagnostic::unknown(Code::UnknownFinding, "finding", name, known).at(place);
    Some(fault.hint(format!("recommendation `{}` rests on it", plan.id)))
}

fn planned_findings(plan: &ReportPlan) -> Vec<&str> {
    let blocks = plan.all_sections().into_iter().flat_map(|section| &section.blocks);
    blocks.filter_map(BlockPlan::as_finding).filter_map(|finding| finding.id.as_deref()).collect()
}

/// The findings that a recommendation rests on, if they say what it needs.
fn ground(
    plan: &RecommendationPlan,
    spec: &RestsOnSpec,
    (id, stated): (&str, &Stated),
    whole: &Whole,
) -> Result<RestsOn, Diagnostic> {
    let says = spec.says.map(direction);
    if let Some(needed) = says {
        let states = stated.finding.directions().first().copied();
        if states != Some(needed) {
            let fault = turned(plan, id, &stated.finding, (needed, states));
            return Err(fault.at(plan.origin.place(&spec.finding)));
        }
    }
    // The inside front has neither number nor title.
    let (section_number, section_title) = whole.sections.get(&stated.section).cloned().unwrap_or_default();
    Ok(RestsOn { finding: id.to_owned(), says, section: stated.section.clone(), section_number, section_title })
}

fn direction(says: Says) -> Direction {
    match says {
        Says::Rose => Direction::Rose,
        Says::Fell => Direction::Fell,
        Says::NoClearChange => Direction::NoClearChange,
    }
}

fn turned(
    plan: &RecommendationPlan,
    id: &str,
    finding: &Finding,
    (needed, states): (Direction, Option<Direction>),
) -> Diagnostic {
    let sentence = plain_text(&finding.text);
    let sentence = sentence.trim();
    let Some(states) = states else {
        if inlines_use(&finding.text, "moved(") {
            return untested(plan, id, sentence, needed);
        }
        let message = format!("finding `{id}`, which recommendation `{}` rests on, does not state a change", plan.id);
        return Diagnostic::error(Code::FindingTurned, message)
            .found(sentence)
            .expected(format!("a stated change: {}", direction_in_words(needed)))
            .hint("state it in the finding with `{{ change(series, from, to) }}`, or leave `says` out");
    };
    let message = format!("finding `{id}`, which recommendation `{}` rests on, has changed direction", plan.id);
    Diagnostic::error(Code::FindingTurned, message)
        .found(format!("{}: {sentence}", direction_in_words(states)))
        .expected(format!("{}, as in `says`", direction_in_words(needed)))
        .hint(format!("does the recommendation still follow? if so, write `says: {}`; if not, change it", key(states)))
}

/// Whether a value in a run of text comes from an expression with this word.
fn inlines_use(content: &[Inline], word: &str) -> bool {
    content.iter().any(|inline| match inline {
        Inline::Value(bound) => bound.expression.contains(word),
        Inline::Strong(content) | Inline::Emphasis(content) | Inline::Link { content, .. } => {
            inlines_use(content, word)
        }
        Inline::Text(_) | Inline::Reference(_) | Inline::Break => false,
    })
}

/// The message that a finding gives two figures without a test of the difference between them.
fn untested(plan: &RecommendationPlan, id: &str, sentence: &str, needed: Direction) -> Diagnostic {
    let message = format!(
        "finding `{id}`, which recommendation `{}` rests on, states a movement that nothing has tested",
        plan.id
    );
    Diagnostic::error(Code::FindingTurned, message)
        .found(sentence)
        .expected(format!("a tested change: {}", direction_in_words(needed)))
        .hint("`moved` prints two published figures as they are: without the counts behind them, chance may explain the difference")
        .hint("leave `says` out, or state a change of counts with `{{ change(series, from, to) }}`")
}

/// A direction as an author writes it.
fn key(direction: Direction) -> &'static str {
    match direction {
        Direction::Rose => "rose",
        Direction::Fell => "fell",
        Direction::NoClearChange => "no_clear_change",
    }
}
