//! The counts of one neuron while they are put together.

use shared::neuron::Counts;

use super::super::anatomy::{Anatomy, RoiId};

/// Output sites, input synapses, input connections, output connections.
type Four = [u64; 4];

/// Counts by ROI, and over the whole neuron.
#[derive(Debug)]
pub(in super::super) struct Tally {
    by_roi: Vec<Four>,
    whole: Four,
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(anatomy: &Anatomy) -> Tally {
        Tally { by_roi: vec![[0; 4]; anatomy.rois.len()], whole: [0; 4] }
    }

    /// Counts nothing again.
    pub fn clear(&mut self) {
        self.by_roi.fill([0; 4]);
        self.whole = [0; 4];
    }

    /// Adds to a primary ROI, to all around it and to the whole.
    pub fn add_primary(&mut self, anatomy: &Anatomy, roi: RoiId, counts: Four) {
        for around in anatomy.around(roi) {
            add(&mut self.by_roi[around], counts);
        }
        add(&mut self.whole, counts);
    }

    /// Adds a share of what a primary ROI has to one of its parts, and to what lies between;
    /// returns that share.
    pub fn add_part(
        &mut self,
        anatomy: &Anatomy,
        part: RoiId,
        primary: RoiId,
        share: f64,
    ) -> Counts {
        let counts = self.by_roi[primary].map(|count| (count as f64 * share) as u64);
        for around in anatomy.around(part).take_while(|roi| *roi != primary) {
            add(&mut self.by_roi[around], counts);
        }
        named(counts)
    }

    /// Adds to the whole what lies in no primary ROI.
    pub fn add_outside(&mut self, counts: Four) {
        add(&mut self.whole, counts);
    }

    /// Says that of what lies in no primary ROI, so much lies in a tract.
    pub fn add_tract(&mut self, tract: RoiId, counts: Four) {
        add(&mut self.by_roi[tract], counts);
    }

    /// Counts over the whole neuron.
    pub fn whole(&self) -> Counts {
        let [pre, post, upstream, downstream] = self.whole.map(Some);
        Counts { pre, post, upstream, downstream }
    }

    /// What one ROI has.
    pub fn of(&self, roi: RoiId) -> Counts {
        named(self.by_roi[roi])
    }

    /// ROIs in which there is anything.
    pub fn rois(&self) -> impl Iterator<Item = (RoiId, Counts)> + '_ {
        let counted = self.by_roi.iter().enumerate();
        counted.filter(|(_, counts)| **counts != [0; 4]).map(|(roi, counts)| (roi, named(*counts)))
    }
}

fn add(sum: &mut Four, counts: Four) {
    for (sum, count) in sum.iter_mut().zip(counts) {
        *sum += count;
    }
}

/// neuPrint leaves out the keys of an ROI that are 0.
fn named(counts: Four) -> Counts {
    let [pre, post, upstream, downstream] = counts.map(|count| (count > 0).then_some(count));
    Counts { pre, post, upstream, downstream }
}
