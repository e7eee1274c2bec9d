//! Puts every link on an offence of its year and group.
//!
//! Exact: links by year and district. Links of a pool of offences go to the offences with fewest.

use super::ages::{Profile, deal};
use super::link::{Link, Random, any, unreached, weighted};
use super::margins::Side;
use super::offences::Offences;
use sna_core::diag::Diagnostic;

/// How links share offences.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sharing {
    /// Most offences have one: of three offences looked at, a link goes to the one with fewest.
    Seldom,
    /// Some offences have several and some none, by chance.
    Often,
}

/// The links of a side, each on an offence.
///
/// # Errors
/// The districts of a year do not have room for its links.
pub(super) fn place(
    side: &Side,
    offences: &Offences,
    sharing: Sharing,
    random: &mut Random,
) -> Result<Vec<Link>, Diagnostic> {
    let mut profiles = deal(side, offences, random);
    let size = |group: u8| (0..offences.years()).map(|year| offences.count(year, group.into())).sum::<usize>();
    // Small groups come first, because they have offences in few districts.
    profiles.sort_by_key(|profile| size(profile.group));
    let mut placing = Placing {
        offences,
        sharing,
        left: side.districts.clone(),
        crowd: vec![0; offences.inside()],
        links: Vec::new(),
    };
    for profile in profiles {
        let district = placing
            .district(profile, random)
            .or_else(|| placing.make_room(profile, random))
            .ok_or_else(|| no_room(side, profile.year))?;
        placing.put(profile, district, random);
    }
    Ok(placing.links)
}

struct Placing<'a> {
    offences: &'a Offences<'a>,
    sharing: Sharing,
    /// Links still to be put, by year and district.
    left: Vec<Vec<u32>>,
    /// Links by offence.
    crowd: Vec<u16>,
    links: Vec<Link>,
}

impl Placing<'_> {
    fn pool(&self, profile: Profile, district: usize) -> &[u32] {
        self.offences.pool(profile.year.into(), profile.group.into(), district)
    }

    /// A district with room and an offence of the group.
    fn district(&self, profile: Profile, random: &mut Random) -> Option<usize> {
        let left = &self.left[usize::from(profile.year)];
        let room = |(district, &left): (usize, &u32)| if self.pool(profile, district).is_empty() { 0 } else { left };
        weighted(random, &left.iter().enumerate().map(room).collect::<Vec<u32>>())
    }

    /// Moves an earlier link of the year to a district with room, to make room in its own.
    fn make_room(&mut self, profile: Profile, random: &mut Random) -> Option<usize> {
        let year = usize::from(profile.year);
        let with_room = self.left[year].iter().position(|&left| left > 0)?;
        let moves = |link: &Link| {
            let own = self.offences.district(link.offence);
            let goes = !self.offences.pool(year, link.group.into(), with_room).is_empty();
            usize::from(link.year) == year && goes && !self.pool(profile, own).is_empty()
        };
        let link = self.links.swap_remove(self.links.iter().position(moves)?);
        let own = self.offences.district(link.offence);
        self.crowd[link.offence as usize] = self.crowd[link.offence as usize].saturating_sub(1);
        self.left[year][own] += 1;
        self.put(Profile { year: link.year, group: link.group, age: link.age }, with_room, random);
        Some(own)
    }

    fn put(&mut self, profile: Profile, district: usize, random: &mut Random) {
        let pool = self.pool(profile, district);
        let offence = match self.sharing {
            Sharing::Seldom => least_crowded(pool, &self.crowd, random),
            Sharing::Often => pool[any(random, pool.len())],
        };
        let Profile { year, group, age } = profile;
        self.left[usize::from(year)][district] -= 1;
        self.crowd[offence as usize] = self.crowd[offence as usize].saturating_add(1);
        self.links.push(Link { offence, year, group, age });
    }
}

fn least_crowded(pool: &[u32], crowd: &[u16], random: &mut Random) -> u32 {
    let looks = [(); 3].map(|()| pool[any(random, pool.len())]);
    looks.into_iter().min_by_key(|&row| crowd[row as usize]).unwrap_or(pool[0])
}

fn no_room(side: &Side, year: u8) -> Diagnostic {
    let found = format!("links of the year at index {year} whose group has no offence in a district with room");
    unreached(&format!("the districts of the {}", side.name), found, "an offence of its group for every link")
}
