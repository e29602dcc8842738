//! The matrix as a table for a spreadsheet or a script: one line per type, one column per region.

use super::Matrix;
use crate::export::{Cell, Format, Head, Writer};
use crate::index::Index;

/// What stands in the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// Shares of all the type's synapses of that kind, in percent.
    Shares,
    /// Synapses.
    Counts,
}

/// The table.
pub fn csv(matrix: &Matrix, index: &Index, values: Values, head: &Head<'_>) -> String {
    let percent = if values == Values::Shares { " %" } else { "" };
    let regions = matrix.columns.iter().map(|column| column.name(&index.regions));
    let columns: Vec<String> = ["type".to_owned(), "neurons".to_owned()]
        .into_iter()
        .chain([matrix.unit.words().to_owned()])
        .chain(regions.map(|name| format!("{name}{percent}")))
        .collect();
    let mut writer = Writer::new(Format::Csv, head, columns);
    let mut reader = matrix.reader(index.regions.all.len());
    let mut cells = Vec::new();
    for id in &matrix.rows {
        let entry = &index.entries[*id as usize];
        let (counts, total) = reader.read(entry);
        cells.clear();
        cells.push(Cell::text(&entry.name));
        cells.extend([entry.neurons.total, total].map(Cell::Whole));
        cells.extend(counts.iter().map(|count| match values {
            Values::Shares => Cell::Hundredths(hundredths(*count, total)),
            Values::Counts => Cell::Whole(*count),
        }));
        writer.row(&cells);
    }
    writer.finish()
}

/// A share in hundredths of a percent, rounded.
fn hundredths(count: u64, total: u64) -> u32 {
    let total = u128::from(total.max(1));
    ((u128::from(count) * 10_000 + total / 2) / total) as u32
}
