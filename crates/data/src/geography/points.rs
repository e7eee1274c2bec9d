//! From the columns of a point to metres on the grid, and the values that are not points.

use std::sync::Arc;

use polars::prelude::*;

use super::grid::{Extent, Misplaced, Projection, System};
use crate::canonical::Canonical;
use crate::reasons::Reason;

/// Reads points: knows the projection, and where the areas of the data lie.
#[derive(Clone)]
pub(crate) struct Locator {
    projection: Option<Arc<Projection>>,
    known: Option<Extent>,
}

impl Locator {
    pub(super) fn new(known: Option<Extent>) -> Self {
        Self { projection: Projection::new().map(Arc::new), known }
    }

    pub(super) fn projection(&self) -> Option<&Projection> {
        self.projection.as_deref()
    }

    /// The columns `easting` and `northing` of a point in metres on the grid, both missing where the numbers are not a
    /// point. `column` gives the numbers that have a role, or `None` if the records have no point.
    pub(crate) fn place(&self, column: &mut dyn FnMut(&'static str) -> Option<Canonical>) -> Option<[Canonical; 2]> {
        let mut pair = |first, second| column(first).zip(column(second));
        let grid = pair("easting", "northing").map(|pair| (System::Grid, pair));
        let (system, (first, second)) =
            grid.or_else(|| pair("longitude", "latitude").map(|pair| (System::Degrees, pair)))?;
        let doubts = Misplaced::ALL.map(|fault| {
            let (code, text) = fault.words();
            (self.has_fault(system, &first.column, &second.column, fault), Reason { code, text: text.to_owned() })
        });
        let metres = |axis: usize, name: &str| self.metres(system, &first.column, &second.column, axis).alias(name);
        let (easting, northing) = (metres(0, "easting"), metres(1, "northing"));
        let doubts = first.doubts.into_iter().chain(second.doubts).chain(doubts).collect();
        let column = |column, doubts| Canonical { column, faults: Vec::new(), doubts };
        Some([column(easting, doubts), column(northing, Vec::new())])
    }

    fn has_fault(&self, system: System, first: &Expr, second: &Expr, wanted: Misplaced) -> Expr {
        let known = self.known;
        let faulty = move |columns: &mut [Column]| {
            let (first, second) = (columns[0].f64()?, columns[1].f64()?);
            let pairs = first.iter().zip(second.iter());
            let faulty: BooleanChunked =
                pairs.map(|(first, second)| Some(system.fault(first, second, known) == Some(wanted))).collect();
            Ok(faulty.with_name(columns[0].name().clone()).into_column())
        };
        first.clone().map_many(faulty, std::slice::from_ref(second), typed(DataType::Boolean))
    }

    /// Metres east (axis 0) or north (axis 1).
    fn metres(&self, system: System, first: &Expr, second: &Expr, axis: usize) -> Expr {
        let locator = self.clone();
        let metres = move |columns: &mut [Column]| {
            let (first, second) = (columns[0].f64()?, columns[1].f64()?);
            let mut seen = Memo::default();
            let pairs = first.iter().zip(second.iter());
            let metres: Float64Chunked = pairs
                .map(|(first, second)| {
                    system.fault(first, second, locator.known).is_none().then_some(())?;
                    let (first, second) = first.zip(second)?;
                    let point = match system {
                        System::Grid => [first, second],
                        System::Degrees => seen.get([first, second], |point| locator.to_grid(point))?,
                    };
                    Some(point[axis])
                })
                .collect();
            Ok(metres.with_name(columns[0].name().clone()).into_column())
        };
        first.clone().map_many(metres, std::slice::from_ref(second), typed(DataType::Float64))
    }

    fn to_grid(&self, [longitude, latitude]: [f64; 2]) -> Option<[f64; 2]> {
        self.projection.as_ref()?.to_grid(longitude, latitude)
    }
}

/// A column of a different type from the column it is computed from.
pub(super) fn typed(dtype: DataType) -> impl Fn(&Schema, &[Field]) -> PolarsResult<Field> {
    move |_, fields| {
        let name = fields.first().map_or_else(PlSmallStr::default, |field| field.name().clone());
        Ok(Field::new(name, dtype.clone()))
    }
}

/// The latest answers by point: there are few published points, each with many records. The table has a fixed size,
/// because points that are all different would only fill a growing one.
pub(super) struct Memo<T>(Vec<Option<([u64; 2], T)>>);

/// Slots of a table of answers, a power of two.
const SLOTS: u16 = 4096;

impl<T: Clone> Default for Memo<T> {
    fn default() -> Self {
        Self(vec![None; usize::from(SLOTS)])
    }
}

impl<T: Clone> Memo<T> {
    pub(super) fn get(&mut self, point: [f64; 2], answer: impl FnOnce([f64; 2]) -> T) -> T {
        let bits = point.map(f64::to_bits);
        let slot = &mut self.0[slot(bits)];
        match slot {
            Some((known, kept)) if *known == bits => kept.clone(),
            _ => slot.insert((bits, answer(point))).1.clone(),
        }
    }
}

/// The slot of a point: the upper bits of a product with the golden ratio, which depend on all bits below.
fn slot([east, north]: [u64; 2]) -> usize {
    const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
    let mixed = (east.wrapping_mul(GOLDEN) ^ north).wrapping_mul(GOLDEN);
    let upper = mixed >> (u64::BITS - SLOTS.trailing_zeros());
    usize::try_from(upper).unwrap_or(0)
}
