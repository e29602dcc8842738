//! How the synapses of a type are spread over the regions.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::{OutputUnit, Profile, RegionCount, RegionId, Regions};
use crate::wire::{Summary, Synapses};

/// What a profile is made of.
pub(super) trait Counts {
    /// By ROI, whose names are the source's own.
    fn each(&self) -> impl Iterator<Item = (&str, RoiCounts)>;
}

/// The synapses of a type within one ROI, as far as a profile tells them.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct RoiCounts {
    pre: u64,
    post: u64,
    downstream: Option<u64>,
}

impl From<&Synapses> for RoiCounts {
    fn from(synapses: &Synapses) -> RoiCounts {
        let Synapses { pre, post, downstream, .. } = *synapses;
        RoiCounts { pre, post, downstream }
    }
}

impl Counts for Summary {
    fn each(&self) -> impl Iterator<Item = (&str, RoiCounts)> {
        self.rois.iter().map(|(roi, synapses)| (roi.as_str(), synapses.into()))
    }
}

/// The ROIs of a summary that is read for its profile alone: they stay in the text that they are
/// read from, and their counts by the side of the neuron are passed over.
#[derive(Debug, Default)]
pub struct ReadRois<'a>(Vec<(Cow<'a, str>, RoiCounts)>);

impl Counts for ReadRois<'_> {
    fn each(&self) -> impl Iterator<Item = (&str, RoiCounts)> {
        self.0.iter().map(|(roi, counts)| (&**roi, *counts))
    }
}

impl<'de> Deserialize<'de> for ReadRois<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        #[derive(Deserialize)]
        struct Roi<'a>(#[serde(borrow)] Cow<'a, str>);
        impl<'de> Visitor<'de> for Reader {
            type Value = ReadRois<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("counts by ROI")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut rois = Vec::with_capacity(64);
                while let Some((Roi(roi), counts)) = map.next_entry()? {
                    rois.push((roi, counts));
                }
                Ok(ReadRois(rois))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// The profile of a type by the counts of its ROIs; those of the summary itself are not looked at.
pub(super) fn profile(regions: &Regions, summary: &Summary, rois: &impl Counts) -> Profile {
    let unit = unit(summary.downstream, rois);
    let mut counts = vec![[0, 0]; regions.all.len()];
    let mut inside = [0, 0];
    for (roi, these) in rois.each() {
        let Some(used) = regions.by_roi.get(roi) else {
            continue;
        };
        let these = [these.post, output(these, unit)];
        for region in &used.regions {
            add(&mut counts[*region as usize], these);
        }
        if used.primary {
            add(&mut inside, these);
        }
    }
    let output_total = match unit {
        OutputUnit::Connections => summary.downstream.unwrap_or_default(),
        OutputUnit::Tbars => summary.pre,
    };
    Profile {
        regions: not_empty(&counts),
        input_total: summary.post,
        output_total,
        input_outside: summary.post.saturating_sub(inside[0]),
        output_outside: output_total.saturating_sub(inside[1]),
        unit,
    }
}

/// As in [`unit`].
pub(super) fn output_unit(summary: &Summary) -> OutputUnit {
    unit(summary.downstream, summary)
}

/// Connections, where the type has them as a whole and by ROI: a share never divides
/// connections by T-bars. A type without any ROI has nothing to divide.
fn unit(downstream: Option<u64>, rois: &impl Counts) -> OutputUnit {
    let by_roi = rois.each().any(|(_, counts)| counts.downstream.is_some());
    match downstream {
        Some(_) if by_roi || rois.each().next().is_none() => OutputUnit::Connections,
        _ => OutputUnit::Tbars,
    }
}

/// An entry that lacks its connections has none: neuPrint leaves zeroes out.
pub(super) fn output(counts: impl Into<RoiCounts>, unit: OutputUnit) -> u64 {
    let RoiCounts { pre, downstream, .. } = counts.into();
    match unit {
        OutputUnit::Connections => downstream.unwrap_or_default(),
        OutputUnit::Tbars => pre,
    }
}

fn add(sum: &mut [u64; 2], more: [u64; 2]) {
    sum[0] += more[0];
    sum[1] += more[1];
}

fn not_empty(counts: &[[u64; 2]]) -> Vec<RegionCount> {
    (0..counts.len() as RegionId)
        .map(|region| (region, counts[region as usize]))
        .filter(|(_, count)| *count != [0, 0])
        .map(|(region, [input, output])| RegionCount { region, input, output })
        .collect()
}
