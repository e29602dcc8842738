//! Average linkage by the nearest-neighbour chain, and the order of the leaves.
//!
//! The chain goes from a cluster to its nearest neighbour, on to that one's, until two are each
//! other's nearest, and merges these: with average linkage that gives the same tree as always
//! merging the closest two, in time of the square of their number (Murtagh 1983).

/// Half of a symmetric matrix.
#[derive(Debug, Default)]
pub(super) struct Triangle {
    size: usize,
    values: Vec<f32>,
}

impl Triangle {
    pub(super) fn new(size: usize) -> Triangle {
        Triangle { size, values: vec![0.0; size * size.saturating_sub(1) / 2] }
    }

    /// Sets the values of a row with all rows before it.
    pub(super) fn set_row(&mut self, row: usize, values: &[f32]) {
        let start = row * row.saturating_sub(1) / 2;
        self.values[start..start + row].copy_from_slice(values);
    }

    fn place(a: usize, b: usize) -> usize {
        let (less, more) = (a.min(b), a.max(b));
        more * (more - 1) / 2 + less
    }

    fn get(&self, a: usize, b: usize) -> f32 {
        self.values[Triangle::place(a, b)]
    }

    fn set(&mut self, a: usize, b: usize, value: f32) {
        self.values[Triangle::place(a, b)] = value;
    }
}

/// Linking under way.
#[derive(Debug)]
pub(super) struct Linkage {
    distances: Triangle,
    /// How many leaves the cluster has that stands in a row of the matrix; 0 where none does
    /// any more.
    sizes: Vec<u32>,
    /// The node of the tree that stands in a row.
    nodes: Vec<usize>,
    chain: Vec<usize>,
    /// The two nodes under each inner node; the leaves have the numbers below theirs.
    merges: Vec<[usize; 2]>,
}

impl Linkage {
    pub(super) fn new(distances: Triangle) -> Linkage {
        let size = distances.size;
        Linkage {
            distances,
            sizes: vec![1; size],
            nodes: (0..size).collect(),
            chain: Vec::new(),
            merges: Vec::new(),
        }
    }

    /// How often two clusters have been merged.
    pub(super) fn merged(&self) -> usize {
        self.merges.len()
    }

    /// Goes on by one link of the chain; `false` when all is one cluster.
    pub(super) fn step(&mut self) -> bool {
        if self.merges.len() + 1 >= self.sizes.len() {
            return false;
        }
        let last = match self.chain.last() {
            Some(last) => *last,
            None => {
                let first = self.sizes.iter().position(|size| *size > 0).unwrap_or(0);
                self.chain.push(first);
                first
            }
        };
        let before = self.chain.len().checked_sub(2).map(|at| self.chain[at]);
        let nearest = self.nearest(last, before);
        if Some(nearest) == before {
            self.chain.truncate(self.chain.len() - 2);
            self.merge(last, nearest);
        } else {
            self.chain.push(nearest);
        }
        true
    }

    /// The nearest other cluster. Of equals the one before in the chain, else the chain could go
    /// round in circles.
    fn nearest(&self, row: usize, before: Option<usize>) -> usize {
        let mut nearest = before.unwrap_or(usize::MAX);
        let mut least = before.map_or(f32::INFINITY, |before| self.distances.get(row, before));
        for other in (0..self.sizes.len()).filter(|other| self.sizes[*other] > 0 && *other != row) {
            let distance = self.distances.get(row, other);
            if distance < least || nearest == usize::MAX {
                (nearest, least) = (other, distance);
            }
        }
        nearest
    }

    fn merge(&mut self, a: usize, b: usize) {
        let (kept, gone) = (a.min(b), a.max(b));
        let (of_kept, of_gone) = (self.sizes[kept] as f32, self.sizes[gone] as f32);
        self.sizes[kept] += self.sizes[gone];
        self.sizes[gone] = 0;
        for other in (0..self.sizes.len()).filter(|it| self.sizes[*it] > 0 && *it != kept) {
            let sum = of_kept * self.distances.get(kept, other)
                + of_gone * self.distances.get(gone, other);
            self.distances.set(kept, other, sum / (of_kept + of_gone));
        }
        self.merges.push([self.nodes[kept], self.nodes[gone]]);
        self.nodes[kept] = self.sizes.len() + self.merges.len() - 1;
    }

    /// The leaves in an order in which each cluster stands together. Of the four ways to put two
    /// of them side by side the one is taken whose leaves that meet are most alike (Gruvaeus and
    /// Wainer 1972); the best of all orders would take time of the cube of their number.
    pub(super) fn order(&self, distance: &dyn Fn(usize, usize) -> f32) -> Vec<usize> {
        let leaves = self.sizes.len();
        // By node, its first and its last leaf; by inner node, which parts are turned round.
        let mut ends: Vec<[usize; 2]> = (0..leaves).map(|leaf| [leaf, leaf]).collect();
        let mut turned: Vec<[bool; 2]> = Vec::new();
        for [left, right] in &self.merges {
            let (left, right) = (ends[*left], ends[*right]);
            let mut best = ([false, false], f32::INFINITY);
            for turns in [[false, false], [true, false], [false, true], [true, true]] {
                let meeting = distance(left[usize::from(!turns[0])], right[usize::from(turns[1])]);
                if meeting < best.1 {
                    best = (turns, meeting);
                }
            }
            let turns = best.0;
            ends.push([left[usize::from(turns[0])], right[usize::from(!turns[1])]]);
            turned.push(turns);
        }
        // The beginning of the list stays at the beginning.
        let is_turned = ends.last().is_some_and(|[first, last]| first > last);
        let mut order = Vec::with_capacity(leaves);
        let mut ahead: Vec<(usize, bool)> =
            ends.len().checked_sub(1).map(|root| (root, is_turned)).into_iter().collect();
        while let Some((node, is_turned)) = ahead.pop() {
            let Some(inner) = node.checked_sub(leaves) else {
                order.push(node);
                continue;
            };
            let [left, right] = self.merges[inner];
            let [turns_left, turns_right] = turned[inner];
            let parts = [(left, turns_left ^ is_turned), (right, turns_right ^ is_turned)];
            // What is put down last is taken up first.
            ahead.extend(if is_turned { parts } else { [parts[1], parts[0]] });
        }
        order
    }
}
