//! How the synapses of a type are spread over the regions.

use super::{OutputUnit, Profile, RegionCount, RegionId, Regions};
use crate::wire::{Summary, Synapses};

pub(super) fn profile(regions: &Regions, summary: &Summary) -> Profile {
    let unit = output_unit(summary);
    let mut counts = vec![[0, 0]; regions.all.len()];
    let mut inside = [0, 0];
    for (roi, synapses) in &summary.rois {
        let Some(used) = regions.by_roi.get(roi) else {
            continue;
        };
        let these = [synapses.post, output(synapses, unit)];
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

/// Connections, where the type has them as a whole and by ROI: a share never divides
/// connections by T-bars. A type without any ROI has nothing to divide.
pub(super) fn output_unit(summary: &Summary) -> OutputUnit {
    let by_roi = summary.rois.values().any(|synapses| synapses.downstream.is_some());
    match summary.downstream {
        Some(_) if by_roi || summary.rois.is_empty() => OutputUnit::Connections,
        _ => OutputUnit::Tbars,
    }
}

/// An entry that lacks its connections has none: neuPrint leaves zeroes out.
pub(super) fn output(synapses: &Synapses, unit: OutputUnit) -> u64 {
    match unit {
        OutputUnit::Connections => synapses.downstream.unwrap_or_default(),
        OutputUnit::Tbars => synapses.pre,
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
