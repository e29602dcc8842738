//! What differs between two readings of a type, and between sums and totals.

use serde::Serialize;
use serde_json::Value;
use shared::wire::{Summary, TypeList};

use crate::commands::notes::Seen;
use crate::source::Totals;

use super::reading::Summaries;

/// A type that is not the same in both readings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Its name.
    #[serde(rename = "type")]
    pub name: String,
    /// What differs, in words for people.
    pub what: String,
}

/// How two readings of the same types compare.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Types compared.
    pub checked: u64,
    /// The same in both readings, to the last field and body id.
    pub equal: u64,
    /// Not there in batches.
    pub missing: Vec<Difference>,
    /// There in batches only.
    pub extra: Vec<Difference>,
    /// There in both, and not the same.
    pub different: Vec<Difference>,
}

/// One reading of some types.
pub struct Reading {
    /// Their summaries.
    pub summaries: Summaries,
    /// The neurons that they were made of.
    pub seen: Seen,
}

impl Reading {
    fn body_ids(&self, name: &str) -> &[u64] {
        self.seen.body_ids.get(name).map_or(&[], Vec::as_slice)
    }
}

/// Compares the types that were read one by one with the same types read in batches, and looks
/// for neurons that batches brought of types that the list does not have.
pub fn compare(list: &TypeList, batched: &Reading, single: &Reading) -> Comparison {
    let mut comparison = Comparison::default();
    for entry in &list.types {
        let Some(truth) = single.summaries.get(&entry.name) else { continue };
        comparison.checked += 1;
        let name = entry.name.clone();
        let found = batched.summaries.get(&entry.name);
        match (found, truth) {
            (Some(Ok(found)), Ok(truth)) if truth.neurons.total == 0 => {
                let what = format!("neurons: {} in batches, none alone", found.neurons.total);
                comparison.extra.push(Difference { name, what });
            }
            (Some(Ok(found)), Ok(truth)) => {
                let ids = (batched.body_ids(&name), single.body_ids(&name));
                match difference(found, truth, entry.neurons).or_else(|| difference_of_ids(ids)) {
                    Some(what) => comparison.different.push(Difference { name, what }),
                    None => comparison.equal += 1,
                }
            }
            (Some(Ok(_)), Err(error)) => {
                let what = format!("it cannot be read alone: {error}");
                comparison.different.push(Difference { name, what });
            }
            (Some(Err(error)), _) => {
                let what = format!("it cannot be read in batches: {error}");
                comparison.missing.push(Difference { name, what });
            }
            (None, _) => {
                let what = "batches brought no answer for it".to_owned();
                comparison.missing.push(Difference { name, what });
            }
        }
    }
    for (name, ids) in &batched.seen.body_ids {
        if list.types.binary_search_by(|entry| entry.name.cmp(name)).is_err() {
            let what = format!("neurons: {} in batches, not in the list", ids.len());
            comparison.checked += 1;
            comparison.extra.push(Difference { name: name.clone(), what });
        }
    }
    comparison
}

/// The first field that differs.
fn difference(found: &Summary, truth: &Summary, listed: u64) -> Option<String> {
    if found.neurons.total != listed {
        return Some(format!("neurons: {} in batches, {listed} in the list", found.neurons.total));
    }
    let json = |summary| serde_json::to_value(summary).unwrap_or_default();
    first_difference("", &json(found), &json(truth))
}

/// The first place where two values differ, named by its path. Hashes come last: they differ with
/// anything.
fn first_difference(path: &str, found: &Value, truth: &Value) -> Option<String> {
    if found == truth {
        return None;
    }
    let (Value::Object(ours), Value::Object(theirs)) = (found, truth) else {
        return Some(format!("{path}: {found} in batches, {truth} alone"));
    };
    let mut keys: Vec<&String> = ours.keys().chain(theirs.keys()).collect();
    keys.sort_by_key(|key| (*key == "hash", *key));
    keys.into_iter().find_map(|key| {
        let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let of = |object: &serde_json::Map<String, Value>| {
            object.get(key).cloned().unwrap_or(Value::Null)
        };
        first_difference(&at, &of(ours), &of(theirs))
    })
}

fn difference_of_ids((found, truth): (&[u64], &[u64])) -> Option<String> {
    if found == truth {
        return None;
    }
    let only_in = |these: &[u64], those: &[u64]| {
        these.iter().find(|id| those.binary_search(id).is_err()).copied()
    };
    Some(match (only_in(found, truth), only_in(truth, found)) {
        (Some(id), _) => format!("body ids: {id} in batches only"),
        (_, Some(id)) => format!("body ids: {id} alone only"),
        (None, None) => "body ids: some come twice".to_owned(),
    })
}

/// A sum over all types beside what the source itself counts.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Total {
    /// Of what.
    pub what: &'static str,
    /// Summed over what batches brought; nothing where no neuron says.
    pub batches: Option<u64>,
    /// What the source counts.
    pub source: Option<u64>,
}

impl Total {
    /// Whether both are the same.
    pub fn is_equal(&self) -> bool {
        self.batches == self.source
    }
}

/// Holds the sums over all types against the totals.
pub fn totals(list: &TypeList, batched: &Reading, totals: &Totals) -> Vec<Total> {
    let summaries = || batched.summaries.values().flatten();
    let sum = |count: fn(&Summary) -> u64| Some(summaries().map(count).sum());
    let known = |count: fn(&Summary) -> Option<u64>| {
        summaries().filter_map(count).fold(None, |sum, n| Some(sum.unwrap_or(0) + n))
    };
    let body_ids = batched.seen.body_ids.values().flatten();
    let body_ids = body_ids.map(|id| Totals::body_id_part(*id)).sum();
    let total = |what, batches, source| Total { what, batches, source };
    vec![
        total("types", Some(summaries().count() as u64), Some(totals.types)),
        total("neurons", sum(|it| it.neurons.total), Some(totals.neurons)),
        total("neurons without a type", Some(list.untyped), Some(totals.untyped)),
        total("pre", sum(|it| it.pre), Some(totals.pre)),
        total("post", sum(|it| it.post), Some(totals.post)),
        total("upstream", known(|it| it.upstream), totals.upstream),
        total("downstream", known(|it| it.downstream), totals.downstream),
        total("body ids (check sum)", Some(body_ids), Some(totals.body_ids)),
    ]
}

#[cfg(test)]
mod tests {
    use shared::wire::{Synapses, TypeEntry};

    use super::*;

    fn summary(post: u64, eb: u64) -> Summary {
        let mut summary = Summary { name: "EPG".to_owned(), post, ..Summary::default() };
        summary.neurons.total = 2;
        summary.rois.insert("EB".to_owned(), Synapses { post: eb, ..Synapses::default() });
        summary.hash = format!("{post}{eb}");
        summary
    }

    fn reading(summary: Result<Summary, String>, ids: &[u64]) -> Reading {
        let mut seen = Seen::default();
        seen.body_ids.insert("EPG".to_owned(), ids.to_vec());
        Reading { summaries: [("EPG".to_owned(), summary)].into(), seen }
    }

    fn compared(batched: &Reading, single: &Reading) -> Comparison {
        let entry = TypeEntry { name: "EPG".to_owned(), neurons: 2, hash: None };
        let list = TypeList { types: vec![entry], ..TypeList::default() };
        compare(&list, batched, single)
    }

    #[test]
    fn the_first_difference_of_a_type_is_named() {
        let truth = reading(Ok(summary(9, 5)), &[1, 2]);
        let check = |found: Summary, ids: &[u64], expected: &str| {
            let compared = compared(&reading(Ok(found), ids), &truth);
            let what: Vec<&str> = compared.different.iter().map(|it| &*it.what).collect();
            assert_eq!((what, compared.equal), (vec![expected], 0));
        };
        check(summary(8, 5), &[1, 2], "post: 8 in batches, 9 alone");
        check(summary(9, 4), &[1, 2], "rois.EB.post: 4 in batches, 5 alone");
        check(summary(9, 5), &[1, 3], "body ids: 3 in batches only");
        check(summary(9, 5), &[1], "body ids: 2 alone only");
        check(summary(9, 5), &[1, 1, 2], "body ids: some come twice");
        let mut lost = summary(9, 5);
        lost.neurons.total = 1;
        check(lost, &[1, 2], "neurons: 1 in batches, 2 in the list");
        assert_eq!(compared(&truth, &truth).equal, 1);
    }

    #[test]
    fn what_batches_lose_is_missing_and_what_only_they_have_is_extra() {
        let truth = reading(Ok(summary(9, 5)), &[1, 2]);
        let lost = compared(&reading(Err("it broke off".to_owned()), &[]), &truth);
        assert_eq!((lost.missing.len(), lost.equal), (1, 0));
        let gone = reading(Ok(Summary::default()), &[]);
        assert_eq!(compared(&truth, &gone).extra.len(), 1);
        let mut foreign = reading(Ok(summary(9, 5)), &[1, 2]);
        foreign.seen.body_ids.insert("PEG".to_owned(), vec![7]);
        let foreign = compared(&foreign, &truth);
        assert_eq!((foreign.extra[0].name.as_str(), foreign.checked, foreign.equal), ("PEG", 2, 1));
    }
}
