//! The rows as vectors of length 1, mostly of zeroes: their product is the cosine.

#[derive(Debug, Default)]
pub(super) struct Vectors {
    /// Where each vector ends in `parts`.
    ends: Vec<usize>,
    /// What is not zero: dimension and value.
    parts: Vec<(u32, f32)>,
    dimensions: usize,
    /// By dimension, the values of the chosen vectors: one row is multiplied with all of them by
    /// running along memory, which takes a fifth of the time of pairs of rows.
    chosen: Vec<f32>,
    chosen_count: usize,
}

impl Vectors {
    pub(super) fn new(dimensions: usize) -> Vectors {
        Vectors { dimensions, ..Vectors::default() }
    }

    pub(super) fn push(&mut self, parts: impl Iterator<Item = (usize, f32)>) {
        let start = self.parts.len();
        self.parts.extend(parts.map(|(at, value)| (at as u32, value)));
        let parts = &mut self.parts[start..];
        let length = parts.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
        for (_, value) in parts {
            *value /= length;
        }
        self.ends.push(self.parts.len());
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn is_empty(&self, at: usize) -> bool {
        self.parts_of(at).is_empty()
    }

    fn parts_of(&self, at: usize) -> &[(u32, f32)] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.parts[start..self.ends[at]]
    }

    /// Chooses what [`Vectors::likeness`] compares with.
    pub(super) fn transpose(&mut self, chosen: &[usize]) {
        let mut values = vec![0.0; chosen.len() * self.dimensions];
        for (place, at) in chosen.iter().enumerate() {
            for (dimension, value) in self.parts_of(*at) {
                values[*dimension as usize * chosen.len() + place] = *value;
            }
        }
        self.chosen = values;
        self.chosen_count = chosen.len();
    }

    /// The cosine of a vector with each one chosen.
    pub(super) fn likeness(&self, at: usize) -> Vec<f32> {
        let mut sums = vec![0.0; self.chosen_count];
        for (dimension, value) in self.parts_of(at) {
            let start = *dimension as usize * self.chosen_count;
            let others = &self.chosen[start..start + self.chosen_count];
            for (sum, other) in sums.iter_mut().zip(others) {
                *sum += value * other;
            }
        }
        sums
    }

    /// The cosine distance of two vectors.
    pub(super) fn distance(&self, a: usize, b: usize) -> f32 {
        let (mut a, mut b) = (self.parts_of(a), self.parts_of(b));
        let mut product = 0.0;
        while let ([(in_a, value), rest_a @ ..], [(in_b, other), rest_b @ ..]) = (a, b) {
            match in_a.cmp(in_b) {
                std::cmp::Ordering::Less => a = rest_a,
                std::cmp::Ordering::Greater => b = rest_b,
                std::cmp::Ordering::Equal => {
                    product += value * other;
                    (a, b) = (rest_a, rest_b);
                }
            }
        }
        1.0 - product
    }
}
