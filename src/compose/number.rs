//! Numbers the finished document: sections as they nest, tables and figures through the whole report.

use crate::document::{Block, Section};

/// Sets the numbers of all sections, tables and figures.
pub(super) fn number(about: &mut [Block], sections: &mut [Section]) {
    let mut count = Count::default();
    count.blocks(about);
    count.sections(sections, "");
}

#[derive(Default)]
struct Count {
    tables: usize,
    figures: usize,
}

impl Count {
    fn sections(&mut self, sections: &mut [Section], outer: &str) {
        for (section, number) in sections.iter_mut().zip(1..) {
            section.number = if outer.is_empty() { number.to_string() } else { format!("{outer}.{number}") };
            self.blocks(&mut section.blocks);
            let own = section.number.clone();
            self.sections(&mut section.sections, &own);
        }
    }

    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Table(table) if table.printed => {
                    self.tables += 1;
                    table.number = self.tables;
                }
                Block::Chart(chart) => {
                    self.figures += 1;
                    chart.number = self.figures;
                }
                Block::Table(_) | Block::Prose(_) | Block::Finding(_) | Block::KeyFindings(_) | Block::Claim(_) => {}
            }
        }
    }
}
