//! Where the offences of the margins file happened. All invented: a point in the offence's district, drawn by its
//! weight, and a kind of place, drawn by the offence's group.

use std::collections::BTreeMap;

use super::file::OffencesEntry;
use super::geography::Geography;
use crate::assign::Records;
use crate::chance::{Random, Wheel, happens};
use crate::margins::Margins;

/// Where each row of the records happened.
pub(crate) struct Scene {
    /// Index into the spots; `None` for an offence without a district, and for a few others.
    pub(crate) spot: Vec<Option<u32>>,
    /// Index into the kinds of place.
    pub(crate) kind_of_place: Vec<u8>,
    /// Metres east and north, LSOA and ward of each spot.
    pub(crate) spots: Vec<SpotRow>,
    /// Names of LSOAs, of wards and of kinds of place.
    pub(crate) lsoas: Vec<String>,
    pub(crate) wards: Vec<String>,
    pub(crate) kinds_of_place: Vec<String>,
}

/// A spot as it is in the file.
#[derive(Clone, Copy)]
pub(crate) struct SpotRow {
    pub(crate) at: [i32; 2],
    pub(crate) lsoa: u32,
    pub(crate) ward: u32,
}

/// Gives all records a place; the records are at scale 1.
pub(super) fn scene(
    entry: &OffencesEntry,
    geography: &Geography,
    margins: &Margins,
    records: &Records,
    random: &mut Random,
) -> Scene {
    let code = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
    let spots_in_file = geography.spots.iter().map(|spot| SpotRow {
        at: spot.at,
        lsoa: code(spot.lsoa),
        ward: code(geography.lsoas[spot.lsoa].ward),
    });
    Scene {
        spot: spots(entry.without_point_percent.value, geography, margins, records, random),
        kind_of_place: kinds_of_place(entry, margins, records, random),
        spots: spots_in_file.collect(),
        lsoas: geography.lsoas.iter().map(|lsoa| lsoa.name.clone()).collect(),
        wards: geography.wards.iter().map(|ward| ward.name.clone()).collect(),
        kinds_of_place: entry.location_types.value.clone(),
    }
}

fn spots(
    without_percent: u32,
    geography: &Geography,
    margins: &Margins,
    records: &Records,
    random: &mut Random,
) -> Vec<Option<u32>> {
    let wheel = |district: usize| {
        let spots = geography.spots_of(district);
        (spots.start, Wheel::new(geography.spots[spots].iter().map(|spot| spot.weight)))
    };
    let wheels: Vec<(usize, Wheel)> = (0..margins.districts.len()).map(wheel).collect();
    let drawn = records.district.iter().map(|&district| {
        // The code after the last is the unknown district, which has no wheel.
        let (first, wheel) = wheels.get(usize::from(district))?;
        let spot = first + wheel.spin(random)?;
        (!happens(random, without_percent)).then(|| u32::try_from(spot).ok()).flatten()
    });
    drawn.collect()
}

fn kinds_of_place(entry: &OffencesEntry, margins: &Margins, records: &Records, random: &mut Random) -> Vec<u8> {
    let of_group: BTreeMap<&str, &[u32]> =
        entry.groups.iter().map(|group| (group.group.value.as_str(), group.parts.value.as_slice())).collect();
    let parts = |group: &str| of_group.get(group).copied().unwrap_or(&entry.parts.value);
    let wheels: Vec<Wheel> = margins.kinds.iter().map(|kind| Wheel::new(parts(&kind.group).iter().copied())).collect();
    let drawn = records.kind.iter().map(|&kind| wheels[usize::from(kind)].spin(random).unwrap_or(0));
    drawn.map(|index| u8::try_from(index).unwrap_or(0)).collect()
}
