//! The times of partners' figures, of which nothing is known but their names.

use std::collections::BTreeMap;

use sna_core::calendar::{Period, PublishedTime};
use sna_core::document::{Body, Role, RowKind, SpanExtent, TimeSpan, Times};

/// The times of partners' figures: columns or rows of which some are times. Nothing is known of their days but what their names say.
pub(super) fn published_times(body: &Body) -> Times {
    let values = body.columns.iter().filter(|column| column.role == Role::Value).map(|column| column.key.as_str());
    let rows = body.rows.iter().filter(|row| row.kind == RowKind::Body).map(|row| row.key.as_str());
    let spans = times_named(values).or_else(|| times_named(rows)).unwrap_or_default();
    Times { spans, ..Times::default() }
}

/// What some keys cover by their names, if any of them is a whole time.
fn times_named<'k>(keys: impl Iterator<Item = &'k str>) -> Option<BTreeMap<String, TimeSpan>> {
    let named: Vec<(&str, PublishedTime)> = keys.map(|key| (key, PublishedTime::of_label(key))).collect();
    let whole = |time: &PublishedTime| match time {
        PublishedTime::Whole(period) => Some(*period),
        PublishedTime::Of(..) | PublishedTime::Other => None,
    };
    let any = named.iter().find_map(|(_, time)| whole(time))?;
    let of_key = |(key, time): &(&str, PublishedTime)| {
        let (period, extent) = match time {
            PublishedTime::Whole(period) => (*period, SpanExtent::Whole),
            PublishedTime::Of(period, part) => (*period, SpanExtent::Part(part.clone())),
            // It is somewhere else in time than any whole one, nobody knows where.
            PublishedTime::Other if PublishedTime::names_a_year(key) => {
                (Period { first: any.last, last: any.first }, SpanExtent::Part("other months".to_owned()))
            }
            PublishedTime::Other => return None,
        };
        let (first, last) = (period.first.to_string(), period.last.to_string());
        let days = if extent == SpanExtent::Whole { period.days() } else { 0 };
        Some(((*key).to_owned(), TimeSpan { first, last, days, extent }))
    };
    Some(named.iter().filter_map(of_key).collect())
}
