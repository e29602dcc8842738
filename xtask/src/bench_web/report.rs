//! Figures with what they are meant to be, as a table and as JSON.

/// Something measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Its name in JSON.
    pub key: String,
    /// Its name in the table.
    pub label: String,
    /// `ms`, `MB`, `kB`, `%`.
    pub unit: &'static str,
    /// What it is meant to stay below, and of what.
    pub target: Option<(Statistic, f64)>,
    /// In the order in which they were measured; none where it could not be.
    pub samples: Vec<f64>,
}

/// What of the samples a target is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    Median,
    P95,
    Most,
}

impl Statistic {
    fn word(self) -> &'static str {
        match self {
            Self::Median => "median",
            Self::P95 => "p95",
            Self::Most => "most",
        }
    }

    fn of(self, samples: &[f64]) -> f64 {
        match self {
            Self::Median => quantile(samples, 0.5),
            Self::P95 => quantile(samples, 0.95),
            Self::Most => quantile(samples, 1.0),
        }
    }
}

/// The smallest sample that at least this part of all are not above.
pub fn quantile(samples: &[f64], part: f64) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (part * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank.min(sorted.len()).wrapping_sub(1)).copied().unwrap_or(f64::NAN)
}

/// With as many places as tell something.
fn shown(value: f64) -> String {
    match value {
        0.0..1.0 => format!("{value:.3}"),
        1.0..10.0 => format!("{value:.2}"),
        _ => format!("{value:.1}"),
    }
}

const STATISTICS: [Statistic; 3] = [Statistic::Median, Statistic::P95, Statistic::Most];

pub fn table(figures: &[Figure]) -> String {
    let width = figures.iter().map(|figure| figure.label.chars().count()).max().unwrap_or(0);
    let mut table =
        format!("{:width$}  {:>9} {:>9} {:>9}      n  target\n", "", "median", "p95", "most");
    for figure in figures {
        let Figure { label, unit, target, samples, .. } = figure;
        let [median, p95, most] = STATISTICS.map(|statistic| match samples[..] {
            [] => "-".to_owned(),
            _ => shown(statistic.of(samples)),
        });
        let target = target.map_or_else(String::new, |(statistic, limit)| {
            let verdict = match samples[..] {
                [] => "not measured",
                _ if statistic.of(samples) < limit => "met",
                _ => "NOT MET",
            };
            format!("{} < {limit} {unit}: {verdict}", statistic.word())
        });
        let count = samples.len();
        let line = format!(
            "{label:width$}  {median:>9} {p95:>9} {most:>9} {unit:<3} {count:>3}  {target}"
        );
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}

/// One object by key; labels are for people.
pub fn json(figures: &[Figure]) -> String {
    let object = |figure: &Figure| {
        let number = |value: f64| match value.is_finite() {
            true => format!("{value}"),
            false => "null".to_owned(),
        };
        let of = |statistic: Statistic| number(statistic.of(&figure.samples));
        let target = figure.target.map_or_else(String::new, |(statistic, limit)| {
            format!(r#","target":{{"of":"{}","below":{limit}}}"#, statistic.word())
        });
        let samples: Vec<_> = figure.samples.iter().map(|sample| number(*sample)).collect();
        format!(
            r#""{}":{{"unit":"{}","median":{},"p95":{},"most":{}{target},"samples":[{}]}}"#,
            figure.key,
            figure.unit,
            of(Statistic::Median),
            of(Statistic::P95),
            of(Statistic::Most),
            samples.join(","),
        )
    };
    let objects: Vec<_> = figures.iter().map(object).collect();
    format!("{{{}}}", objects.join(","))
}

#[cfg(test)]
mod reports {
    use super::*;

    fn figure(samples: Vec<f64>) -> Figure {
        Figure {
            key: "opening".to_owned(),
            label: "opening".to_owned(),
            unit: "ms",
            target: Some((Statistic::P95, 500.0)),
            samples,
        }
    }

    #[test]
    fn a_quantile_is_one_of_the_samples() {
        let samples = [5.0, 1.0, 4.0, 2.0, 3.0];
        assert_eq!(quantile(&samples, 0.5), 3.0);
        assert_eq!(quantile(&samples, 0.95), 5.0);
        assert_eq!(quantile(&[7.0], 0.5), 7.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn the_table_says_whether_a_target_is_met() {
        assert!(table(&[figure(vec![400.0, 499.0])]).contains("p95 < 500 ms: met"));
        assert!(table(&[figure(vec![400.0, 500.0])]).contains("p95 < 500 ms: NOT MET"));
        assert!(table(&[figure(vec![])]).contains("p95 < 500 ms: not measured"));
    }

    #[test]
    fn what_was_not_measured_is_null_in_json() {
        let empty = json(&[figure(vec![])]);
        assert!(empty.contains(r#""median":null"#), "{empty}");
        let full = json(&[figure(vec![1.5, 2.0])]);
        assert_eq!(
            full,
            r#"{"opening":{"unit":"ms","median":1.5,"p95":2,"most":2,"target":{"of":"p95","below":500},"samples":[1.5,2]}}"#
        );
    }
}
