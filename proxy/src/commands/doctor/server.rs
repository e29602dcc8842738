//! Checks of a server: connection, clock, token, limits.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::finding::{Finding, Outcome};
use super::source::refused;
use crate::config::Limits;
use crate::config::given::AtSource;
use crate::opening::{password, token};
use crate::source::{Greeting, Source, neo4j};

/// What was found of a server.
pub struct Checked {
    /// The findings.
    pub findings: Vec<Finding>,
    /// Whether it answers, so that more can be asked.
    pub is_reached: bool,
}

/// A clock that is further off makes ages and expiries wrong.
const CLOCK: Duration = Duration::from_secs(60);
const DAY: u64 = 86_400;
/// A token that ends sooner should be renewed now.
const SOON_DAYS: u64 = 7;

/// Checks what a server says without being asked about data.
pub async fn check(at: &AtSource, source: &dyn Source) -> Checked {
    let began = Instant::now();
    let greeting = source.greeting().await;
    let took = began.elapsed();
    let mut findings = Vec::new();
    let is_reached = match greeting {
        Ok(greeting) => {
            let Greeting { software, time } =
                greeting.unwrap_or(Greeting { software: "a server".to_owned(), time: None });
            let tls = if is_encrypted(at) { " over TLS" } else { "" };
            let took = took.as_millis();
            findings.push(Finding::ok("connection", format!("{software}{tls}, {took} ms")));
            findings.push(match time {
                Some(time) => clock(time, SystemTime::now()),
                None => Finding::ok("clock", "the server does not tell its time"),
            });
            true
        }
        Err(error) => {
            findings.push(refused("connection", &error));
            false
        }
    };
    if at.options.server.is_some() {
        findings.push(identity(at));
    }
    findings.extend(at.options.neo4j.as_ref().map(|_| account(at)));
    let limits = limits(&at.limits, at.options.server.is_some());
    // That a limit is well says nothing of a server that cannot be asked.
    findings.extend(limits.into_iter().filter(|it| is_reached || it.outcome != Outcome::Ok));
    Checked { findings, is_reached }
}

fn is_encrypted(at: &AtSource) -> bool {
    let server = at.options.server.as_ref().is_some_and(|it| !it.trim().starts_with("http:"));
    let neo4j = at.options.neo4j.as_ref().is_some_and(|it| it.trim().contains("+s://"));
    server || neo4j
}

fn clock(theirs: SystemTime, ours: SystemTime) -> Finding {
    let off = theirs.duration_since(ours).or_else(|_| ours.duration_since(theirs));
    let off = off.unwrap_or_default();
    let found = format!("differs from the server's by {} s", off.as_secs());
    match off > CLOCK {
        true => Finding::warning("clock", found, "let a time service (NTP) set both clocks"),
        false => Finding::ok("clock", found),
    }
}

fn identity(at: &AtSource) -> Finding {
    const ABOUT: &str = "token";
    let expires = match token(at) {
        Ok(None) => return Finding::ok(ABOUT, "none given: public datasets are read anonymously"),
        Ok(Some(token)) => token.expires(),
        Err(error) => return Finding::problem(ABOUT, format!("{error:#}"), "correct the file"),
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let renew = "get a new one from the account page of the neuPrint server";
    match expires.map(|expires| (expires.saturating_sub(now), expires > now)) {
        None => Finding::ok(ABOUT, "given; it does not say when it expires"),
        Some((_, false)) => Finding::problem(ABOUT, "given; it has expired", renew),
        Some((left, true)) if left < SOON_DAYS * DAY => {
            let found = format!("given; it expires in {}", days(left));
            Finding::warning(ABOUT, found, renew)
        }
        Some((left, true)) => Finding::ok(ABOUT, format!("given; it expires in {}", days(left))),
    }
}

fn account(at: &AtSource) -> Finding {
    const ABOUT: &str = "account";
    let user = at.options.neo4j_user.as_deref().unwrap_or(neo4j::USER);
    match password(at) {
        Ok(Some(_)) => Finding::ok(ABOUT, format!("{user}, with a password")),
        Ok(None) => Finding::ok(ABOUT, format!("{user}, without a password")),
        Err(error) => Finding::problem(ABOUT, format!("{error:#}"), "correct the file"),
    }
}

fn days(seconds: u64) -> String {
    match seconds / DAY {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// Limits that work and are no kindness to the server.
fn limits(limits: &Limits, is_neuprint: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    if is_neuprint && limits.max_queries > 4 {
        findings.push(Finding::warning(
            "limits",
            format!("--max-queries is {}", limits.max_queries),
            "4 are as fast; neuPrint has 50 connections for everybody",
        ));
    }
    if is_neuprint && limits.batch_neurons > 20_000 {
        findings.push(Finding::warning(
            "limits",
            format!("--batch-neurons is {}", limits.batch_neurons),
            "neuPrint holds each answer in memory, some 2.5 kB per neuron: 20000 are enough",
        ));
    }
    if is_neuprint && limits.query_timeout < Duration::from_secs(60) {
        findings.push(Finding::warning(
            "limits",
            format!("--query-timeout is {} s", limits.query_timeout.as_secs()),
            "neuPrint waits up to 60 s for a connection and goes on with what was given up",
        ));
    }
    if findings.is_empty() {
        let most = limits.max_queries;
        findings.push(Finding::ok("limits", format!("at most {most} queries at once")));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_may_be_off_by_a_minute_either_way() {
        let now = SystemTime::now();
        let check = |seconds: u64, expected: Outcome| {
            let off = Duration::from_secs(seconds);
            assert_eq!(clock(now + off, now).outcome, expected, "{seconds}");
            assert_eq!(clock(now - off, now).outcome, expected, "-{seconds}");
        };
        check(0, Outcome::Ok);
        check(60, Outcome::Ok);
        check(61, Outcome::Warning);
    }
}
