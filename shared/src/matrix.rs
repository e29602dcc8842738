//! The heat map: how the synapses of many types are spread over the regions, one row per type,
//! one column per region.
//!
//! What must stay true: a value is a share of *all* the type's synapses of that kind; the columns
//! are the primary regions and what lies in none of them, so that a row makes 100 %. Values are
//! read from the index when they are wanted: 11,700 rows of 150 columns would take more memory
//! than all the rest of it.

pub mod scale;
mod cluster;
mod csv;
mod svg;

pub use cluster::{CLUSTERED_AT_MOST, Clustering, cluster_columns, cluster_rows};
pub use csv::{Values, csv};
pub use svg::{Picture, svg};

use crate::index::{Entry, Index, TypeId};
use crate::ordering;
use crate::roi::{OutputUnit, RegionId, Regions};
use crate::view::Way;

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// A primary region.
    Region(RegionId),
    /// What lies in no primary region.
    Outside,
}

impl Column {
    /// What [`Column::Outside`] is called.
    pub const OUTSIDE: &str = "outside";

    /// Its name.
    pub fn name(self, regions: &Regions) -> &str {
        self.region(regions).map_or(Column::OUTSIDE, |region| &region.name)
    }

    /// Its full name, where known.
    pub fn full_name(self, regions: &Regions) -> Option<&str> {
        match self {
            Column::Region(_) => self.region(regions)?.full_name.as_deref(),
            Column::Outside => Some("in no primary region"),
        }
    }

    fn region(self, regions: &Regions) -> Option<&crate::roi::Region> {
        match self {
            Column::Region(id) => regions.all.get(usize::from(id)),
            Column::Outside => None,
        }
    }
}

/// Some types and the regions that they reach.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Inputs or outputs.
    pub way: Way,
    /// The types, from top to bottom.
    pub rows: Vec<TypeId>,
    /// The regions, from left to right.
    pub columns: Vec<Column>,
    /// Primary regions that have no column because no row has anything there.
    pub unreached: usize,
    /// What is counted: PSDs, output connections, or T-bars.
    pub unit: Unit,
}

/// What a matrix counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Inputs (PSDs).
    Inputs,
    /// Output connections.
    Outputs,
    /// Output sites.
    Tbars,
    /// Connections of some types and T-bars of others; each share is of its own type's unit.
    Mixed,
}

impl Unit {
    /// As the page says it.
    pub fn words(self) -> &'static str {
        match self {
            Unit::Inputs => "inputs",
            Unit::Outputs => "outputs",
            Unit::Tbars => "T-bars",
            Unit::Mixed => "outputs or T-bars",
        }
    }
}

impl Matrix {
    /// Types in this order, regions in the order of the tree. Types that the index lacks are
    /// left out.
    pub fn new(index: &Index, types: &[TypeId], way: Way) -> Matrix {
        let rows: Vec<TypeId> =
            types.iter().copied().filter(|id| index.entries.get(*id as usize).is_some()).collect();
        let mut reached = vec![false; index.regions.all.len()];
        let mut is_outside_reached = false;
        for id in &rows {
            let profile = &index.entries[*id as usize].profile;
            for counted in &profile.regions {
                reached[usize::from(counted.region)] |= way.count(counted) > 0;
            }
            is_outside_reached |= way.outside(profile) > 0;
        }
        let primary = || (0..reached.len()).filter(|id| index.regions.all[*id].primary);
        let mut columns: Vec<Column> =
            primary().filter(|id| reached[*id]).map(|id| Column::Region(id as RegionId)).collect();
        let unreached = primary().count() - columns.len();
        columns.extend(is_outside_reached.then_some(Column::Outside));
        let unit = unit(index, &rows, way);
        Matrix { way, rows, columns, unreached, unit }
    }

    /// How to read rows of it.
    pub fn reader(&self, regions: usize) -> Reader {
        let mut places = vec![None; regions];
        let mut outside = None;
        for (at, column) in self.columns.iter().enumerate() {
            match column {
                Column::Region(id) => places[usize::from(*id)] = Some(at),
                Column::Outside => outside = Some(at),
            }
        }
        Reader { way: self.way, places, outside, counts: vec![0; self.columns.len()] }
    }

    /// The same rows in another order: `order` has each place once.
    pub fn with_rows(mut self, order: &[usize]) -> Matrix {
        self.rows = order.iter().filter_map(|at| self.rows.get(*at)).copied().collect();
        self
    }

    /// The same rows by their shares in the column of this name, the largest first; equal ones
    /// stay as they were, and so do all where no column has it.
    pub fn by(self, name: &str, index: &Index) -> Matrix {
        let is_named = |column: &Column| column.name(&index.regions) == name;
        let Some(at) = self.columns.iter().position(is_named) else { return self };
        let mut reader = self.reader(index.regions.all.len());
        let share = |id: &TypeId| {
            let (counts, total) = reader.read(&index.entries[*id as usize]);
            counts[at] as f64 / total.max(1) as f64
        };
        let shares: Vec<f64> = self.rows.iter().map(share).collect();
        let order = ordering::order(shares.len(), &mut |a, b| shares[b].total_cmp(&shares[a]));
        let rows = order.iter().map(|at| self.rows[*at as usize]).collect();
        Matrix { rows, ..self }
    }

    /// Some of the rows.
    pub fn part(&self, rows: std::ops::Range<usize>) -> Matrix {
        let rows = self.rows.get(rows).unwrap_or_default().to_vec();
        Matrix { rows, columns: self.columns.clone(), ..*self }
    }

    /// The same columns in another order.
    pub fn with_columns(mut self, order: &[usize]) -> Matrix {
        self.columns = order.iter().filter_map(|at| self.columns.get(*at)).copied().collect();
        self
    }
}

fn unit(index: &Index, rows: &[TypeId], way: Way) -> Unit {
    if way == Way::Input {
        return Unit::Inputs;
    }
    // A type without any output has no unit to speak of.
    let units = rows.iter().map(|id| &index.entries[*id as usize].profile);
    let mut units = units.filter(|profile| profile.output_total > 0).map(|profile| profile.unit);
    match units.next() {
        Some(first) if units.any(|unit| unit != first) => Unit::Mixed,
        Some(OutputUnit::Connections) => Unit::Outputs,
        _ => Unit::Tbars,
    }
}

/// Reads rows of a matrix, one at a time, into one place in memory.
#[derive(Debug, Clone)]
pub struct Reader {
    way: Way,
    /// By region, its column.
    places: Vec<Option<usize>>,
    outside: Option<usize>,
    counts: Vec<u64>,
}

impl Reader {
    /// By column, how many synapses of a type lie there; and how many it has in all.
    pub fn read(&mut self, entry: &Entry) -> (&[u64], u64) {
        self.counts.fill(0);
        for counted in &entry.profile.regions {
            if let Some(Some(at)) = self.places.get(usize::from(counted.region)) {
                self.counts[*at] = self.way.count(counted);
            }
        }
        if let Some(at) = self.outside {
            self.counts[at] = self.way.outside(&entry.profile);
        }
        (&self.counts, self.way.total(&entry.profile))
    }
}
