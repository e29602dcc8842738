//! What is pointed at, in words: for eyes, and for ears as the keys move.

use shared::index::Index;
use shared::matrix::{Column, Matrix};

use super::geometry::Spot;
use crate::format::{count, number, percent_fine, share};

/// A region by all its names.
pub fn region_in_words(column: Column, index: &Index) -> String {
    let name = column.name(&index.regions);
    match column.full_name(&index.regions) {
        Some(full) if full != name => format!("{name}, {full}"),
        _ => name.to_owned(),
    }
}

/// What a spot shows, where the types are ordered by this region; empty where there is nothing (any more).
pub fn in_words(spot: Spot, matrix: &Matrix, index: &Index, by: Option<&str>) -> String {
    let words = match spot {
        Spot::Cell(row, column) => cell(row, column, matrix, index),
        Spot::Type(row) => type_alone(row, matrix, index),
        Spot::Region(column) => region_alone(column, matrix, index, by),
    };
    words.unwrap_or_default()
}

fn cell(row: usize, column: usize, matrix: &Matrix, index: &Index) -> Option<String> {
    let entry = index.entries.get(*matrix.rows.get(row)? as usize)?;
    let mut reader = matrix.reader(index.regions.all.len());
    let (counts, total) = reader.read(entry);
    let here = *counts.get(column)?;
    let region = region_in_words(*matrix.columns.get(column)?, index);
    let (name, unit) = (&entry.name, matrix.unit.words());
    Some(match total {
        0 => format!("{name} in {region}: it has no {unit}"),
        _ => {
            let percent = percent_fine(share(here, total));
            let (here, total) = (number(here), number(total));
            format!("{name} in {region}: {percent} % of its {unit} ({here} of {total})")
        }
    })
}

fn type_alone(row: usize, matrix: &Matrix, index: &Index) -> Option<String> {
    let entry = index.entries.get(*matrix.rows.get(row)? as usize)?;
    let mut reader = matrix.reader(index.regions.all.len());
    let (counts, total) = reader.read(entry);
    let reached = counts.iter().zip(&matrix.columns);
    let reached = reached.filter(|(count, column)| **count > 0 && **column != Column::Outside);
    let (regions, neurons) = (reached.count() as u64, count(entry.neurons.total, "neuron"));
    let (name, unit) = (&entry.name, matrix.unit.words());
    Some(format!("{name}: {neurons}, {} {unit} in {}", number(total), count(regions, "region")))
}

fn region_alone(column: usize, matrix: &Matrix, index: &Index, by: Option<&str>) -> Option<String> {
    let of = *matrix.columns.get(column)?;
    let region = region_in_words(of, index);
    let order = match by == Some(of.name(&index.regions)) {
        true => "; the types are ordered by it",
        false => "",
    };
    let mut reader = matrix.reader(index.regions.all.len());
    let mut types = 0;
    let mut most = (0.0, "");
    for entry in matrix.rows.iter().filter_map(|id| index.entries.get(*id as usize)) {
        let (counts, total) = reader.read(entry);
        let here = counts.get(column).copied().unwrap_or_default();
        types += u64::from(here > 0);
        let share = share(here, total);
        if share > most.0 {
            most = (share, &entry.name);
        }
    }
    let (types, unit) = (count(types, "type"), matrix.unit.words());
    let most = format!("{} % ({})", percent_fine(most.0), most.1);
    Some(format!("{region}: {unit} of {types}, at most {most}{order}"))
}
