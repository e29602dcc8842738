//! On which side the synapses of a type lie, beside the side of the neurons that they belong to.

use super::profile::{output, output_unit};
use super::{OutputUnit, RegionId, Regions, side_of};
use crate::side::Side;
use crate::wire::{Summary, Synapses};

/// Inputs and outputs, the latter in the unit of [`super::Profile::unit`].
pub type InOut = [u64; 2];

/// The synapses of a type, left and right parts of each region apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SidedProfile {
    /// By region, ascending, as in [`super::Profile::regions`].
    pub regions: Vec<SidedRegion>,
    /// How the synapses of the neurons with a side, left or right, lie to their own.
    pub laterality: Laterality,
}

/// One region of a [`SidedProfile`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SidedRegion {
    /// The region.
    pub region: RegionId,
    /// In its left part.
    pub left: InOut,
    /// In its right part.
    pub right: InOut,
    /// In what has no side, such as a midline neuropil.
    pub unsided: InOut,
}

/// Where the synapses of neurons lie, as seen from their side. Only neurons whose side is left or
/// right count; the four parts make up all of their synapses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Laterality {
    /// The neurons that count.
    pub neurons: u64,
    /// In primary ROIs of the neuron's own side.
    pub same: InOut,
    /// In primary ROIs of the other side.
    pub other: InOut,
    /// In primary ROIs without a side.
    pub unsided: InOut,
    /// In no primary ROI.
    pub outside: InOut,
}

pub(super) fn sides(regions: &Regions, summary: &Summary) -> SidedProfile {
    let unit = output_unit(summary);
    let mut parts = vec![[[0; 2]; 3]; regions.all.len()];
    let mut laterality = Laterality::default();
    for (roi, synapses) in &summary.rois {
        let Some(used) = regions.by_roi.get(roi) else { continue };
        let lies = side_of(roi);
        let these = [synapses.post, output(synapses, unit)];
        for region in &used.regions {
            add(&mut parts[usize::from(*region)][part(lies)], these);
        }
        if used.primary {
            for side in SIDES {
                let into = match lies {
                    None => &mut laterality.unsided,
                    Some(lies) if lies == side => &mut laterality.same,
                    Some(_) => &mut laterality.other,
                };
                add(into, of_neurons(summary, synapses, side, unit));
            }
        }
    }
    let whole = whole(summary);
    for side in SIDES {
        laterality.neurons += summary.neurons.of(side);
        add(&mut laterality.outside, of_neurons(summary, &whole, side, unit));
    }
    let Laterality { same, other, unsided, outside, .. } = &mut laterality;
    for way in 0..2 {
        outside[way] = outside[way].saturating_sub(same[way] + other[way] + unsided[way]);
    }
    let region = |(region, [left, right, unsided]): (usize, [InOut; 3])| SidedRegion {
        region: region as RegionId,
        left,
        right,
        unsided,
    };
    let some = parts.into_iter().enumerate().filter(|(_, parts)| *parts != [[0; 2]; 3]);
    SidedProfile { regions: some.map(region).collect(), laterality }
}

/// The sides that have another side.
const SIDES: [Side; 2] = [Side::Left, Side::Right];

fn part(side: Option<Side>) -> usize {
    match side {
        Some(Side::Left) => 0,
        Some(Side::Right) => 1,
        _ => 2,
    }
}

/// The counts of a type's neurons on one side. Where all its neurons are on one, the summary
/// says their counts once.
fn of_neurons(summary: &Summary, synapses: &Synapses, side: Side, unit: OutputUnit) -> InOut {
    if summary.neurons.total > 0 && summary.neurons.of(side) == summary.neurons.total {
        return [synapses.post, output(synapses, unit)];
    }
    let [pre, post, _, downstream] = synapses.sides.get(&side).copied().unwrap_or_default();
    let output = match unit {
        OutputUnit::Connections => downstream,
        OutputUnit::Tbars => pre,
    };
    [post, output]
}

/// The type's counts over all of it, as if it were one ROI.
fn whole(summary: &Summary) -> Synapses {
    Synapses {
        pre: summary.pre,
        post: summary.post,
        upstream: summary.upstream,
        downstream: summary.downstream,
        sides: summary.sides.clone(),
    }
}

fn add(sum: &mut InOut, more: InOut) {
    sum[0] += more[0];
    sum[1] += more[1];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::neuron::{Counts, Neuron};
    use crate::summary::Summarizer;
    use crate::wire::{RoiHierarchy, RoiNode};

    fn regions() -> Regions {
        let node = |name: &str, children| RoiNode { name: name.to_owned(), children };
        let leaf = |name: &str| node(name, Vec::new());
        let right = node("LAL(R)", vec![leaf("LAL(-GA)(R)")]);
        let hierarchy = node("CNS", vec![leaf("EB"), leaf("LAL(L)"), right]);
        let primary = ["EB", "LAL(L)", "LAL(R)"].map(str::to_owned).to_vec();
        Regions::new(&RoiHierarchy { hierarchy: Some(hierarchy), primary, ..Default::default() })
    }

    type Rois<'a> = &'a [(&'a str, u64)];

    fn summary(neurons: &[(Side, u64, Rois<'_>)]) -> Summary {
        let mut summarizer = Summarizer::of_types(["T"]);
        for (side, post, rois) in neurons {
            let counts = |post| Counts { pre: Some(post), post: Some(post), ..Counts::default() };
            summarizer.add(&Neuron {
                type_name: Some("T"),
                side: *side,
                counts: counts(*post),
                rois: rois.iter().map(|(roi, post)| ((*roi).into(), counts(*post))).collect(),
                ..Neuron::default()
            });
        }
        summarizer.finish().remove("T").expect("the type")
    }

    #[test]
    fn same_side_other_side_no_side_and_outside_make_up_the_whole() {
        let summary = summary(&[
            (Side::Left, 100, &[("LAL(L)", 60), ("LAL(R)", 10), ("EB", 20)]),
            (Side::Right, 50, &[("LAL(R)", 30), ("LAL(-GA)(R)", 25), ("LAL(L)", 5)]),
            (Side::Unknown, 7, &[("LAL(L)", 7)]),
        ]);
        let SidedProfile { regions: by_region, laterality } = regions().sides(&summary);
        assert_eq!(laterality.neurons, 2);
        assert_eq!(laterality.same, [90, 90]);
        assert_eq!(laterality.other, [15, 15]);
        assert_eq!(laterality.unsided, [20, 20]);
        assert_eq!(laterality.outside, [25, 25]);
        let lal = by_region.iter().find(|it| regions().all[usize::from(it.region)].name == "LAL");
        let lal = lal.expect("the region");
        assert_eq!((lal.left, lal.right, lal.unsided), ([72, 72], [40, 40], [0, 0]));
    }

    #[test]
    fn a_type_of_one_side_says_its_counts_once() {
        let rois: Rois<'_> = &[("LAL(L)", 60), ("LAL(R)", 10)];
        let laterality = regions().sides(&summary(&[(Side::Left, 100, rois)])).laterality;
        assert_eq!((laterality.same, laterality.other), ([60, 60], [10, 10]));
        assert_eq!((laterality.neurons, laterality.outside), (1, [30, 30]));
        let laterality = regions().sides(&summary(&[(Side::Middle, 100, rois)])).laterality;
        assert_eq!(laterality, Laterality::default(), "the midline has no other side");
    }
}
