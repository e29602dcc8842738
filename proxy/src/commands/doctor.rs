//! `quickpage doctor`: one line per check, and what to do about what is not well.

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
    for (at, source) in sources.iter().enumerate() {
        let mut found = source::check(source).await;
        if sources.len() > 1 {
            found.iter_mut().for_each(|finding| finding.source = Some(at + 1));
        }
        findings.append(&mut found);
    }
    findings.push(machine::cache_folder(&options.cache));
    match options.json {
        true => print_json(&findings)?,
        false => print(&lines(&findings))?,
    }
    let has_problem = findings.iter().any(|finding| finding.outcome == Outcome::Problem);
    Ok(if has_problem { Ended::Problem } else { Ended::Done })
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
