//! "Did you mean …?"

use super::query::{LONGEST, Query, is_number};
use super::spelling::{Speller, letters_of};
use super::table::NameTable;
use super::{Tier, candidates};
use crate::index::Index;

/// The name that was probably meant, as it is written, where nothing is found by what was typed
/// or only by forgiving typos; `None` where something is found, or no name is near.
pub fn suggest(index: &Index, text: &str) -> Option<String> {
    let query = Query::new(text)?;
    let found = candidates(&index.names, &query);
    let name = match found.first(index, 1).first() {
        Some(best) if best.tier == Tier::Typo => best.name,
        Some(_) => return None,
        None => index.names.nearest_whole(&query.as_typed.first()?.key)?,
    };
    Some(index.names.get(name).written.to_owned())
}

impl NameTable {
    /// The name that is nearest as a whole, if more than half of the query stays as it is: the
    /// type's own before its other names, and the first of equals. No number is meant by another.
    fn nearest_whole(&self, query: &str) -> Option<u32> {
        let letters = query.chars().count();
        let mut most = (letters as u32 - 1) / 2;
        if most == 0 || letters > LONGEST || is_number(query) {
            return None;
        }
        let mut speller = Speller::new(query);
        let wanted = letters_of(query);
        let mut nearest = None;
        for (at, key) in self.keys().iter().enumerate() {
            let letters = self.letters()[at];
            if (wanted & !letters).count_ones() > most || self.is_id(at) {
                continue;
            }
            let Some(costs) = speller.costs(self.folded(at), most) else { continue };
            let order = (costs.whole, key.other_name);
            if costs.whole.typos() <= most && nearest.is_none_or(|(best, _)| order < best) {
                nearest = Some((order, key.name));
                most = costs.whole.typos();
            }
        }
        nearest.map(|(_, name)| name)
    }
}
