//! Checks of one source: that it can be opened, and what it holds.

use std::time::Instant;

use shared::wire::Dataset;

use super::finding::Finding;
use super::server;
use crate::config::given::AtSource;
use crate::opening::open;
use crate::source::cypher::indexes::{LOOKED_UP, statement};
use crate::source::{Indexes, MissingIndex, Source, SourceError};

/// A query that finds one node takes a few milliseconds; one that takes this long waits for
/// others, or for the network.
const SLOW_QUERY_MS: u128 = 1_000;

/// What was found of a source.
#[derive(Default)]
pub struct Checked {
    /// The findings.
    pub findings: Vec<Finding>,
    /// The datasets it is to serve and has.
    pub datasets: Vec<String>,
}

/// All checks of a source; those that cannot be made are left out.
pub async fn check(at: &AtSource) -> Checked {
    let mut checked = Checked::default();
    let findings = &mut checked.findings;
    // Every dataset that is listed, so that a name that is not can be put right.
    let mut all = at.clone();
    all.options.datasets.retain(|_| at.options.table.is_some());
    let source = match open(&all).await {
        Ok(source) => source,
        Err(error) => {
            let found = format!("{error:#}");
            findings.push(Finding::problem("source", found, "correct the setting or the file"));
            return checked;
        }
    };
    let is_server = at.is_remote();
    if is_server {
        let said = server::check(at, &*source).await;
        let is_reached = said.is_reached;
        findings.extend(said.findings);
        if !is_reached {
            return checked;
        }
    }
    match source.datasets().await {
        Err(error) => findings.push(refused("datasets", &error)),
        Ok(listed) => {
            let chosen = match is_server {
                true => chosen(&listed, &at.options.datasets, findings),
                false => listed.iter().map(|dataset| dataset.name.clone()).collect(),
            };
            for name in &chosen {
                look_into(&*source, name, is_server, findings).await;
            }
            checked.datasets = chosen;
        }
    }
    checked
}

/// The datasets that are listed under exactly the names asked for; without any, all.
fn chosen(listed: &[Dataset], wanted: &[String], findings: &mut Vec<Finding>) -> Vec<String> {
    let names: Vec<&str> = listed.iter().map(|dataset| &*dataset.name).collect();
    if names.is_empty() {
        let advice = "give it data, or a token that may read it";
        findings.push(Finding::problem("datasets", "it lists no public dataset", advice));
        return Vec::new();
    }
    findings.push(Finding::ok("datasets", format!("listed: {}", names.join(", "))));
    if wanted.is_empty() {
        return names.iter().map(|name| (*name).to_owned()).collect();
    }
    let mut chosen = Vec::new();
    for name in wanted {
        if names.contains(&&**name) {
            chosen.push(name.clone());
            continue;
        }
        let meant = names.iter().find(|listed| listed.eq_ignore_ascii_case(name));
        let advice = match meant {
            Some(meant) => format!("write it as {meant}: names are exact"),
            None => "name one that is listed, in exactly its spelling, by --dataset".to_owned(),
        };
        findings.push(Finding::problem("dataset", format!("{name} is not listed"), advice));
    }
    chosen
}

async fn look_into(source: &dyn Source, name: &str, is_server: bool, findings: &mut Vec<Finding>) {
    if is_server {
        findings.push(timed_query(source, name).await);
        findings.extend(indexes(source, name).await);
    }
    findings.push(match source.types(name).await {
        Ok(list) if list.types.is_empty() => {
            let advice = "check the dataset, or the column or property that holds types";
            Finding::warning("dataset", format!("{name} has no types"), advice)
        }
        Ok(list) => {
            let typed: u64 = list.types.iter().map(|entry| entry.neurons).sum();
            let (types, untyped) = (list.types.len(), list.untyped);
            let neurons = typed + untyped;
            let counts =
                format!("{name}: neurons: {neurons}, types: {types}, without a type: {untyped}");
            Finding::ok("dataset", counts)
        }
        Err(error) => refused("dataset", &error),
    });
}

async fn timed_query(source: &dyn Source, name: &str) -> Finding {
    let began = Instant::now();
    match source.version(name).await {
        Ok(_) => small_query(name, began.elapsed().as_millis()),
        Err(error) => refused("small query", &error),
    }
}

fn small_query(name: &str, took_ms: u128) -> Finding {
    let found = format!("{name}: took {took_ms} ms");
    match took_ms > SLOW_QUERY_MS {
        true => Finding::warning(
            "small query",
            found,
            "see what else the database does; fewer --max-queries leave it more room",
        ),
        false => Finding::ok("small query", found),
    }
}

async fn indexes(source: &dyn Source, name: &str) -> Vec<Finding> {
    const ABOUT: &str = "indexes";
    match source.indexes(name).await {
        Ok(Indexes::NotNeeded) => vec![Finding::ok(ABOUT, "not needed")],
        Ok(Indexes::Needed { missing }) if missing.is_empty() => {
            vec![Finding::ok(ABOUT, format!("{name} has indexes on type and bodyId"))]
        }
        Ok(Indexes::Needed { missing }) => missing
            .iter()
            .map(|MissingIndex { property, statement }| {
                Finding::warning(
                    ABOUT,
                    format!("{name} has none on {property}: queries by it look at all neurons"),
                    format!("the database's administrator creates it by: {statement}"),
                )
            })
            .collect(),
        Err(error) => vec![Finding::warning(
            ABOUT,
            format!("they cannot be looked up: {error}"),
            format!(
                "ask the database's administrator whether there are some; they are created by: {}",
                LOOKED_UP.map(|property| statement(property, name)).join("; ")
            ),
        )],
    }
}

/// What an error of a source means for the operator.
pub fn refused(about: &'static str, error: &SourceError) -> Finding {
    let advice = match error {
        SourceError::Unreachable(_) => "check the address, the network and that the server runs",
        SourceError::Tls(_) => {
            "check the certificate; that of an own authority is named by --ca-file"
        }
        SourceError::Unauthorized => "give a valid token by --token-file, or a valid password",
        SourceError::Forbidden => "let the token's account read the dataset, or name another one",
        SourceError::TermsOfService { .. } => "accept the terms with the token's account",
        SourceError::TimedOut | SourceError::Overloaded { .. } => {
            "try again; see what else it does"
        }
        SourceError::UnknownDataset => "name a dataset that is listed",
        SourceError::Rejected(code) if code.ends_with("DatabaseNotFound") => {
            "name a database that the server has by --neo4j-database"
        }
        _ => "see its own log; --log debug tells more here",
    };
    let advice = match error {
        SourceError::TermsOfService { url: Some(url) } => format!("{advice}: {url}"),
        _ => advice.to_owned(),
    };
    Finding::problem(about, error.to_string(), advice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_not_there_is_a_matter_of_its_setting() {
        let code = "Neo.ClientError.Database.DatabaseNotFound".to_owned();
        let advice = refused("connection", &SourceError::Rejected(code)).advice;
        assert!(advice.is_some_and(|advice| advice.contains("--neo4j-database")));
    }

    #[test]
    fn a_small_query_that_takes_long_is_told() {
        assert_eq!(small_query("a", SLOW_QUERY_MS), Finding::ok("small query", "a: took 1000 ms"));
        let slow = small_query("a", SLOW_QUERY_MS + 1);
        assert!(slow.advice.is_some_and(|advice| advice.contains("--max-queries")));
    }
}
