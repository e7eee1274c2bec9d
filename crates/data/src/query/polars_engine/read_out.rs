//! What becomes of rows, as a plan; and what a scan's answers say: counts, audits, warnings, and what is watched.

use polars::prelude::*;

use super::super::cells::{Cells, cells_by_name, months};
use super::super::districts::other_districts;
use super::super::engine::AuditAnswer;
use super::super::fates::{Faulty, source_rows};
use super::super::presence::nothing_to_count;
use super::super::sought;
use super::super::supplied::{stop_told, stops_of};
use super::{Asked, Frames, Scanned};
use sna_core::document::SourceRows;

impl Asked<'_> {
    /// Rows by file, reason for setting aside, month, and the conditions of every audit.
    pub(super) fn fates(&self, base: &LazyFrame) -> LazyFrame {
        let plan = &self.audit_plan;
        let audited = plan
            .named()
            .map(|(name, _)| col(name))
            .chain(plan.left_open().map(|(name, _)| col(name)))
            .chain(plan.parted().into_iter().map(col));
        base.clone()
            .group_by([col("_file"), col("_reject"), col("_month")].into_iter().chain(audited).collect::<Vec<_>>())
            .agg([len()])
    }

    pub(super) fn take(&self, frames: Frames) -> PolarsResult<Scanned> {
        let (mut counts, mut audits) = (Vec::new(), Vec::new());
        for (cube, frame) in self.plan.cubes.iter().zip(&frames.cubes) {
            let cells = Cells::of(frame, &cube.parted)?;
            for (index, query) in self.queries.iter().filter(|(index, _)| cube.queries.contains(index)) {
                counts.push((*index, cells.answer(query, &self.plan)));
            }
        }
        let months = months(&frames.fates)?;
        let faulty = Faulty::of(self.source, &frames.fates, &frames.faulty)?;
        let fates = cells_by_name(&frames.fates)?;
        for (index, audit) in &self.audits {
            let rows = source_rows(self.source, &self.audit_plan, audit, &fates);
            let rows = SourceRows { doubted: faulty.doubts(self.source), ..rows };
            audits.push((*index, AuditAnswer { rows, months: months.clone() }));
        }
        let mut told = faulty.told(self.source);
        if let Some(events) = &frames.events {
            told.extend(self.persons.disagreements(self.source, events, &faulty)?);
        }
        told.extend(other_districts(self.source, &self.areas, &faulty, &frames.other_districts)?);
        told.extend(nothing_to_count(self.source, &faulty, &self.periods, &frames.days)?);
        let stops = stops_of(self.source, &frames.supplied, &self.periods)?;
        told.extend(stops.iter().map(|stop| stop_told(self.source, stop)));
        let (watched, turned) = self.watch.told(&frames.watched, &self.periods)?;
        told.extend(turned);
        let blank = self.blanks.told(&frames.blank)?;
        let texts = frames.sought.iter().map(|(name, frame)| Ok((name.clone(), sought::texts(name, frame)?)));
        let occurring = texts.collect::<PolarsResult<_>>()?;
        Ok(Scanned {
            told,
            counts,
            audits,
            repeated: Vec::new(),
            events: frames.events,
            occurring,
            stops,
            watched,
            blank,
        })
    }
}
