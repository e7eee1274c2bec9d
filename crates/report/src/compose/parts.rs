//! A report of one part of the whole: what it cannot contain is left out, with a warning.

use crate::spec::{BlockPlan, SectionPlan, TablePlan};
use sna_core::diag::{Code, Diagnostic};
use sna_core::document::{Body, Format, Fraction, Times, format_number};
use sna_core::stats::{Portion, SIGNIFICANCE, shares_differ};
use sna_data::DISTRICT;
use sna_data::query::{AnswerId, Answers, Part, Question, Questions};

use super::ask::{Asked, AskedTable, Asking, OwnTables, place_of};

impl<'p> Asking<'p, '_> {
    /// Asks the questions of sections, and returns those that are kept. For a report on a part, a section whose
    /// records cannot be divided by the part's dimension is left out, with a warning.
    pub(super) fn kept(&mut self, sections: &'p [SectionPlan]) -> Vec<SectionPlan> {
        sections.iter().filter_map(|section| self.kept_section(section)).collect()
    }

    fn kept_section(&mut self, section: &'p SectionPlan) -> Option<SectionPlan> {
        let own = self.tables_of(section);
        if let Some(warning) = self.undivided_in(section, &own) {
            self.left_out.push(warning);
            self.withdraw(&own);
            return None;
        }
        self.found.extend(self.unfollowed_in(&own));
        self.keep(own);
        let sections = self.kept(&section.sections);
        let is_shell =
            !section.sections.is_empty() && sections.is_empty() && !section.blocks.iter().any(BlockPlan::is_content);
        (!is_shell).then(|| SectionPlan { sections, ..section.clone() })
    }

    /// The warning that a section is left out, if it must be.
    fn undivided_in(&self, section: &SectionPlan, own: &OwnTables<'_>) -> Option<Diagnostic> {
        let dimension = self.part?.dimension;
        let (source, place) = own.tables.iter().find_map(|(table, asked)| {
            self.undivided(table, asked.as_ref().ok()).map(|source| (source, place_of(table)))
        })?;
        let message = format!("section `{}` is left out of the reports by `{dimension}`", section.id);
        Some(
            Diagnostic::warning(Code::SectionLeftOut, message)
                .at(place)
                .found(format!("records of `{source}`, which cannot be divided by `{dimension}`"))
                .hint(
                    "`scope: { whole: true }` on the section or the table keeps it, with the figures of the whole area",
                ),
        )
    }

    /// The faults of tables about one part whose records do not say in which part they are: they would show the whole.
    fn unfollowed_in(&self, own: &OwnTables<'_>) -> Vec<Diagnostic> {
        let unfollowed = own.tables.iter().filter_map(|(table, asked)| {
            let part = table.scope.part.as_ref()?;
            let questions = || self.questions.of(asked.as_ref().map_or(&[], |asked| &asked.answers));
            let lacks = |name: &str| {
                self.catalogue.sources.get(name).is_some_and(|source| !source.columns.contains(&part.dimension))
            };
            let lacking = questions().flat_map(Question::within_part).find(|name| lacks(name));
            let is_about = |question: &Question| {
                question.columns().contains(&part.dimension) || !question.within_part().is_empty()
            };
            let beyond = || questions().flat_map(Question::sources).next().filter(|_| !questions().any(is_about));
            lacking.or_else(beyond).map(|source| not_followed(table, part, source))
        });
        unfollowed.collect()
    }

    /// The first source of a table that cannot be divided by the part: its records lack the column, or the measure
    /// counts them outside the part. Nothing is known of a table whose options are wrong.
    fn undivided(&self, table: &TablePlan, asked: Option<&AskedTable<'_>>) -> Option<String> {
        let part = table.scope.part.as_ref()?;
        // Partners' figures are about the whole area.
        if let Some(aggregate) = table.measure.aggregates().first() {
            return Some(aggregate.value.clone());
        }
        let lacks = |name: &str| {
            self.catalogue.sources.get(name).is_some_and(|source| !source.columns.contains(&part.dimension))
        };
        let questions = || self.questions.of(asked.map_or(&[], |asked| &asked.answers));
        // Counting by the part's own dimension separates the part from the rest.
        let by_part = |question: &&Question| question.columns().contains(&part.dimension);
        let beyond = questions().filter(|question| !by_part(question)).flat_map(Question::beyond_part).next();
        let found = beyond.or_else(|| questions().flat_map(Question::sources).find(|name| lacks(name)));
        found.map(str::to_owned)
    }
}

fn not_followed(table: &TablePlan, part: &Part, source: &str) -> Diagnostic {
    let place = part.name().unwrap_or("one part");
    let message =
        format!("table `{}` is about {place}, but its records do not say where they belong", table.words.id.value);
    Diagnostic::error(Code::AreaNotFollowed, message)
        .at(place_of(table))
        .found(format!("records of `{source}`, which cannot be divided by `{}`", part.dimension))
        .expected("records that say where they belong, or a table about the whole area")
        .hint("`scope: { whole: true }` on the section or the table shows the whole area; its title should say so")
}

/// The note on partners' figures in a table of one part: they are not narrowed to it.
pub(super) fn published_for_whole(table: &TablePlan, body: &Body) -> Option<String> {
    let part = table.scope.part.as_ref().filter(|_| !body.taken.is_empty())?;
    let place = part.name().unwrap_or("this part");
    Some(format!("These figures are as their publisher gives them: they are not limited to {place}."))
}

/// The note on records that do not say in which part they are, where their share differs between the times of a table about one
/// part by more than chance explains.
pub(super) fn unplaced_shares(times: &Times, part: Option<&Part>, whole: &str) -> Option<String> {
    let of_line = times.unplaced.values().max_by_key(|times| times.len())?;
    let share = |all: (u64, u64)| Fraction::share(all.0, all.1).map(Fraction::value);
    let known = of_line.iter().filter_map(|(time, unplaced)| Some((time, unplaced.all, share(unplaced.all)?)));
    let mut known: Vec<_> = known.collect();
    known.sort_by(|one, other| one.2.total_cmp(&other.2));
    let (least, most) = (known.first()?, known.last()?);
    let portion = |(part, whole): (u64, u64)| Portion { part, whole };
    let pairs = u32::try_from(known.len() * (known.len() - 1) / 2).unwrap_or(u32::MAX).max(1);
    let difference = shares_differ(portion(least.1), portion(most.1))?;
    let percent = |share: f64| format_number(share, Format::Percent(1));
    let place = part.and_then(Part::name).unwrap_or("this part");
    let (first, second) = if least.0 <= most.0 { (least, most) } else { (most, least) };
    (difference.p_value < SIGNIFICANCE / f64::from(pairs)).then(|| {
        format!(
            "Of these records in all of {whole}, {} had no {} in {} and {} in {}. Some of them may belong to {place}: numbers are said to rise \
             or fall only where that holds wherever they belong.",
            percent(first.2),
            times.part,
            first.0,
            percent(second.2),
            second.0
        )
    })
}

/// The note on who belongs to a place, under a table that counts its persons.
pub(super) fn persons_of_place(table: &AskedTable<'_>, answers: &Answers, whole: &str) -> Option<String> {
    let place = answers.questions(&table.answers).find_map(|question| match question {
        Question::Records(_) => None,
        // What is summed in the place only asks for no person's other records.
        Question::Persons(query) => query.place().filter(|_| !query.sides.iter().all(|side| side.only_in_part)),
    })?;
    let (name, others) = match place.dimension {
        DISTRICT => (place.name().unwrap_or("no district"), "districts"),
        _ => (place.name().unwrap_or("none of the places"), "places"),
    };
    Some(format!(
        "A person counts in {name} if at least one of their records is there, in the time that the row or column is about. How \
         often and in what way they were recorded is taken from all their records in {whole}. One person can count in several \
         {others}."
    ))
}

/// Whether a section of a part counts records in the part, and finds none.
pub(super) fn is_empty(section: &SectionPlan, asked: &Asked<'_>, answers: &Answers) -> bool {
    let mut in_part = section.tables().filter(|table| table.scope.part.is_some()).peekable();
    // A table of partners' figures asks nothing of the records, so it is not empty of them.
    let none = |table: &TablePlan| {
        let own = asked.answers(&table.id);
        !own.is_empty() && own.iter().all(|answer| answers[*answer].total() == 0)
    };
    in_part.peek().is_some() && in_part.all(none)
}

impl Asked<'_> {
    /// Every answer that counts records or persons in a part, with its table and with the question about the whole: parts of
    /// records must add up, those of persons must cover the whole.
    pub fn divided<'q>(&'q self, questions: &'q Questions) -> impl Iterator<Item = (&'q str, AnswerId, Question)> {
        let about_whole = |answer: AnswerId| Some((answer, questions.question(answer)?.in_part(None)?));
        self.tables().flat_map(move |table| {
            let queries = table.answers.iter().copied().filter_map(about_whole);
            queries.map(|(answer, question)| (table.plan.id.as_str(), answer, question))
        })
    }
}
