//! Where a type receives and sends: shares of all its synapses of that kind. What lies in no
//! primary region is "outside", so that the parts make 100 %.

use shared::format::{count, number, percent_fine, share, unplaced_in_words};
use shared::roi::{InOut, OutputUnit, RegionTable, Regions};
use shared::wire::Summary;

use super::numbers::width;
use super::profile::{self, Profile};

/// The table and the picture.
#[derive(Debug)]
pub struct RegionPart<'a> {
    /// The regions and the row of what is outside.
    pub rows: Vec<RegionRow<'a>>,
    /// What outputs are counted in.
    pub outputs: &'static str,
    /// What is said of neurons of which this could not be read.
    pub unplaced: Option<String>,
    /// Whether some lie within others.
    pub is_nested: bool,
    pub profile: Profile<'a>,
}

/// A region.
#[derive(Debug)]
pub struct RegionRow<'a> {
    /// Its name; `None` for what is outside.
    pub name: Option<&'a str>,
    /// Its full name, where that says more.
    pub full_name: Option<&'a str>,
    /// How many regions of the table are around it: 0 for a primary one.
    pub depth: u16,
    /// Inputs, then outputs.
    pub ways: [Way; 2],
}

/// Its synapses of one kind.
#[derive(Debug)]
pub struct Way {
    pub count: String,
    /// In percent of all, without the sign.
    pub share: String,
    /// The bar, in percent of its room.
    pub width: u64,
}

/// The part of a page about regions.
pub fn part<'a>(regions: &'a Regions, table: &RegionTable, unplaced: u64) -> RegionPart<'a> {
    let mut rows: Vec<RegionRow<'a>> = Vec::with_capacity(table.lines.len() + 1);
    for line in &table.lines {
        let region = &regions.all[usize::from(line.region)];
        let full_name = region.full_name.as_deref().filter(|full| *full != region.name);
        let ways = ways(line.whole, table.total);
        rows.push(RegionRow { name: Some(&region.name), full_name, depth: line.depth, ways });
    }
    let ways = ways(table.outside, table.total);
    rows.push(RegionRow { name: None, full_name: None, depth: 0, ways });
    RegionPart {
        rows,
        outputs: outputs(table.unit),
        unplaced: unplaced_in_words(unplaced),
        is_nested: table.lines.iter().any(|line| line.depth > 0),
        profile: profile::profile(regions, table),
    }
}

fn ways(counts: InOut, total: InOut) -> [Way; 2] {
    [0, 1].map(|way| {
        let share = share(counts[way], total[way]);
        Way { count: number(counts[way]), share: percent_fine(share), width: width(share) }
    })
}

/// What outputs are called.
pub fn outputs(unit: OutputUnit) -> &'static str {
    match unit {
        OutputUnit::Connections => "outputs",
        OutputUnit::Tbars => "T-bars",
    }
}

/// Whether neurons receive and send on their own side of the body.
#[derive(Debug)]
pub struct Laterality {
    /// Of how many neurons.
    pub of: String,
    /// Inputs and outputs: what they are called, and their shares on the own side, on the other,
    /// without a side and outside.
    pub rows: [(&'static str, [String; 4]); 2],
}

/// `None` where no region has a side, or no neuron.
pub fn laterality(table: &RegionTable, summary: &Summary) -> Option<Laterality> {
    let shared::roi::Laterality { neurons, same, other, unsided, outside } = table.laterality;
    if same == [0; 2] && other == [0; 2] {
        return None;
    }
    let total = summary.neurons.total;
    let of = match neurons == total {
        true => count(total, "neuron"),
        false => format!("{} of {} have a side", number(neurons), count(total, "neuron")),
    };
    let shares = |way: usize| {
        let counts = [same, other, unsided, outside].map(|part| part[way]);
        let whole = counts.iter().sum();
        counts.map(|count| percent_fine(share(count, whole)))
    };
    Some(Laterality { of, rows: [("inputs", shares(0)), (outputs(table.unit), shares(1))] })
}
