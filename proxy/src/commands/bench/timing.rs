//! Times of several runs.

use std::time::Duration;

use serde::Serialize;

/// How long something took.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Timing {
    /// The median, in milliseconds.
    pub median_ms: f64,
    /// The shortest.
    pub least_ms: f64,
    /// The longest.
    pub most_ms: f64,
    /// How often it was measured.
    pub runs: usize,
}

impl Timing {
    /// The timing of these runs, at least one.
    pub fn of(times: &[Duration]) -> Timing {
        let mut times: Vec<f64> = times.iter().map(|time| time.as_secs_f64() * 1e3).collect();
        times.sort_by(f64::total_cmp);
        let (least, most) = (times.first(), times.last());
        Timing {
            median_ms: median(&times),
            least_ms: least.copied().unwrap_or_default(),
            most_ms: most.copied().unwrap_or_default(),
            runs: times.len(),
        }
    }

    /// How many times as long this took as something else.
    pub fn over(&self, other: &Timing) -> f64 {
        self.median_ms / other.median_ms.max(1e-6)
    }
}

/// The median of sorted values; 0 of none.
pub fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    match sorted.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => sorted[middle],
        _ => (sorted[middle - 1] + sorted[middle]) / 2.0,
    }
}

/// The value below which this part of the sorted values lies; 0 of none.
pub fn quantile(sorted: &[f64], part: f64) -> f64 {
    let at = (sorted.len() as f64 * part).ceil() as usize;
    sorted.get(at.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_quantiles_are_those_of_the_textbook() {
        let values: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((median(&values), quantile(&values, 0.99)), (50.5, 99.0));
        assert_eq!((median(&values[..3]), quantile(&values[..3], 0.5)), (2.0, 2.0));
        assert_eq!((median(&[]), quantile(&[], 0.5)), (0.0, 0.0));
        let timing = Timing::of(&[3, 1, 2].map(Duration::from_secs));
        assert_eq!((timing.median_ms, timing.least_ms, timing.most_ms), (2e3, 1e3, 3e3));
    }
}
