//! "Did you mean …?"

use super::query::Query;
use super::spelling::{Speller, letters_of};
use super::table::NameTable;
use super::{Tier, matches};
use crate::index::Index;

/// The name that was probably meant, as it is written, where nothing is found by what was typed
/// or only by forgiving typos; `None` where something is found, or no name is near.
pub fn suggest(index: &Index, text: &str) -> Option<String> {
    let query = Query::new(text)?;
    let found = matches(&index.names, &query);
    let name = match found.best_first(index).first() {
        Some(best) if best.tier == Tier::Typo => best.name,
        Some(_) => return None,
        None => index.names.nearest_whole(&query.as_typed.first()?.key)?,
    };
    Some(index.names.get(name).written.to_owned())
}

impl NameTable {
    /// The name that is nearest as a whole, if more than half of the query stays as it is: the
    /// type's own before its other names, and the first of equals.
    fn nearest_whole(&self, query: &str) -> Option<u32> {
        let letters = query.chars().count();
        // A longer one would take as long as all else together.
        let mut most = if letters <= 64 { (letters as u32).saturating_sub(1) / 2 } else { 0 };
        let mut speller = Speller::new(query);
        let wanted = letters_of(query);
        let mut nearest = None;
        for (at, key) in self.keys().iter().enumerate() {
            let letters = self.letters()[at];
            if most == 0 || (wanted & !letters).count_ones() > most {
                continue;
            }
            let text = std::str::from_utf8(self.folded(at)).unwrap_or_default();
            let Some(costs) = speller.costs(text, most) else { continue };
            let order = (costs.whole, key.other_name);
            if costs.whole.typos() <= most && nearest.is_none_or(|(best, _)| order < best) {
                nearest = Some((order, key.name));
                most = costs.whole.typos();
            }
        }
        nearest.map(|(_, name)| name)
    }
}
