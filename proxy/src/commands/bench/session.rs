//! The cache in a day of several researchers, by a law: who opens the index comes back, and looks
//! at the types that many look at.

use reqwest::StatusCode;
use reqwest::header::{ACCEPT_ENCODING, ETAG, HeaderValue, IF_NONE_MATCH};
use serde::Serialize;

use super::cold::{Cold, nothing_more};
use super::subject::Subject;

/// What the cache saved the source.
#[derive(Debug, Serialize)]
pub struct Session {
    /// Browsers.
    pub browsers: usize,
    /// How often each opened the index.
    pub visits: usize,
    /// Types that were looked at in each visit.
    pub looks: usize,
    /// The types that people look at, the n-th of them with a probability of 1/n of the first
    /// one's (Zipf's law).
    pub types: usize,
    /// Requests of all browsers.
    pub requests: u64,
    /// Queries that these cost the source, those for lists and versions included.
    pub queries: u64,
    /// Requests without a query of their own, as a part of all.
    pub hit_rate: f64,
}

const VISITS: usize = 5;
const LOOKS: usize = 20;
const TYPES: usize = 100;

/// Lets browsers do what the app does: the list each time, summaries and ROI hierarchy the first
/// time (later the browser has them), neurons and partners of each type that is looked at.
///
/// # Errors
/// When a proxy does not answer.
pub async fn simulate(subject: &Subject, browsers: usize) -> anyhow::Result<Session> {
    let proxy = Cold::start(subject, nothing_more).await?;
    let mut types = subject.evenly(TYPES);
    // In an address these two are no names.
    types.retain(|entry| !matches!(entry.name.as_str(), "." | ".."));
    let law = Law::of(types.len());
    let mut chance = fastrand::Rng::with_seed(1);
    let mut all: Vec<Browser> = Vec::new();
    for _ in 0..browsers {
        all.push(Browser::new(&proxy)?);
    }
    for visit in 0..VISITS {
        for browser in &mut all {
            browser.get(&["types"]).await?;
            if visit == 0 {
                browser.get(&["summaries"]).await?;
                browser.get(&["roi-hierarchy"]).await?;
            }
            for _ in 0..LOOKS {
                let name = &types[law.draw(chance.f64())].name;
                browser.get(&["types", name, "neurons"]).await?;
                if subject.dataset.partners {
                    browser.get(&["types", name, "partners"]).await?;
                }
            }
        }
    }
    let requests: u64 = all.iter().map(|browser| browser.requests).sum();
    let queries = proxy.upstream.sent();
    let hit_rate = 1.0 - queries as f64 / requests.max(1) as f64;
    let (visits, looks) = (VISITS, LOOKS);
    Ok(Session { browsers, visits, looks, types: types.len(), requests, queries, hit_rate })
}

/// One browser.
struct Browser<'p> {
    proxy: &'p Cold,
    http: reqwest::Client,
    list: Option<HeaderValue>,
    requests: u64,
}

impl Browser<'_> {
    fn new(proxy: &Cold) -> anyhow::Result<Browser<'_>> {
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok(Browser { proxy, http, list: None, requests: 0 })
    }

    /// Asks for something; for the list only whether it has changed.
    async fn get(&mut self, path: &[&str]) -> anyhow::Result<()> {
        let mut request = self.http.get(self.proxy.url(path)?).header(ACCEPT_ENCODING, "br, gzip");
        let is_list = path == ["types"];
        if let Some(tag) = self.list.as_ref().filter(|_| is_list) {
            request = request.header(IF_NONE_MATCH, tag);
        }
        let answer = request.send().await?.error_for_status()?;
        if is_list && answer.status() != StatusCode::NOT_MODIFIED {
            self.list = answer.headers().get(ETAG).cloned();
        }
        answer.bytes().await?;
        self.requests += 1;
        Ok(())
    }
}

/// Zipf's law: the sums of 1, 1/2, 1/3 …, as parts of the last one.
struct Law(Vec<f64>);

impl Law {
    fn of(count: usize) -> Law {
        let sums = (1..=count).scan(0.0, |sum, rank| {
            *sum += 1.0 / rank as f64;
            Some(*sum)
        });
        let sums: Vec<f64> = sums.collect();
        let whole = sums.last().copied().unwrap_or(1.0);
        Law(sums.into_iter().map(|sum| sum / whole).collect())
    }

    /// The rank, from 0, that a number from 0 to 1 stands for.
    fn draw(&self, number: f64) -> usize {
        self.0.partition_point(|sum| *sum < number).min(self.0.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_looked_at_twice_as_often_as_the_second() {
        let law = Law::of(3);
        // 1 : 1/2 : 1/3 are 6/11, 3/11 and 2/11.
        let drawn = |number: f64| law.draw(number);
        assert_eq!([0.0, 0.54, 0.55, 0.81, 0.82, 1.0].map(drawn), [0, 0, 1, 1, 2, 2]);
    }
}
