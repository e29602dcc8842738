//! Which nodes of the tree of regions are to be seen, and where the keyboard goes among them.

use std::collections::BTreeSet;

use shared::names::fold;
use shared::roi::{Region, RegionId, Regions};
use shared::view::Choice;

/// Most nodes that are drawn: a person searches rather than scrolls through more.
pub const MOST: usize = 500;

/// The nodes all of whose ancestors are open, in tree order.
pub fn unfolded(regions: &Regions, opened: &BTreeSet<RegionId>) -> Vec<RegionId> {
    let mut is_seen = vec![false; regions.all.len()];
    for (id, region) in regions.all.iter().enumerate() {
        is_seen[id] = region
            .parent
            .is_none_or(|around| is_seen[usize::from(around)] && opened.contains(&around));
    }
    ids(&is_seen)
}

/// The nodes whose short or full name has all words of a text, each with those around it.
pub fn found(regions: &Regions, text: &str) -> Vec<RegionId> {
    let words: Vec<String> = text.split_whitespace().map(|word| fold(word).key).collect();
    with_ancestors(regions, |region| {
        let full = region.full_name.as_deref().unwrap_or_default();
        let names = fold(&format!("{} {full}", region.name)).key;
        words.iter().all(|word| names.contains(word.as_str()))
    })
}

/// The nodes that are chosen or excluded, without those around them.
pub fn picked(regions: &Regions, choice: &Choice) -> Vec<RegionId> {
    let is_picked =
        |region: &Region| choice.any.contains(&region.name) || choice.none.contains(&region.name);
    ids(&regions.all.iter().map(is_picked).collect::<Vec<_>>())
}

/// The first [`MOST`] of the nodes, and behind them those that are chosen or excluded.
pub fn cut(mut nodes: Vec<RegionId>, regions: &Regions, choice: &Choice) -> Vec<RegionId> {
    if nodes.len() > MOST {
        let rest = nodes.split_off(MOST);
        let picked = picked(regions, choice);
        nodes.extend(rest.into_iter().filter(|id| picked.contains(id)));
    }
    nodes
}

fn with_ancestors(regions: &Regions, fits: impl Fn(&Region) -> bool) -> Vec<RegionId> {
    let mut is_seen = vec![false; regions.all.len()];
    for (id, region) in regions.all.iter().enumerate() {
        if fits(region) {
            is_seen[id] = true;
            ancestors(regions, id as RegionId).for_each(|id| is_seen[usize::from(id)] = true);
        }
    }
    ids(&is_seen)
}

fn ids(is_seen: &[bool]) -> Vec<RegionId> {
    (0..is_seen.len() as RegionId).filter(|id| is_seen[usize::from(*id)]).collect()
}

/// The regions around one, from the nearest outwards.
pub fn ancestors(regions: &Regions, id: RegionId) -> impl Iterator<Item = RegionId> + '_ {
    let around = |id: RegionId| regions.all.get(usize::from(id)).and_then(|it| it.parent);
    std::iter::successors(around(id), move |id| around(*id))
}

/// Whether a region has others within it: in tree order the first of them comes next.
pub fn has_children(regions: &Regions, id: RegionId) -> bool {
    let next = regions.all.get(usize::from(id) + 1);
    next.is_some_and(|next| next.parent == Some(id))
}

/// The regions beside one, itself among them.
pub fn siblings(regions: &Regions, id: RegionId) -> Vec<RegionId> {
    let parent = regions.all.get(usize::from(id)).and_then(|it| it.parent);
    regions.within(parent).collect()
}

/// Of the nodes seen, the next one behind `from` whose short or full name begins with what was
/// typed; a longer text may stay where it is.
pub fn beginning_with(
    regions: &Regions,
    seen: &[RegionId],
    from: RegionId,
    typed: &str,
) -> Option<RegionId> {
    let at = seen.iter().position(|id| *id == from).unwrap_or(0);
    let first = if typed.chars().count() == 1 { at + 1 } else { at };
    let typed = typed.to_lowercase();
    let begins = |name: &str| name.to_lowercase().starts_with(&typed);
    let fits = |id: &RegionId| {
        let region = &regions.all[usize::from(*id)];
        begins(&region.name) || region.full_name.as_deref().is_some_and(begins)
    };
    (first..first + seen.len()).map(|at| seen[at % seen.len()]).find(fits)
}

#[cfg(test)]
mod tests {
    use shared::wire::{RoiHierarchy, RoiNode};

    use super::*;

    fn node(name: &str, children: Vec<RoiNode>) -> RoiNode {
        RoiNode { name: name.to_owned(), children }
    }

    fn regions() -> Regions {
        let cx = vec![node("EB", vec![]), node("FB", vec![node("FBl1", vec![])])];
        let tree = vec![node("CX", cx), node("LX", vec![node("LAL", vec![])])];
        let full_names = [
            ("CX", "central complex"),
            ("EB", "ellipsoid body"),
            ("FB", "fan-shaped body"),
            ("LX", "lateral complex"),
            ("LAL", "lateral accessory lobe"),
        ];
        let owned = |(name, full): (&str, &str)| (name.to_owned(), full.to_owned());
        Regions::new(&RoiHierarchy {
            hierarchy: Some(node("CNS", tree)),
            primary: ["EB", "FB", "LAL"].map(str::to_owned).into(),
            full_names: full_names.map(owned).into(),
        })
    }

    fn names(regions: &Regions, ids: &[RegionId]) -> Vec<String> {
        ids.iter().map(|id| regions.all[usize::from(*id)].name.clone()).collect()
    }

    #[test]
    fn a_node_is_seen_when_all_around_it_are_open() {
        let regions = regions();
        let check = |opened: &[RegionId], expected: &[&str]| {
            let seen = unfolded(&regions, &opened.iter().copied().collect());
            assert_eq!(names(&regions, &seen), expected);
        };
        check(&[], &["CX", "LX"]);
        check(&[0], &["CX", "EB", "FB", "LX"]);
        check(&[2], &["CX", "LX"]);
        check(&[0, 2], &["CX", "EB", "FB", "FBl1", "LX"]);
    }

    #[test]
    fn a_search_finds_short_and_full_names_and_shows_where_they_are() {
        let regions = regions();
        let check = |text, expected: &[&str]| {
            assert_eq!(names(&regions, &found(&regions, text)), expected, "{text}");
        };
        check("eb", &["CX", "EB"]);
        check("fan-shaped", &["CX", "FB"]);
        check("body ellips", &["CX", "EB"]);
        check("fbl", &["CX", "FB", "FBl1"]);
        check("complex", &["CX", "LX"]);
        check("nothing", &[]);
    }

    #[test]
    fn typing_goes_to_the_next_name_that_begins_so() {
        let regions = regions();
        let check = |from, typed, expected| {
            assert_eq!(beginning_with(&regions, &[0, 1, 2, 4, 5], from, typed), expected);
        };
        check(0, "l", Some(4));
        check(4, "l", Some(5));
        check(5, "l", Some(4));
        check(4, "la", Some(4));
        check(0, "fan", Some(2));
        check(0, "z", None);
        assert_eq!(beginning_with(&regions, &[], 0, "z"), None);
    }

    #[test]
    fn what_is_chosen_is_never_cut() {
        let regions = regions();
        let choice = Choice { none: ["LAL".to_owned()].into(), ..Choice::default() };
        assert_eq!(picked(&regions, &choice), [5]);
        let many: Vec<RegionId> = (0..MOST as RegionId).map(|_| 0).chain([4, 5]).collect();
        let shown = cut(many, &regions, &choice);
        assert_eq!((shown.len(), shown.last()), (MOST + 1, Some(&5)));
    }

    #[test]
    fn a_region_knows_those_within_it_and_beside_it() {
        let regions = regions();
        assert_eq!(
            [0, 1, 2, 3, 5].map(|id| has_children(&regions, id)),
            [true, false, true, false, false]
        );
        assert_eq!(siblings(&regions, 1), [1, 2]);
        assert_eq!(siblings(&regions, 4), [0, 4]);
        assert_eq!(ancestors(&regions, 3).collect::<Vec<_>>(), [2, 0]);
    }
}
