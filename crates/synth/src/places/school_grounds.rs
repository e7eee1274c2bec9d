//! The points where offences against victims of school age happen: at schools, near them, and just too far away.

use std::f64::consts::TAU;

use super::file::Point;
use super::geography::moved;
use super::schools::{Phase, School, is_on_the_edge, near};

/// Metres from a school to the points around it: some near, some only just near, some only just not.
const AROUND: [f64; 6] = [140.0, 310.0, 462.0, 491.0, 517.0, 553.0];

/// One primary school in this many has offences around it: few points make a small file.
const PRIMARY_SCHOOLS: usize = 4;

/// A point in a district.
pub(super) type Ground = (usize, Point);

/// Points, grouped by the schools near them.
#[derive(Default)]
pub(super) struct Grounds {
    /// Schools themselves, by whether they have pupils of 5 to 11 and of 11 to 16.
    pub(super) primary_schools: Vec<Ground>,
    pub(super) secondary_schools: Vec<Ground>,
    /// Near a secondary school, with or without a primary school.
    pub(super) near_secondary: Vec<Ground>,
    /// Near a secondary school and no primary one.
    pub(super) near_secondary_alone: Vec<Ground>,
    /// Near a primary school and no secondary one.
    pub(super) near_primary_alone: Vec<Ground>,
    /// Near neither.
    pub(super) far: Vec<Ground>,
}

impl Grounds {
    /// The points around some of the schools.
    pub(super) fn new(schools: &[School]) -> Self {
        let mut grounds = Self::default();
        for (index, school) in schools.iter().enumerate() {
            if school.phase.is_secondary() {
                grounds.secondary_schools.push((school.district, school.at));
            }
            if school.phase.is_primary() && index % PRIMARY_SCHOOLS == 0 {
                grounds.primary_schools.push((school.district, school.at));
            }
            if school.phase.is_secondary() || index % PRIMARY_SCHOOLS == 0 {
                (0..).zip(AROUND).for_each(|(turn, metres)| {
                    let at = moved(school.at, metres, TAU * f64::from(turn) / 6.0);
                    grounds.sort(schools, (school.district, at));
                });
            }
        }
        grounds
    }

    fn sort(&mut self, schools: &[School], ground: Ground) {
        if is_on_the_edge(schools, ground.1) {
            return;
        }
        let is_near = |is: fn(Phase) -> bool| near(schools, ground.1, is);
        let list = match (is_near(Phase::is_primary), is_near(Phase::is_secondary)) {
            (true, false) => &mut self.near_primary_alone,
            (false, false) => &mut self.far,
            (false, true) => {
                self.near_secondary_alone.push(ground);
                &mut self.near_secondary
            }
            (true, true) => &mut self.near_secondary,
        };
        list.push(ground);
    }

    /// The first of these groups that is empty, if any.
    pub(super) fn lacking(&self) -> Option<&'static str> {
        let lists = [
            ("primary schools", &self.primary_schools),
            ("secondary schools", &self.secondary_schools),
            ("points near a secondary school", &self.near_secondary),
            ("points near a secondary school and no primary one", &self.near_secondary_alone),
            ("points near a primary school and no secondary one", &self.near_primary_alone),
            ("points near no school", &self.far),
        ];
        lists.into_iter().find_map(|(name, list)| list.is_empty().then_some(name))
    }
}
