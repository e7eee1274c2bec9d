//! Whole runs of the real binary. One test program, so that nothing is linked twice.

mod architecture;
mod command;
mod coverage;
mod diff_faces;
mod drafts;
mod examples;
mod explain;
mod frame;
mod further_kinds;
mod golden;
mod golden_partners_context;
mod golden_partners_frame_text;
mod golden_partners_health;
mod golden_partners_indicators;
mod golden_partners_justice;
mod golden_people;
mod golden_places;
mod mistakes;
mod partners;
mod parts;
mod people;
mod places;
mod program;
mod standing;
mod workbooks;
mod yaml_alone;
