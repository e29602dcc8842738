//! In which regions each type reaches a threshold.
//!
//! A type has synapses in some fifty regions and reaches a threshold in five: whoever counts and
//! filters goes through the five. The threshold changes rarely, so the lists are kept.

use std::cell::{Ref, RefCell};

use super::Entry;
use crate::roi::RegionId;
use crate::view::{Threshold, Way};

/// The lists, of all types one after another.
#[derive(Debug)]
pub struct Within {
    threshold: Threshold,
    way: Way,
    regions: Vec<RegionId>,
    /// By type, where its list ends.
    ends: Vec<u32>,
    /// By region, how many types reach the threshold there.
    totals: Vec<u32>,
}

impl Within {
    fn new(way: Way) -> Within {
        let (regions, ends, totals) = (Vec::new(), Vec::new(), Vec::new());
        Within { threshold: Threshold::default(), way, regions, ends, totals }
    }

    /// The regions of a type, by ascending id.
    pub fn regions(&self, id: usize) -> &[RegionId] {
        let start = id.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.regions[start as usize..self.ends[id] as usize]
    }

    /// By region, how many of all types reach the threshold there; regions that none reaches may
    /// be missing at the end.
    pub(crate) fn totals(&self) -> &[u32] {
        &self.totals
    }

    /// Brings the lists to a threshold and to the types that there are.
    fn bring_to(&mut self, threshold: Threshold, entries: &[Entry]) {
        if self.threshold != threshold || self.ends.len() > entries.len() {
            self.threshold = threshold;
            self.regions.clear();
            self.ends.clear();
            self.totals.clear();
        }
        for entry in &entries[self.ends.len()..] {
            let profile = &entry.profile;
            let least = threshold.least(self.way.total(profile));
            for count in &profile.regions {
                if self.way.count(count) >= least {
                    self.regions.push(count.region);
                    let region = usize::from(count.region);
                    if self.totals.len() <= region {
                        self.totals.resize(region + 1, 0);
                    }
                    self.totals[region] += 1;
                }
            }
            self.ends.push(self.regions.len() as u32);
        }
    }
}

/// The lists of both ways, for the threshold that was asked for last.
#[derive(Debug)]
pub(super) struct Kept([RefCell<Within>; 2]);

impl Default for Kept {
    fn default() -> Self {
        Kept(Way::ALL.map(|way| RefCell::new(Within::new(way))))
    }
}

impl Kept {
    pub(super) fn get(&self, way: Way, threshold: Threshold, entries: &[Entry]) -> Ref<'_, Within> {
        let kept = &self.0[way as usize];
        // Whoever holds the lists already got them for this threshold or will not see them change.
        if let Ok(mut kept) = kept.try_borrow_mut() {
            kept.bring_to(threshold, entries);
        }
        kept.borrow()
    }
}
