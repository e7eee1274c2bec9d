//! Whole runs of the real binary. One test program, so that nothing is linked twice.

mod architecture;
mod diff_faces;
mod drafts;
mod examples;
mod further_kinds;
mod golden;
mod golden_people;
mod golden_places;
mod mistakes;
mod people;
mod places;
mod program;
mod yaml_alone;
