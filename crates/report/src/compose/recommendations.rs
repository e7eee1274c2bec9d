//! Recommendations: composed with their section, then held against the findings of the whole report.

use std::collections::BTreeMap;

use super::framing::Numbered;
use super::sections::{Composer, narrated};
use crate::spec::{BlockPlan, RecommendationPlan, ReportPlan, RestsOnSpec, Says, text_at};
use sna_core::diag::{Code, Diagnostic, Diagnostics};
use sna_core::document::{
    Block, Direction, Document, Finding, Recommendation, RestsOn, Section, direction_in_words, plain_text,
};
use sna_narrative::Narrator;

/// A finding that has a name, and the section it stands in; that of the inside front has no name.
struct Stated {
    section: String,
    finding: Finding,
}

type AllStated = BTreeMap<String, Stated>;

impl Composer<'_> {
    /// The words of a recommendation, where its condition holds. What it rests on is looked up when all findings are known.
    pub(super) fn recommendation(&mut self, narrator: &Narrator, plan: &RecommendationPlan) -> Option<Block> {
        if let Some(lost) = self.lost_in_part(plan) {
            self.refuse(lost.into());
            return None;
        }
        let text = self.prose(narrator, &plan.text);
        let condition = plan.spec.holds.as_ref().map(|holds| text_at(holds, &plan.origin));
        if let Some(condition) = &condition
            && let Err(faults) = narrator.holds(&narrated(condition), &plan.id)
        {
            self.refuse(faults);
            return None;
        }
        let holds = condition.map(|condition| condition.text.trim().to_owned());
        let recommendation =
            Recommendation { id: plan.id.clone(), number: 0, text: text?, rests_on: Vec::new(), holds };
        Some(Block::Recommendation(Box::new(recommendation)))
    }

    /// A finding that a report of one part does not plan: the recommendation's words may speak of tables that are not there either.
    fn lost_in_part(&self, plan: &RecommendationPlan) -> Option<Diagnostic> {
        self.plan.scope.part.as_ref()?;
        let section = plan.id.rsplit_once('.').map_or("", |(section, _)| section);
        let known = planned_findings(self.plan);
        let is_planned = |name: &str| known.contains(&name) || known.contains(&format!("{section}.{name}").as_str());
        let lost = plan.spec.rests_on.iter().find(|spec| !is_planned(&spec.finding.value))?;
        self.not_stated(plan, lost, &format!("{section}.{}", lost.finding.value))
    }

    /// Faults of a recommendation, which a report of one part leaves out instead.
    fn refuse(&mut self, faults: Diagnostics) {
        let in_part = self.plan.scope.part.is_some();
        let faults = faults.into_iter().map(|fault| if in_part { self.left_out(fault) } else { fault });
        let faults: Diagnostics = faults.collect();
        self.found.extend(faults);
    }

    /// Looks up what every recommendation rests on; one that rests on what is not there, or has turned, does not stay.
    pub(super) fn rest_recommendations(&mut self, document: &mut Document) {
        let plans = plans(self.plan);
        let stated = all_stated(document);
        self.rest(&mut document.about, &plans, &stated);
        self.rest_inside(&mut document.sections, &plans, &stated);
    }

    fn rest_inside(&mut self, sections: &mut [Section], plans: &Plans<'_>, stated: &AllStated) {
        for section in sections {
            self.rest(&mut section.blocks, plans, stated);
            self.rest_inside(&mut section.sections, plans, stated);
        }
    }

    fn rest(&mut self, blocks: &mut Vec<Block>, plans: &Plans<'_>, stated: &AllStated) {
        blocks.retain_mut(|block| {
            let Block::Recommendation(recommendation) = block else { return true };
            let Some((section, plan)) = plans.get(recommendation.id.as_str()) else { return true };
            match self.grounds(section, plan, stated) {
                Ok(grounds) => {
                    recommendation.rests_on = grounds;
                    true
                }
                Err(faults) => {
                    self.refuse(faults);
                    false
                }
            }
        });
    }

    fn grounds(
        &self,
        section: &str,
        plan: &RecommendationPlan,
        stated: &AllStated,
    ) -> Result<Vec<RestsOn>, Diagnostics> {
        let (mut grounds, mut found, mut lost) = (Vec::new(), Diagnostics::default(), false);
        for spec in &plan.spec.rests_on {
            let name = &spec.finding.value;
            let own = format!("{section}.{name}");
            match [name, &own].into_iter().find_map(|id| stated.get_key_value(id)) {
                Some((id, finding)) => grounds.extend(found.keep(ground(plan, spec, id, finding))),
                None => {
                    lost = true;
                    found.extend(self.not_stated(plan, spec, &own));
                }
            }
        }
        // A finding that is lost to a fault of its own is told there.
        if lost { Err(found) } else { found.into_result(grounds).map(|(grounds, _)| grounds) }
    }

    /// That a finding is not there; nothing where it is planned, and a fault already told keeps it away.
    fn not_stated(&self, plan: &RecommendationPlan, spec: &RestsOnSpec, own: &str) -> Option<Diagnostic> {
        let name = &spec.finding.value;
        let known = planned_findings(self.plan);
        let place = plan.origin.place(&spec.finding);
        if known.contains(&name.as_str()) || known.contains(&own) {
            let untold = !self.found.has_errors();
            let fault = Diagnostic::error(Code::UnknownFinding, format!("the report does not state finding `{name}`"));
            return untold.then(|| fault.at(place).found("a section without records"));
        }
        let fault = Diagnostic::unknown(Code::UnknownFinding, "finding", name, known).at(place);
        Some(fault.hint(format!("recommendation `{}` rests on it", plan.id)))
    }
}

/// Recommendations by identifier, each with the identifier of its section.
type Plans<'p> = BTreeMap<&'p str, (&'p str, &'p RecommendationPlan)>;

fn plans(plan: &ReportPlan) -> Plans<'_> {
    let mut found = BTreeMap::new();
    for section in plan.all_sections() {
        for block in &section.blocks {
            if let BlockPlan::Recommendation(plan) = block {
                found.insert(plan.id.as_str(), (section.id.as_str(), plan));
            }
        }
    }
    found
}

fn planned_findings(plan: &ReportPlan) -> Vec<&str> {
    let blocks = plan.all_sections().into_iter().flat_map(|section| &section.blocks);
    blocks.filter_map(finding_name).collect()
}

fn all_stated(document: &Document) -> AllStated {
    let sections = document.all_sections();
    let of_sections = sections.iter().map(|section| (section.id.as_str(), section.blocks.as_slice()));
    let mut found = BTreeMap::new();
    for (section, blocks) in std::iter::once(("", document.about.as_slice())).chain(of_sections) {
        for block in blocks {
            let Block::Finding(finding) = block else { continue };
            if let Some(id) = &finding.id {
                found.insert(id.clone(), Stated { section: section.to_owned(), finding: finding.clone() });
            }
        }
    }
    found
}

fn finding_name(block: &BlockPlan) -> Option<&str> {
    if let BlockPlan::Finding(finding) = block { finding.id.as_deref() } else { None }
}

/// What a recommendation rests on, where it says what the recommendation needs.
fn ground(plan: &RecommendationPlan, spec: &RestsOnSpec, id: &str, stated: &Stated) -> Result<RestsOn, Diagnostic> {
    let says = spec.says.map(direction);
    if let Some(needed) = says {
        let states = stated.finding.directions().first().copied();
        if states != Some(needed) {
            let fault = turned(plan, id, &stated.finding, (needed, states));
            return Err(fault.at(plan.origin.place(&spec.finding)));
        }
    }
    Ok(RestsOn {
        finding: id.to_owned(),
        says,
        section: stated.section.clone(),
        section_number: String::new(),
        section_title: String::new(),
    })
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
        let message = format!("finding `{id}`, on which recommendation `{}` rests, states no change", plan.id);
        return Diagnostic::error(Code::FindingTurned, message)
            .found(sentence)
            .expected(format!("a stated change: {}", direction_in_words(needed)))
            .hint("state it in the finding by `{{ change(series, from, to) }}`, or leave `says` out");
    };
    let message = format!("finding `{id}`, on which recommendation `{}` rests, has turned", plan.id);
    Diagnostic::error(Code::FindingTurned, message)
        .found(format!("{}: {sentence}", direction_in_words(states)))
        .expected(format!("{}, as `says` has it", direction_in_words(needed)))
        .hint(format!("does the recommendation still follow? if so, write `says: {}`; if not, change it", key(states)))
}

/// A direction as an author writes it.
fn key(direction: Direction) -> &'static str {
    match direction {
        Direction::Rose => "rose",
        Direction::Fell => "fell",
        Direction::NoClearChange => "no_clear_change",
    }
}

/// Gives every recommendation of some blocks the numbers and titles of the sections it points to.
pub(super) fn fill_grounds(blocks: &mut [Block], numbered: &Numbered) {
    for block in blocks {
        let Block::Recommendation(recommendation) = block else { continue };
        for ground in &mut recommendation.rests_on {
            if let Some((number, title)) = numbered.get(&ground.section) {
                ground.section_number.clone_from(number);
                ground.section_title.clone_from(title);
            }
        }
    }
}
