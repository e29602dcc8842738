//! A few types side by side: where they receive and send, what they are said to be, and in which
//! of these they differ.

use crate::neuron::Attribute;
use crate::roi::{Profile, RegionId, Regions};
use crate::view::Way;
use crate::wire::Summary;

/// Most types that can be compared.
pub const MOST: usize = 6;

/// Least share of a type's inputs or outputs with which a region has a line of its own.
pub const LEAST_SHARE: f64 = 0.01;

/// From which difference of shares on two types are said to differ.
pub const APART: f64 = 0.05;

/// One region: the share of each type's inputs and outputs that lies there.
#[derive(Debug, Clone, PartialEq)]
pub struct RegionLine {
    /// The region; `None` for what lies in no primary region.
    pub region: Option<RegionId>,
    /// By type, its shares of input and output, 0..=1.
    pub shares: Vec<[f64; 2]>,
    /// The largest difference between two of the types, of input or of output.
    pub apart: f64,
}

impl RegionLine {
    fn new(region: Option<RegionId>, shares: Vec<[f64; 2]>) -> RegionLine {
        let of = |way: usize| shares.iter().map(move |shares| shares[way]);
        let apart = |way: usize| of(way).fold(0.0, f64::max) - of(way).fold(1.0, f64::min);
        RegionLine { region, apart: apart(0).max(apart(1)).max(0.0), shares }
    }

    /// The largest share that any of the types has there.
    pub fn most(&self) -> f64 {
        self.shares.iter().flatten().copied().fold(0.0, f64::max)
    }
}

/// The primary regions that any of the types reaches, in tree order, then what is outside. Those
/// in which each has less than [`LEAST_SHARE`] are only counted: the second value.
pub fn regions(regions: &Regions, profiles: &[Profile]) -> (Vec<RegionLine>, usize) {
    let primary = (0..regions.all.len()).filter(|id| regions.all[*id].primary);
    let lines = primary.map(|id| id as RegionId).map(|id| {
        let shares = profiles.iter().map(|profile| shares_in(profile, id)).collect();
        RegionLine::new(Some(id), shares)
    });
    let reached: Vec<RegionLine> = lines.filter(|line| line.most() > 0.0).collect();
    let all = reached.len();
    let mut lines: Vec<RegionLine> =
        reached.into_iter().filter(|line| line.most() >= LEAST_SHARE).collect();
    let few = all - lines.len();
    let outside = |profile: &Profile| Way::ALL.map(|way| share(way.outside(profile), way, profile));
    let outside = RegionLine::new(None, profiles.iter().map(outside).collect());
    lines.extend((outside.most() > 0.0).then_some(outside));
    (lines, few)
}

fn shares_in(profile: &Profile, region: RegionId) -> [f64; 2] {
    match profile.regions.binary_search_by_key(&region, |count| count.region) {
        Ok(at) => Way::ALL.map(|way| share(way.count(&profile.regions[at]), way, profile)),
        Err(_) => [0.0, 0.0],
    }
}

fn share(count: u64, way: Way, profile: &Profile) -> f64 {
    count as f64 / way.total(profile).max(1) as f64
}

/// One attribute: what most neurons of each type say.
#[derive(Debug, Clone, PartialEq)]
pub struct AttributeLine {
    /// The attribute.
    pub attribute: Attribute,
    /// By type, its values, most neurons first; none where it has none.
    pub values: Vec<Vec<(String, u64)>>,
    /// Whether not all types have the same value first.
    pub differs: bool,
}

/// The attributes that any of the types has.
pub fn attributes(summaries: &[Summary]) -> Vec<AttributeLine> {
    let line = |attribute: Attribute| {
        let values: Vec<Vec<(String, u64)>> =
            summaries.iter().map(|summary| values_of(summary, attribute)).collect();
        let mut first = values.iter().map(|values| values.first().map(|(value, _)| value));
        let one = first.next().flatten();
        let differs = first.any(|other| other != one);
        let has_any = values.iter().any(|values| !values.is_empty());
        has_any.then_some(AttributeLine { attribute, values, differs })
    };
    Attribute::ALL.into_iter().filter_map(line).collect()
}

fn values_of(summary: &Summary, attribute: Attribute) -> Vec<(String, u64)> {
    let tallies = summary.attributes.get(&attribute).into_iter().flatten();
    let said = tallies.filter(|(_, tally)| tally.neurons > 0);
    let mut values: Vec<(String, u64)> =
        said.map(|(value, tally)| (value.clone(), tally.neurons)).collect();
    values.sort_by_key(|(_, neurons)| std::cmp::Reverse(*neurons));
    values
}

/// How alike two types are in where they receive, or send: the cosine of their shares by region;
/// `None` where one of them has nothing.
pub fn likeness(a: &Profile, b: &Profile, way: Way, regions: &Regions) -> Option<f64> {
    let primary = |profile: &Profile| {
        let mut counts = vec![0.0; regions.all.len() + 1];
        for count in &profile.regions {
            if regions.all[usize::from(count.region)].primary {
                counts[usize::from(count.region)] = way.count(count) as f64;
            }
        }
        counts[regions.all.len()] = way.outside(profile) as f64;
        counts
    };
    let (a, b) = (primary(a), primary(b));
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let lengths = (product(&a, &a) * product(&b, &b)).sqrt();
    (lengths > 0.0).then(|| (product(&a, &b) / lengths).min(1.0))
}
