//! Sorting that is compiled once.
//!
//! A sort of the standard library is compiled anew for each type of element and each closure, 2 to
//! 6 kB of the app a time. Here positions are sorted, always by the same code, and the elements are
//! moved into their order afterwards. Two calls through a pointer per comparison are the price: a
//! sort that a keystroke waits for is better written with the standard library's.

use std::cmp::Ordering;

/// Sorts; equal ones stay as they were.
pub fn sort_by<T>(things: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let order = order(things.len(), &mut |a, b| compare(&things[a], &things[b]));
    arrange(things, order);
}

/// Sorts by a key that is cheap to find; equal ones stay as they were.
pub fn sort_by_key<T, K: Ord>(things: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(things, |a, b| key(a).cmp(&key(b)));
}

/// The positions `0..length` in an order.
#[inline(never)]
pub fn order(length: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..length as u32).collect();
    order.sort_by(|a, b| compare(*a as usize, *b as usize));
    order
}

/// Moves to each place the thing whose position stands there in `order`, cycle by cycle.
fn arrange<T>(things: &mut [T], mut order: Vec<u32>) {
    for start in 0..things.len() {
        let mut at = start;
        loop {
            let from = order[at] as usize;
            order[at] = at as u32;
            if from == start {
                break;
            }
            things.swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(
            things in proptest::collection::vec((0..9_u8, 0..200_u8), 0..60),
        ) {
            let (mut ours, mut theirs) = (things.clone(), things);
            sort_by_key(&mut ours, |thing| thing.0);
            theirs.sort_by_key(|thing| thing.0);
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn positions_are_in_the_order_asked_for() {
        let words = ["b", "c", "a"];
        assert_eq!(order(3, &mut |a, b| words[a].cmp(words[b])), [2, 0, 1]);
    }
}
