//! The regions of one type in the order in which its detail lists them.

use super::sides::{InOut, Laterality};
use super::{OutputUnit, RegionId, Regions};
use crate::ordering;
use crate::wire::Summary;

/// All regions in which a type has synapses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RegionTable {
    /// The primary regions, the one with the largest share of inputs or outputs first; each one
    /// directly before the regions within it, those in the order of the tree.
    pub lines: Vec<RegionLine>,
    /// All synapses of the type.
    pub total: InOut,
    /// Those in no primary region. With the primary regions they make up the whole.
    pub outside: InOut,
    /// What outputs are counted in.
    pub unit: OutputUnit,
    /// How the synapses lie to the side of their neurons.
    pub laterality: Laterality,
}

/// One region of a [`RegionTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RegionLine {
    /// The region.
    pub region: RegionId,
    /// How many regions of the table are around it: 0 for a primary one.
    pub depth: u16,
    /// Its synapses.
    pub whole: InOut,
    /// Those in its left part.
    pub left: InOut,
    /// Those in its right part.
    pub right: InOut,
    /// Those in what has no side.
    pub unsided: InOut,
}

impl RegionLine {
    /// Whether it has a left or a right part.
    pub fn has_sides(&self) -> bool {
        self.left != [0; 2] || self.right != [0; 2]
    }
}

pub(super) fn table(regions: &Regions, summary: &Summary) -> RegionTable {
    let profile = regions.profile(summary);
    let sided = regions.sides(summary);
    let lines = profile.regions.iter().map(|count| {
        let parts = sided.regions.iter().find(|it| it.region == count.region);
        let parts = parts.copied().unwrap_or_default();
        RegionLine {
            region: count.region,
            depth: 0,
            whole: [count.input, count.output],
            left: parts.left,
            right: parts.right,
            unsided: parts.unsided,
        }
    });
    let total = [profile.input_total, profile.output_total];
    RegionTable {
        lines: in_order(regions, lines.collect(), total),
        total,
        outside: [profile.input_outside, profile.output_outside],
        unit: profile.unit,
        laterality: sided.laterality,
    }
}

/// Each primary region with those within it, which follow it in the order of ids.
fn in_order(regions: &Regions, lines: Vec<RegionLine>, total: InOut) -> Vec<RegionLine> {
    let region = |line: &RegionLine| &regions.all[usize::from(line.region)];
    let mut groups: Vec<(f64, Vec<RegionLine>)> = Vec::new();
    let mut primary = None;
    for mut line in lines {
        let depth = region(&line).depth;
        if region(&line).primary {
            primary = Some(depth);
            groups.push((largest_share(line.whole, total), vec![line]));
        } else if let (Some(around), Some((_, group))) = (primary, groups.last_mut()) {
            // The next region that is no deeper lies beside it, not within it.
            if depth > around {
                line.depth = depth - around;
                group.push(line);
            } else {
                primary = None;
            }
        }
    }
    ordering::sort_by(&mut groups, |(a, _), (b, _)| b.total_cmp(a));
    groups.into_iter().flat_map(|(_, group)| group).collect()
}

fn largest_share([input, output]: InOut, total: InOut) -> f64 {
    let share = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
    share(input, total[0]).max(share(output, total[1]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{RoiHierarchy, RoiNode, Synapses};

    #[test]
    fn primary_regions_come_by_share_each_with_what_is_within_it() {
        let node = |name: &str, children| RoiNode { name: name.to_owned(), children };
        let leaf = |name: &str| node(name, Vec::new());
        let al = |side: &str| {
            let glomerulus = |name: &str| leaf(&format!("AL-{name}({side})"));
            node(&format!("AL({side})"), vec![glomerulus("DA1"), glomerulus("DL3")])
        };
        let cx = node("CX", vec![node("EB", vec![leaf("EBr1")]), leaf("PB")]);
        let hierarchy = node("CNS", vec![al("L"), al("R"), cx]);
        let primary = ["AL(L)", "AL(R)", "EB", "PB"].map(str::to_owned).to_vec();
        let hierarchy =
            RoiHierarchy { hierarchy: Some(hierarchy), primary, ..RoiHierarchy::default() };
        let regions = Regions::new(&hierarchy);
        let roi = |name: &str, post, pre| {
            (name.to_owned(), Synapses { post, pre, ..Synapses::default() })
        };
        let rois = [
            roi("AL(L)", 10, 0),
            roi("AL(R)", 20, 0),
            roi("AL-DL3(R)", 15, 0),
            roi("EB", 5, 9),
            roi("EBr1", 4, 4),
            roi("PB", 60, 0),
        ];
        let summary = Summary { post: 100, pre: 10, rois: rois.into(), ..Summary::default() };
        let table = regions.table(&summary);
        let lines: Vec<_> = table
            .lines
            .iter()
            .map(|it| (regions.all[usize::from(it.region)].name.as_str(), it.depth, it.whole))
            .collect();
        assert_eq!(
            lines,
            [
                ("EB", 0, [5, 9]),
                ("EBr1", 1, [4, 4]),
                ("PB", 0, [60, 0]),
                ("AL", 0, [30, 0]),
                ("AL-DL3", 1, [15, 0]),
            ]
        );
        assert_eq!((table.total, table.outside), ([100, 10], [5, 1]));
        assert_eq!((table.lines[3].left, table.lines[3].right), ([10, 0], [20, 0]));
        assert!(table.lines[3].has_sides() && !table.lines[0].has_sides());
    }
}
