//! Puts rows (or columns) of a matrix into an order in which like stands beside like:
//! hierarchical clustering, average linkage on cosine distance, by the nearest-neighbour chain,
//! which takes time and memory of the square of their number.
//!
//! So at most [`CLUSTERED_AT_MOST`] rows are clustered: of a longer list those at even distances
//! in it, and each other row then stands behind the one of these that it is most like. All work
//! is done in steps of well under a millisecond or so, so that a page stays alive meanwhile.

mod linkage;
mod vectors;

use super::Matrix;
use crate::index::Index;
use linkage::{Linkage, Triangle};
use vectors::Vectors;

/// Most rows that are clustered.
pub const CLUSTERED_AT_MOST: usize = 1_500;

/// Clustering under way.
#[derive(Debug)]
pub struct Clustering {
    vectors: Vectors,
    /// Rows that are clustered, as positions in `vectors`.
    leaders: Vec<usize>,
    stage: Stage,
    /// By leader, the rows that stand behind it.
    followers: Vec<Vec<usize>>,
    /// Rows without anything in any column are like nothing: they come last.
    empty: Vec<usize>,
    done: usize,
}

#[derive(Debug)]
enum Stage {
    Distances(Triangle),
    Linking(Linkage),
    /// The order of the leaders; others find theirs.
    Following(Vec<usize>),
}

/// Begins to cluster the rows.
pub fn cluster_rows(matrix: &Matrix, index: &Index) -> Clustering {
    let mut reader = matrix.reader(index.regions.all.len());
    let mut vectors = Vectors::new(matrix.columns.len());
    for id in &matrix.rows {
        let (counts, _) = reader.read(&index.entries[*id as usize]);
        vectors
            .push(counts.iter().enumerate().filter(|it| *it.1 > 0).map(|(at, n)| (at, *n as f32)));
    }
    Clustering::new(vectors)
}

/// The order of the columns in which like stands beside like, by the shares of the rows in them.
/// There are few enough of them to do it at once.
pub fn cluster_columns(matrix: &Matrix, index: &Index) -> Vec<usize> {
    let products = products_of_columns(matrix, index);
    let n = matrix.columns.len();
    let length = |at: usize| products[at * n + at].sqrt();
    let distance = |a: usize, b: usize| 1.0 - products[a * n + b] / (length(a) * length(b));
    let mut distances = Triangle::new(n);
    for at in 0..n {
        let row: Vec<f32> = (0..at).map(|other| distance(at, other)).collect();
        distances.set_row(at, &row);
    }
    let mut linkage = Linkage::new(distances);
    while linkage.step() {}
    linkage.order(&distance)
}

/// The product of each column with each other: row by row, since most of a row is nothing.
fn products_of_columns(matrix: &Matrix, index: &Index) -> Vec<f32> {
    let n = matrix.columns.len();
    let mut products = vec![0.0; n * n];
    let mut reader = matrix.reader(index.regions.all.len());
    let mut shares: Vec<(usize, f32)> = Vec::new();
    for id in &matrix.rows {
        let (counts, total) = reader.read(&index.entries[*id as usize]);
        let filled = counts.iter().enumerate().filter(|it| *it.1 > 0);
        shares.clear();
        shares.extend(filled.map(|(at, count)| (at, *count as f32 / total.max(1) as f32)));
        for (a, share) in &shares {
            for (b, other) in &shares {
                products[a * n + b] += share * other;
            }
        }
    }
    products
}

impl Clustering {
    fn new(vectors: Vectors) -> Clustering {
        let (full, empty): (Vec<usize>, Vec<usize>) =
            (0..vectors.len()).partition(|at| !vectors.is_empty(*at));
        let leaders: Vec<usize> = match full.len() {
            n if n <= CLUSTERED_AT_MOST => full,
            n => (0..CLUSTERED_AT_MOST).map(|at| full[at * n / CLUSTERED_AT_MOST]).collect(),
        };
        let stage = Stage::Distances(Triangle::new(leaders.len()));
        let followers = vec![Vec::new(); leaders.len()];
        let mut clustering = Clustering { vectors, leaders, stage, followers, empty, done: 0 };
        clustering.vectors.transpose(&clustering.leaders);
        clustering
    }

    /// Does a little more; `false` when all is done.
    pub fn step(&mut self) -> bool {
        match &mut self.stage {
            Stage::Distances(distances) => {
                if self.done < self.leaders.len() {
                    let likeness = self.vectors.likeness(self.leaders[self.done]);
                    let row: Vec<f32> =
                        likeness[..self.done].iter().map(|like| 1.0 - like).collect();
                    distances.set_row(self.done, &row);
                    self.done += 1;
                } else {
                    let distances = std::mem::take(distances);
                    self.stage = Stage::Linking(Linkage::new(distances));
                    self.done = 0;
                }
                true
            }
            Stage::Linking(linkage) => {
                if !linkage.step() {
                    let distance = |a: usize, b: usize| {
                        self.vectors.distance(self.leaders[a], self.leaders[b])
                    };
                    self.stage = Stage::Following(linkage.order(&distance));
                }
                true
            }
            Stage::Following(_) => self.follow(),
        }
    }

    /// Puts the next row that is not a leader behind the leader that it is most like.
    fn follow(&mut self) -> bool {
        while self.done < self.vectors.len() {
            let at = self.done;
            self.done += 1;
            if self.vectors.is_empty(at) || self.leaders.binary_search(&at).is_ok() {
                continue;
            }
            let likeness = self.vectors.likeness(at);
            let first = (0, f32::MIN);
            let most = likeness.iter().enumerate().fold(first, |most, (leader, like)| {
                if *like > most.1 { (leader, *like) } else { most }
            });
            self.followers[most.0].push(at);
            return true;
        }
        false
    }

    /// How far it has come, in percent.
    pub fn percent(&self) -> u64 {
        let part = |done: usize, all: usize| done as u64 * 100 / all.max(1) as u64;
        match &self.stage {
            Stage::Distances(_) => part(self.done, self.leaders.len()) / 3,
            Stage::Linking(linkage) => 33 + part(linkage.merged(), self.leaders.len()) / 3,
            Stage::Following(_) => 67 + part(self.done, self.vectors.len()) / 3,
        }
    }

    /// How many rows have been clustered, rather than put beside one that was.
    pub fn clustered(&self) -> usize {
        self.leaders.len()
    }

    /// The order, each position once: to be asked for when all is done.
    pub fn order(self) -> Vec<usize> {
        let leaders = match self.stage {
            Stage::Following(order) => order,
            Stage::Distances(_) | Stage::Linking(_) => (0..self.leaders.len()).collect(),
        };
        let mut order = Vec::with_capacity(self.vectors.len());
        for leader in leaders {
            order.push(self.leaders[leader]);
            order.extend(&self.followers[leader]);
        }
        order.extend(self.empty);
        order
    }
}
