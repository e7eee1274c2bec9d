//! One report of many: the same plan within one part of the whole.

use super::plan::{BlockPlan, ReportPlan, SectionPlan};
use sna_core::columns::is_place;
use sna_core::file_name;
use sna_data::query::Part;

impl ReportPlan {
    /// What the files of each part are called. The same parts always have the same names, whichever of them are made.
    pub fn part_names(&self, parts: &[String]) -> Vec<String> {
        let room = file_name::LONGEST.saturating_sub(self.report.len() + 1);
        file_name::distinct(parts, room).into_iter().map(|part| format!("{}-{part}", self.report)).collect()
    }

    /// The report of one part, whose files are called `file`. What is about the whole, or about a part of its own, is
    /// unchanged.
    #[must_use]
    pub fn of_part(&self, part: &Part, name: &str, file: &str) -> Self {
        let mut plan = self.clone();
        file.clone_into(&mut plan.name);
        plan.scope = self.scope.within(part);
        plan.cover.area = match is_place(part.dimension) {
            true => name.to_owned(),
            false => format!("{name}, {}", self.whole),
        };
        if !is_place(part.dimension) {
            plan.subject = lower_first(name);
        }
        let subjects = (self.subject.as_str(), plan.subject.clone());
        for section in [&mut plan.about].into_iter().chain(&mut plan.sections) {
            narrow(section, part, (subjects.0, &subjects.1));
        }
        plan
    }
}

/// Puts a section and all in it within a part; sections that speak of the report's subject speak of the part's.
fn narrow(section: &mut SectionPlan, part: &Part, subjects: (&str, &str)) {
    section.scope = section.scope.within(part);
    if section.subject == subjects.0 && !section.scope.whole {
        subjects.1.clone_into(&mut section.subject);
    }
    for scope in section.blocks.iter_mut().filter_map(BlockPlan::scope_mut) {
        *scope = scope.within(part);
    }
    section.sections.iter_mut().for_each(|inner| narrow(inner, part, subjects));
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
