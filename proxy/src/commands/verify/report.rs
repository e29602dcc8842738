//! What `verify` found of a dataset, for people and for programs.

use serde::Serialize;

use super::comparison::{Comparison, Difference, Total};
use crate::commands::aligned;

/// What was found of a dataset.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Its name.
    pub dataset: String,
    /// Its version before it was read.
    pub version: String,
    /// Its version afterwards, where that is another one: then nothing below counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_to: Option<String>,
    /// Types in its list.
    pub types: u64,
    /// The comparison type by type.
    #[serde(flatten)]
    pub comparison: Comparison,
    /// The sums over all types beside the source's own.
    pub totals: Vec<Total>,
    /// Types that are equal, in per cent of those compared.
    pub consistency: f64,
    /// Whether all is as it should be.
    pub consistent: bool,
}

/// Differences that are named in the text; the JSON has all.
const NAMED: usize = 10;

impl Report {
    /// Draws the conclusion.
    pub fn of(
        dataset: &str,
        versions: (String, String),
        types: u64,
        comparison: Comparison,
        totals: Vec<Total>,
    ) -> Report {
        let (before, after) = versions;
        let changed_to = Some(after).filter(|after| *after != before);
        let all_equal = comparison.equal == comparison.checked;
        let consistent = all_equal && changed_to.is_none() && totals.iter().all(Total::is_equal);
        Report {
            dataset: dataset.to_owned(),
            version: before,
            changed_to,
            types,
            consistency: per_cent(comparison.equal, comparison.checked),
            comparison,
            totals,
            consistent,
        }
    }

    /// The report as a table.
    pub fn text(&self) -> String {
        let Comparison { checked, equal, missing, extra, different } = &self.comparison;
        let mut text = format!("{} (version {})\n", self.dataset, self.version);
        if let Some(version) = &self.changed_to {
            text.push_str(&format!(
                "  it changed to version {version} while it was being verified; try again\n"
            ));
            return text;
        }
        let row = |what: &str, n: u64| ["".to_owned(), what.to_owned(), n.to_string()];
        text.push_str(&aligned(&[
            row("types", self.types),
            row("checked", *checked),
            row("equal", *equal),
            row("missing", missing.len() as u64),
            row("extra", extra.len() as u64),
            row("different", different.len() as u64),
        ]));
        text.push_str(&named("missing", missing));
        text.push_str(&named("extra", extra));
        text.push_str(&named("different", different));
        text.push_str(&self.table_of_totals());
        text.push_str(&format!("  consistency {:.3} %", self.consistency));
        text.push_str(if self.consistent { "\n" } else { ": something is wrong\n" });
        text
    }

    fn table_of_totals(&self) -> String {
        let count = |n: Option<u64>| n.map_or("-".to_owned(), |n| n.to_string());
        let head = ["", "all types", "in batches", "by the source", ""].map(str::to_owned);
        let row = |total: &Total| {
            let verdict = if total.is_equal() { "equal" } else { "DIFFERENT" };
            let (batches, source) = (count(total.batches), count(total.source));
            ["".to_owned(), total.what.to_owned(), batches, source, verdict.to_owned()]
        };
        aligned(&std::iter::once(head).chain(self.totals.iter().map(row)).collect::<Vec<_>>())
    }
}

fn named(kind: &str, differences: &[Difference]) -> String {
    let mut text = String::new();
    for Difference { name, what } in differences.iter().take(NAMED) {
        text.push_str(&format!("  {kind}: {name}: {what}\n"));
    }
    if differences.len() > NAMED {
        text.push_str(&format!("  … and {} more\n", differences.len() - NAMED));
    }
    text
}

/// Rounded down: a single wrong one of a million does not read as 100 %.
fn per_cent(part: u64, whole: u64) -> f64 {
    match whole {
        0 => 100.0,
        _ => (part as f64 / whole as f64 * 1e5).floor() / 1e3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_of_them_are_a_hundred_per_cent() {
        assert_eq!(per_cent(1_000_000, 1_000_000), 100.0);
        assert_eq!(per_cent(999_999, 1_000_000), 99.999);
        assert_eq!(per_cent(0, 3), 0.0);
        assert_eq!(per_cent(0, 0), 100.0);
    }

    #[test]
    fn a_dataset_that_changed_meanwhile_is_not_judged() {
        let versions = ("1".to_owned(), "2".to_owned());
        let report = Report::of("d", versions, 0, Comparison::default(), Vec::new());
        assert!(!report.consistent && report.text().contains("try again"));
    }
}
