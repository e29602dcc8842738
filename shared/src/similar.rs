//! Types that receive and send in the same regions.

use crate::index::{Entry, Index, TypeId};

/// The `n` types most like one by where they receive and send, each with how like it is, most
/// first; those that share no region with it are left out. Equal ones stand in natural order.
///
/// The number is the cosine of the angle between two vectors, `a·b / (|a| |b|)` (Salton, Wong
/// and Yang 1975, *A vector space model for automatic indexing*): a type's vector holds, for each
/// primary region, the share of all its inputs that lies there, and then, for each of them again,
/// the share of all its outputs. 1 is the same spread over the regions, 0 no region in common.
/// Left and right parts are one region, what lies outside counts for none, and how many synapses
/// or neurons there are plays no part. It says nothing of shape or of partners.
///
/// It costs one pass over all profiles: at 11,700 types of 30 regions 0.8 ms natively (measured by
/// `similarity_of_all_types_is_a_matter_of_milliseconds`), so it is worked out when a detail is
/// opened and kept nowhere.
pub fn similar(index: &Index, id: TypeId, n: usize) -> Vec<(TypeId, f32)> {
    let mut wanted = vec![[0.0; 2]; index.regions.all.len()];
    each_share(index, &index.entries[id as usize], |region, shares| wanted[region] = shares);
    let length: f32 = wanted.iter().map(|[input, output]| input * input + output * output).sum();
    let places = index.natural_places();
    let mut best: Vec<(TypeId, f32)> = Vec::new();
    for (other, entry) in index.entries.iter().enumerate() {
        let other = other as TypeId;
        let (mut product, mut squares) = (0.0, 0.0);
        each_share(index, entry, |region, [input, output]| {
            product += input * wanted[region][0] + output * wanted[region][1];
            squares += input * input + output * output;
        });
        if other == id || product <= 0.0 {
            continue;
        }
        let cosine = (product / (length * squares).sqrt()).min(1.0);
        let is_before = |(known, likeness): &(TypeId, f32)| {
            let natural = places[*known as usize] < places[other as usize];
            *likeness > cosine || (*likeness == cosine && natural)
        };
        // Most are less like it than all that are known.
        if best.len() == n && best.last().is_none_or(is_before) {
            continue;
        }
        let at = best.iter().position(|known| !is_before(known)).unwrap_or(best.len());
        best.insert(at, (other, cosine));
        best.truncate(n);
    }
    best
}

/// Hands over the shares of input and output of each primary region.
fn each_share(index: &Index, entry: &Entry, mut take: impl FnMut(usize, [f32; 2])) {
    let profile = &entry.profile;
    let part = |total: u64| 1.0 / total.max(1) as f32;
    let (input, output) = (part(profile.input_total), part(profile.output_total));
    for count in &profile.regions {
        let region = usize::from(count.region);
        if index.regions.all[region].primary {
            take(region, [count.input as f32 * input, count.output as f32 * output]);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::roi::Regions;
    use crate::wire::{RoiHierarchy, RoiNode, Summary, Synapses};

    fn index_over(regions: usize) -> Index {
        let names: Vec<String> = (0..regions).map(|n| format!("R{n}")).collect();
        let node = |name: &String| RoiNode { name: name.clone(), children: Vec::new() };
        let children = names.iter().map(node).collect();
        let hierarchy = RoiHierarchy {
            hierarchy: Some(RoiNode { name: "CNS".to_owned(), children }),
            primary: names,
            ..RoiHierarchy::default()
        };
        Index::new(Arc::new(Regions::new(&hierarchy)))
    }

    /// A type with these inputs and outputs by region.
    fn push(index: &mut Index, name: &str, rois: &[(usize, u64, u64)]) {
        let synapses = |(region, post, pre): &(usize, u64, u64)| {
            (format!("R{region}"), Synapses { pre: *pre, post: *post, ..Synapses::default() })
        };
        index.push(&Summary {
            name: name.to_owned(),
            pre: rois.iter().map(|(_, _, pre)| pre).sum(),
            post: rois.iter().map(|(_, post, _)| post).sum(),
            rois: rois.iter().map(synapses).collect(),
            ..Summary::default()
        });
    }

    fn found(index: &Index, name: &str, n: usize) -> Vec<(String, f32)> {
        let similar = similar(index, index.find(name).expect("the type"), n);
        similar
            .into_iter()
            .map(|(id, it)| (index.entries[id as usize].name.to_string(), it))
            .collect()
    }

    #[test]
    fn numbers_of_synapses_play_no_part_and_input_is_not_output() {
        let mut index = index_over(3);
        push(&mut index, "a", &[(0, 60, 0), (1, 40, 100)]);
        push(&mut index, "ten times a", &[(0, 600, 0), (1, 400, 1_000)]);
        push(&mut index, "a turned round", &[(0, 0, 60), (1, 100, 40)]);
        push(&mut index, "elsewhere", &[(2, 10, 10)]);
        push(&mut index, "nowhere", &[]);
        let found = found(&index, "a", 5);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!((found[0].0.as_str(), found[0].1), ("ten times a", 1.0));
        // (0.4 · 1 + 1 · 0.4) / (0.6² + 0.4² + 1²)
        assert_eq!(found[1].0, "a turned round");
        assert!((found[1].1 - 0.8 / 1.52).abs() < 1e-6, "{found:?}");
        assert_eq!(similar(&index, 4, 5), [], "nothing is like a type without synapses");
    }

    #[test]
    fn equal_ones_stand_in_natural_order_and_only_so_many_are_named() {
        let mut index = index_over(1);
        for name in ["LC10", "LC4", "LC9", "LC11"] {
            push(&mut index, name, &[(0, 1, 1)]);
        }
        let names: Vec<String> =
            found(&index, "LC9", 2).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["LC4", "LC10"]);
    }

    #[test]
    fn similarity_of_all_types_is_a_matter_of_milliseconds() {
        let mut index = index_over(90);
        for n in 0..11_700usize {
            let roi = |at: usize| ((n * 7 + at * at) % 90, (n * 13 + at) as u64 % 97, at as u64);
            push(&mut index, &format!("T{n}"), &(0..30).map(roi).collect::<Vec<_>>());
        }
        index.in_natural_order();
        let started = std::time::Instant::now();
        for id in 0..20 {
            assert_eq!(similar(&index, id * 500, 8).len(), 8);
        }
        let each = started.elapsed() / 20;
        println!("{each:?} for each type");
        assert!(each.as_millis() < 200, "{each:?}, in a debug build too");
    }
}
