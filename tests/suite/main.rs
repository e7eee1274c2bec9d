//! Whole runs of the real binary. One test program, so that nothing is linked twice.

mod architecture;
mod diff_faces;
mod drafts;
mod examples;
mod explain;
mod frame;
mod further_kinds;
mod golden;
mod golden_people;
mod golden_places;
mod mistakes;
mod parts;
mod people;
mod places;
mod program;
mod standing;
mod yaml_alone;
