//! `quickpage doctor`: one line per check, and what to do about what is not well.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write;

use super::{Ended, aligned, print, print_json};
use crate::config::Doctor;
use crate::config::given::AtSource;
use finding::{Finding, Outcome};

pub mod finding;
pub mod server;
pub mod source;
pub mod machine;

/// Checks every source and this machine.
///
/// # Errors
/// When the findings cannot be written.
pub async fn run(options: &Doctor, sources: &[AtSource]) -> anyhow::Result<Ended> {
    let mut findings = Vec::new();
    let mut owners: BTreeMap<String, usize> = BTreeMap::new();
    for (source, number) in sources.iter().zip(1..) {
        let mut checked = source::check(source).await;
        for dataset in checked.datasets {
            match owners.entry(dataset) {
                Entry::Vacant(free) => drop(free.insert(number)),
                Entry::Occupied(taken) => checked.findings.push(twice(taken.key(), *taken.get())),
            }
        }
        if sources.len() > 1 {
            checked.findings.iter_mut().for_each(|finding| finding.source = Some(number));
        }
        findings.append(&mut checked.findings);
    }
    findings.push(machine::cache_folder(&options.cache));
    match options.json {
        true => print_json(&findings)?,
        false => print(&lines(&findings))?,
    }
    let has_problem = findings.iter().any(|finding| finding.outcome == Outcome::Problem);
    Ok(if has_problem { Ended::Problem } else { Ended::Done })
}

/// A dataset that an earlier source has.
fn twice(dataset: &str, owner: usize) -> Finding {
    Finding::warning(
        "datasets",
        format!("{dataset} is also source {owner}'s, from which it is served"),
        "choose by `dataset` what each source is to serve",
    )
}

fn lines(findings: &[Finding]) -> String {
    let row = |finding: &Finding| {
        let about = match finding.source {
            Some(number) => format!("source {number}: {}", finding.about),
            None => finding.about.to_owned(),
        };
        let advice = finding.advice.as_ref().map(|advice| format!("; {advice}"));
        let found = format!("{}{}", finding.found, advice.unwrap_or_default());
        [finding.outcome.to_string(), about, found]
    };
    let rows: Vec<[String; 3]> = findings.iter().map(row).collect();
    let count = |outcome| findings.iter().filter(|finding| finding.outcome == outcome).count();
    let (problems, warnings) = (count(Outcome::Problem), count(Outcome::Warning));
    let mut text = aligned(&rows);
    // Writing to a string cannot fail.
    let _ = writeln!(text, "problems: {problems}, warnings: {warnings}");
    text
}
