//! The table of types.
//!
//! Columns that no type of the table has anything in are left out, but those that every dataset
//! has. Rows are held short: 11,700 types with their shares of some fifty regions each take a few
//! megabytes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Cell, Format, Head, SourcedName, Writer};
use crate::neuron::{Attribute, NameKind};
use crate::ordering;
use crate::roi::{OutputUnit, RegionId, Regions};
use crate::side::Side;
use crate::wire::{Summary, Tally};

/// A column; they stand in the order of their variants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Type,
    Neurons,
    OfSide(Side),
    Inputs,
    Outputs,
    Tbars,
    Transmitter,
    TransmitterFrom,
    TransmitterConfidence,
    TransmitterMixed,
    /// What most neurons say, how many, how sure, and what the others say.
    Value(Attribute),
    Saying(Attribute),
    Confidence(Attribute),
    Others(Attribute),
    Names(NameKind),
    /// What shares of output are shares of.
    OutputUnit,
    InputOutside,
    OutputOutside,
}

impl Column {
    /// Those that are there in any case.
    const ALWAYS: [Column; 5] = [
        Column::Type,
        Column::Neurons,
        Column::OfSide(Side::Left),
        Column::OfSide(Side::Right),
        Column::Inputs,
    ];

    fn heading(self) -> String {
        match self {
            Column::Type => "type".to_owned(),
            Column::Neurons => "neurons".to_owned(),
            Column::OfSide(Side::Left) => "neurons left".to_owned(),
            Column::OfSide(Side::Right) => "neurons right".to_owned(),
            Column::OfSide(Side::Middle) => "neurons middle".to_owned(),
            Column::OfSide(Side::Unknown) => "neurons of unknown side".to_owned(),
            Column::Inputs => "inputs (PSDs)".to_owned(),
            Column::Outputs => "outputs (connections)".to_owned(),
            Column::Tbars => "outputs (T-bars)".to_owned(),
            Column::Transmitter => "transmitter".to_owned(),
            Column::TransmitterFrom => "transmitter from".to_owned(),
            Column::TransmitterConfidence => "transmitter confidence".to_owned(),
            Column::TransmitterMixed => "transmitter mixed".to_owned(),
            Column::Value(attribute) => attribute.label().to_lowercase(),
            Column::Saying(attribute) => format!("{} neurons", attribute.label().to_lowercase()),
            Column::Confidence(attribute) => {
                format!("{} confidence", attribute.label().to_lowercase())
            }
            Column::Others(attribute) => format!("{} of others", attribute.label().to_lowercase()),
            Column::Names(kind) => format!("{}s", kind.label()),
            Column::OutputUnit => "output shares are of".to_owned(),
            Column::InputOutside => "in outside %".to_owned(),
            Column::OutputOutside => "out outside %".to_owned(),
        }
    }
}

/// A row: only what there is, by column, and the shares of regions in hundredths of a percent.
#[derive(Debug, Default)]
struct Row {
    cells: Vec<(Column, Cell)>,
    shares: Vec<(RegionId, [u16; 2])>,
}

/// The table, filled type by type.
#[derive(Debug, Default)]
pub struct TypesTable {
    regions: Option<Arc<Regions>>,
    rows: Vec<Row>,
    /// Columns that some type has something in.
    columns: Vec<Column>,
    /// Regions that some type has synapses in.
    regions_used: BTreeSet<RegionId>,
}

impl TypesTable {
    /// An empty one; with regions if shares of the primary ones are wanted.
    pub fn new(regions: Option<Arc<Regions>>) -> TypesTable {
        TypesTable { regions, columns: Column::ALWAYS.to_vec(), ..TypesTable::default() }
    }

    /// Adds a type.
    pub fn push(&mut self, summary: &Summary) {
        let mut row = Row::default();
        count_cells(&mut row.cells, summary);
        transmitter_cells(&mut row.cells, summary);
        attribute_cells(&mut row.cells, summary);
        name_cells(&mut row.cells, summary);
        if let Some(regions) = &self.regions {
            share_cells(&mut row, regions, summary);
        }
        row.cells.retain(|(_, cell)| *cell != Cell::Empty);
        for (column, _) in &row.cells {
            if !self.columns.contains(column) {
                self.columns.push(*column);
            }
        }
        self.regions_used.extend(row.shares.iter().map(|(region, _)| *region));
        self.rows.push(row);
    }

    /// How many types it has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Begins a file of it; all types must have been pushed.
    pub fn begin(&mut self, format: Format, head: &Head<'_>) -> Writer {
        ordering::sort_by_key(&mut self.columns, |column| *column);
        let mut headings: Vec<String> = self.columns.iter().map(|it| it.heading()).collect();
        for way in ["in", "out"] {
            headings.extend(self.regions_used.iter().map(|region| {
                let regions = self.regions.iter().flat_map(|regions| &regions.all);
                let name = regions.map(|it| it.name.as_str()).nth(usize::from(*region));
                format!("{way} {} %", name.unwrap_or_default())
            }));
        }
        Writer::new(format, head, headings)
    }

    /// Writes one of its rows.
    pub fn write(&self, at: usize, writer: &mut Writer) {
        let Some(row) = self.rows.get(at) else { return };
        let cell = |column: &Column| {
            let found = row.cells.iter().find(|(of, _)| of == column);
            found.map(|(_, cell)| cell.clone()).unwrap_or_default()
        };
        let mut cells: Vec<Cell> = self.columns.iter().map(cell).collect();
        for way in 0..2 {
            cells.extend(self.regions_used.iter().map(|region| {
                let at = row.shares.binary_search_by_key(region, |(region, _)| *region);
                at.map_or(Cell::Hundredths(0), |at| Cell::Hundredths(row.shares[at].1[way].into()))
            }));
        }
        writer.row(&cells);
    }

    /// The whole file at once.
    pub fn to_file(mut self, format: Format, head: &Head<'_>) -> String {
        let mut writer = self.begin(format, head);
        (0..self.len()).for_each(|at| self.write(at, &mut writer));
        writer.finish()
    }
}

fn count_cells(cells: &mut Vec<(Column, Cell)>, summary: &Summary) {
    cells.push((Column::Type, Cell::text(&summary.name)));
    cells.push((Column::Neurons, Cell::Whole(summary.neurons.total)));
    for side in Side::ALL {
        let neurons = summary.neurons.of(side);
        let is_always = Column::ALWAYS.contains(&Column::OfSide(side));
        if neurons > 0 || is_always {
            cells.push((Column::OfSide(side), Cell::Whole(neurons)));
        }
    }
    cells.push((Column::Inputs, Cell::Whole(summary.post)));
    cells.extend(summary.downstream.map(|n| (Column::Outputs, Cell::Whole(n))));
    cells.push((Column::Tbars, Cell::Whole(summary.pre)));
}

/// The same transmitter as on the page: of the attributes that say one the most trusted, and of
/// its values the one that most neurons have.
fn transmitter_cells(cells: &mut Vec<(Column, Cell)>, summary: &Summary) {
    let said = |attribute| said(summary, attribute);
    let found = Attribute::TRANSMITTER.into_iter().find(|it| !said(*it).is_empty());
    let Some(attribute) = found else { return };
    let said = said(attribute);
    let Some((value, tally)) = said.first() else { return };
    cells.push((Column::Transmitter, Cell::text(value)));
    cells.push((Column::TransmitterFrom, Cell::text(&attribute.label().to_lowercase())));
    cells.push((Column::TransmitterConfidence, confidence(tally)));
    cells.push((Column::TransmitterMixed, Cell::Truth(said.len() > 1)));
}

fn attribute_cells(cells: &mut Vec<(Column, Cell)>, summary: &Summary) {
    for attribute in Attribute::ALL {
        let said = said(summary, attribute);
        let Some((value, tally)) = said.first() else { continue };
        cells.push((Column::Value(attribute), Cell::text(value)));
        cells.push((Column::Saying(attribute), Cell::Whole(tally.neurons)));
        cells.push((Column::Confidence(attribute), confidence(tally)));
        let others = said[1..].iter().map(|(value, tally)| format!("{value}: {}", tally.neurons));
        let others = others.collect::<Vec<_>>().join("; ");
        cells.push((Column::Others(attribute), Cell::text(&others)));
    }
}

/// What neurons say, the value of most first; of equals the first by name.
fn said(summary: &Summary, attribute: Attribute) -> Vec<(&str, Tally)> {
    let tallies = summary.attributes.get(&attribute).into_iter().flatten();
    let mut said: Vec<(&str, Tally)> = tallies
        .filter(|(_, tally)| tally.neurons > 0)
        .map(|(value, tally)| (value.as_str(), *tally))
        .collect();
    ordering::sort_by_key(&mut said, |(_, tally)| std::cmp::Reverse(tally.neurons));
    said
}

fn confidence(tally: &Tally) -> Cell {
    let hundredths = |it: f32| Cell::Hundredths((it.clamp(0.0, 1.0) * 100.0).round() as u32);
    tally.confidence.map_or(Cell::Empty, hundredths)
}

fn name_cells(cells: &mut Vec<(Column, Cell)>, summary: &Summary) {
    let mut by_kind: BTreeMap<NameKind, Vec<SourcedName>> = BTreeMap::new();
    for name in &summary.names {
        let source = name.source.as_deref().map(Box::from);
        by_kind.entry(name.kind).or_default().push((name.name.as_str().into(), source));
    }
    cells
        .extend(by_kind.into_iter().map(|(kind, names)| (Column::Names(kind), Cell::Names(names))));
}

/// Shares of all the type's synapses, so that those of the primary regions and what is outside
/// make 100 %.
fn share_cells(row: &mut Row, regions: &Regions, summary: &Summary) {
    let profile = regions.profile(summary);
    for count in &profile.regions {
        if regions.all[usize::from(count.region)].primary {
            let input = permyriad(count.input, profile.input_total);
            let output = permyriad(count.output, profile.output_total);
            row.shares.push((count.region, [input, output]));
        }
    }
    let unit = match profile.unit {
        OutputUnit::Connections => "connections",
        OutputUnit::Tbars => "T-bars",
    };
    let outside = |part, whole| Cell::Hundredths(permyriad(part, whole).into());
    row.cells.push((Column::OutputUnit, Cell::text(unit)));
    row.cells.push((Column::InputOutside, outside(profile.input_outside, profile.input_total)));
    row.cells.push((Column::OutputOutside, outside(profile.output_outside, profile.output_total)));
}

/// A share in hundredths of a percent, rounded; 0 of nothing.
fn permyriad(part: u64, whole: u64) -> u16 {
    let share = u128::from(part) * 20_000 + u128::from(whole);
    let rounded = share.checked_div(u128::from(whole) * 2).unwrap_or(0);
    rounded.min(10_000) as u16
}
