//! What to ask for, given the list of types and what this browser keeps: decisions only, nothing
//! is fetched here.

use std::collections::HashMap;

use shared::wire::MAX_TYPES_PER_POST;

use crate::listed::Listed;

/// How long a kept ROI hierarchy is good for, in milliseconds.
pub const HIERARCHY_TTL: f64 = 24.0 * 3_600_000.0;

/// Which summaries to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetch {
    /// None: what is kept is what there is.
    Nothing,
    /// These types, by name.
    Some(Vec<String>),
    /// All of them, by GET: its body is made once for everybody, a large POST is not.
    All,
}

/// What makes the kept summaries those of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What to fetch.
    pub fetch: Fetch,
    /// Kept types that the list does not have any more, in any order.
    pub vanished: Vec<String>,
    /// How many of the types to fetch are kept in another form.
    pub changed: usize,
}

impl Plan {
    /// Nothing is kept that could be compared with a list.
    fn of_all() -> Plan {
        Plan { fetch: Fetch::All, vanished: Vec::new(), changed: 0 }
    }
}

/// Compares the list with what is kept: version of the list it came with, and hash by name.
///
/// A kept summary is good if the list has its hash; where the list has no hash for it yet, if
/// the list's version is the one that it came with. More than `most_by_name` types are not asked
/// for by name.
pub fn plan(
    list: &Listed,
    kept_version: &str,
    kept: &HashMap<&str, &str>,
    most_by_name: usize,
) -> Plan {
    let Some(entries) = &list.entries else { return Plan::of_all() };
    let same_version = list.version == kept_version;
    let wanted: Vec<String> = entries
        .iter()
        .filter(|entry| {
            let is_good = kept.get(entry.name.as_str()).is_some_and(|kept_hash| {
                entry.hash.as_deref().map_or(same_version, |hash| hash == *kept_hash)
            });
            !is_good
        })
        .map(|entry| entry.name.clone())
        .collect();
    let changed = wanted.iter().filter(|name| kept.contains_key(name.as_str())).count();
    let listed: std::collections::HashSet<&str> =
        entries.iter().map(|entry| entry.name.as_str()).collect();
    let vanished: Vec<String> =
        kept.keys().filter(|name| !listed.contains(*name)).map(|name| (*name).to_owned()).collect();
    let fetch = match wanted.len() {
        0 => Fetch::Nothing,
        n if n > most_by_name || is_most(n, entries.len()) => Fetch::All,
        _ => Fetch::Some(wanted),
    };
    Plan { fetch, vanished, changed }
}

/// Whether so many types are wanted that all of them come cheaper.
pub fn is_most(wanted: usize, types: usize) -> bool {
    wanted * 2 > types
}

/// The bodies of the POSTs that fetch these types.
pub fn posts(types: &[String]) -> impl Iterator<Item = Vec<String>> + '_ {
    types.chunks(MAX_TYPES_PER_POST).map(<[String]>::to_vec)
}

/// Whether a kept hierarchy can be used at this time (both in milliseconds). One that claims to
/// be from the future was written by a clock that cannot be trusted.
pub fn is_fresh(fetched_at: f64, now: f64) -> bool {
    (0.0..HIERARCHY_TTL).contains(&(now - fetched_at))
}

/// Whether all lines are to be written anew: there are too few to have one of each type, since the
/// browser did not write before and does now; or so many have been replaced by later ones that it
/// costs less than reading them at every opening.
pub fn is_worth_rewriting(kept_lines: usize, types: usize) -> bool {
    kept_lines < types || kept_lines > types + types / 4 + 500
}

#[cfg(test)]
mod tests {
    use shared::wire::{TypeEntry, TypeList};

    use super::*;

    fn list(version: &str, types: &[(&str, Option<&str>)]) -> Listed {
        let types = types
            .iter()
            .map(|(name, hash)| TypeEntry {
                name: (*name).to_owned(),
                neurons: 1,
                hash: hash.map(str::to_owned),
            })
            .collect();
        TypeList { version: version.to_owned(), untyped: 0, types }.into()
    }

    fn some(names: &[&str]) -> Fetch {
        Fetch::Some(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn an_unchanged_list_asks_for_nothing() {
        let kept = HashMap::from([("A", "1"), ("B", "2")]);
        for hashes in [[Some("1"), Some("2")], [Some("1"), None], [None, None]] {
            let list = list("v1", &[("A", hashes[0]), ("B", hashes[1])]);
            assert_eq!(plan(&list, "v1", &kept, usize::MAX).fetch, Fetch::Nothing, "{hashes:?}");
        }
    }

    #[test]
    fn after_a_new_version_only_equal_hashes_are_good() {
        let kept = HashMap::from([("A", "1"), ("B", "2"), ("C", "3"), ("D", "4")]);
        let list =
            list("v2", &[("A", Some("1")), ("B", Some("other")), ("C", Some("3")), ("D", None)]);
        assert_eq!(plan(&list, "v1", &kept, usize::MAX).fetch, some(&["B", "D"]));
    }

    #[test]
    fn a_changed_hash_is_fetched_even_within_one_version() {
        let kept = HashMap::from([("A", "1"), ("B", "2")]);
        let list = list("v1", &[("A", Some("new")), ("B", None)]);
        assert_eq!(plan(&list, "v1", &kept, usize::MAX).fetch, some(&["A"]));
    }

    #[test]
    fn vanished_types_are_named_and_new_ones_fetched() {
        let kept = HashMap::from([("A", "1"), ("Gone", "9"), ("Also gone", "8")]);
        let list = list("v1", &[("A", None), ("New", None)]);
        let mut plan = plan(&list, "v1", &kept, usize::MAX);
        shared::ordering::sort_by(&mut plan.vanished, |a, b| a.cmp(b));
        assert_eq!(plan.vanished, ["Also gone", "Gone"]);
        assert_eq!(plan.fetch, some(&["New"]));
        assert_eq!(plan.changed, 0);
    }

    #[test]
    fn more_than_half_missing_fetches_all() {
        let kept = HashMap::from([("A", "1")]);
        let list = list("v1", &[("A", None), ("B", None), ("C", None)]);
        assert_eq!(plan(&list, "v1", &kept, usize::MAX).fetch, Fetch::All);
        assert_eq!(plan(&list, "v1", &HashMap::new(), usize::MAX).fetch, Fetch::All);
    }

    #[test]
    fn what_is_too_much_to_be_asked_for_by_name_fetches_all() {
        let kept = HashMap::from([("A", "1"), ("B", "1"), ("C", "1"), ("D", "1"), ("E", "1")]);
        let names = ["A", "B", "C", "D", "E", "F", "G"].map(|name| (name, None));
        let list = list("v1", &names);
        assert_eq!(plan(&list, "v1", &kept, 2).fetch, some(&["F", "G"]));
        assert_eq!(plan(&list, "v1", &kept, 1).fetch, Fetch::All);
    }

    #[test]
    fn a_list_that_only_counts_fetches_all() {
        let list = Listed { types: 3, ..Listed::default() };
        assert_eq!(plan(&list, "", &HashMap::new(), 0).fetch, Fetch::All);
    }

    #[test]
    fn no_post_names_more_types_than_the_proxy_takes() {
        let types: Vec<String> = (0..12_000).map(|n| n.to_string()).collect();
        let sizes: Vec<usize> = posts(&types).map(|post| post.len()).collect();
        assert_eq!(sizes, [5_000, 5_000, 2_000]);
    }

    #[test]
    fn lines_are_written_anew_where_there_are_too_few_or_far_too_many() {
        let rewritten = [0, 99, 100, 600, 625, 626].map(|lines| is_worth_rewriting(lines, 100));
        assert_eq!(rewritten, [true, true, false, false, false, true]);
    }

    #[test]
    fn a_hierarchy_is_good_for_a_day_and_never_from_the_future() {
        assert!(is_fresh(1_000.0, 1_000.0));
        assert!(is_fresh(0.0, HIERARCHY_TTL - 1.0));
        assert!(!is_fresh(0.0, HIERARCHY_TTL));
        assert!(!is_fresh(1_000.0, 0.0));
        assert!(!is_fresh(f64::NAN, 0.0));
    }
}
