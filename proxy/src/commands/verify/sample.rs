//! Which types are compared when not all are: the same ones each time, of every size, and those
//! with the oddest names.

use std::collections::{BTreeMap, BTreeSet};

use shared::wire::TypeEntry;

use crate::batcher::TypeIx;

/// So many types (or all, where there are no more), in the order of the list. Up to a quarter of
/// them are there for their names: one for each character that is no letter, digit, `_` or `-` of
/// ASCII, one whose name differs from another in case only, and the longest. The others are
/// spread evenly over the types ordered by their neurons, the smallest and the largest included.
pub fn sample(types: &[TypeEntry], wanted: usize) -> Vec<TypeIx> {
    if wanted >= types.len() {
        return (0..types.len()).collect();
    }
    let mut chosen: BTreeSet<TypeIx> = odd(types).into_iter().take(wanted.div_ceil(4)).collect();
    let mut others: Vec<TypeIx> = (0..types.len()).filter(|ix| !chosen.contains(ix)).collect();
    others.sort_by_key(|ix| types[*ix].neurons);
    let left = wanted - chosen.len();
    let steps = left.saturating_sub(1).max(1);
    chosen.extend((0..left).map(|step| others[step * (others.len() - 1) / steps]));
    chosen.into_iter().collect()
}

fn odd(types: &[TypeEntry]) -> Vec<TypeIx> {
    let is_odd = |c: &char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let mut by_character: BTreeMap<char, TypeIx> = BTreeMap::new();
    let mut by_lower_case: BTreeMap<String, TypeIx> = BTreeMap::new();
    let mut twin = None;
    for (ix, entry) in types.iter().enumerate() {
        for c in entry.name.chars().filter(is_odd) {
            by_character.entry(c).or_insert(ix);
        }
        if by_lower_case.insert(entry.name.to_lowercase(), ix).is_some() {
            twin = twin.or(Some(ix));
        }
    }
    let longest = (0..types.len()).max_by_key(|ix| types[*ix].name.len());
    // The rarest characters come last in the order of code points, and go first here.
    let mut odd: Vec<TypeIx> = twin.into_iter().chain(by_character.into_values().rev()).collect();
    odd.extend(longest);
    let mut seen = BTreeSet::new();
    odd.retain(|ix| seen.insert(*ix));
    odd
}

#[cfg(test)]
mod tests {
    use super::*;

    fn types(names: impl IntoIterator<Item = (String, u64)>) -> Vec<TypeEntry> {
        let entry = |(name, neurons)| TypeEntry { name, neurons, hash: None };
        names.into_iter().map(entry).collect()
    }

    #[test]
    fn a_sample_has_odd_names_the_smallest_and_the_largest_type() {
        let plain = (0..100).map(|n| (format!("T{n:03}"), 1 + (n * 37) % 100));
        let odd = ["kca'b'", "KCa'b'", "b\\", "gr\u{fc}n"].map(|name| (name.to_owned(), 50));
        let mut all = types(plain.chain(odd));
        all.sort_by(|a, b| a.name.cmp(&b.name));
        let chosen = sample(&all, 20);
        assert_eq!(chosen.len(), 20);
        let has = |wanted: &dyn Fn(&TypeEntry) -> bool| chosen.iter().any(|ix| wanted(&all[*ix]));
        for name in ["kca'b'", "b\\", "gr\u{fc}n"] {
            assert!(has(&|entry| entry.name == name), "{name}");
        }
        assert!(has(&|entry| entry.neurons == 1) && has(&|entry| entry.neurons == 100));
        assert_eq!(sample(&all, 20), chosen, "it is the same each time");
    }

    #[test]
    fn a_sample_has_as_many_types_as_were_wanted_or_all() {
        let all = types((0..10).map(|n| (format!("T{n}"), 5)));
        for wanted in 0..10 {
            assert_eq!(sample(&all, wanted).len(), wanted);
        }
        assert_eq!(sample(&all, 1_000).len(), 10);
        assert!(sample(&[], 5).is_empty());
    }
}
