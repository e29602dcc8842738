//! Small lists, largest first.

use shared::ordering;

/// Orders things by their size, the largest first; equal ones stay as they were. All callers
/// share one sorting function: the app is paid for by the byte, and these lists are short.
pub fn largest_first<T>(things: Vec<T>, size: impl Fn(&T) -> f64) -> Vec<T> {
    let sizes: Vec<f64> = things.iter().map(size).collect();
    let mut things: Vec<Option<T>> = things.into_iter().map(Some).collect();
    order(&sizes).into_iter().filter_map(|at| things[at as usize].take()).collect()
}

fn order(sizes: &[f64]) -> Vec<u32> {
    ordering::order(sizes.len(), &mut |a, b| sizes[b].total_cmp(&sizes[a]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_comes_first_and_equals_stay_as_they_were() {
        let things = vec![("a", 1.0), ("b", 3.0), ("c", 1.0), ("d", 2.0)];
        let names: Vec<_> = largest_first(things, |it| it.1).into_iter().map(|it| it.0).collect();
        assert_eq!(names, ["b", "d", "a", "c"]);
    }
}
