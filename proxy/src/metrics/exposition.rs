//! All figures as Prometheus reads them.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric, MetricEncoder};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use shared::wire::DatasetStatus;

use crate::http::Served;
use crate::metrics::queries::Queries;
use crate::upstream::Upstream;

/// The content type of [`text`].
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The figures of this proxy, in the text format of OpenMetrics.
pub fn text(served: &Arc<Served>) -> String {
    let mut registry = Registry::with_prefix("quickpage");
    registry.register_collector(Box::new(Scrape(served.clone())));
    let mut text = String::new();
    // Writing to memory does not fail.
    let _ = encode(&mut text, &registry);
    text
}

struct Scrape(Arc<Served>);

impl fmt::Debug for Scrape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scrape")
    }
}

impl Collector for Scrape {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut families = Families(encoder);
        let upstreams = self.0.datasets.upstreams();
        families.queries(upstreams)?;
        families.batches(upstreams)?;
        families.places(upstreams)?;
        families.caches(&self.0)?;
        families.datasets(&self.0)?;
        families.requests(&self.0)
    }
}

/// The labels of one series.
type Labels = Vec<(&'static str, String)>;

struct Families<'a>(DescriptorEncoder<'a>);

impl Families<'_> {
    fn queries(&mut self, upstreams: &[Arc<Upstream>]) -> fmt::Result {
        let ended = per_source(upstreams, |it| {
            let kinds = it.ended.iter();
            kinds.flat_map(|(kind, outcomes)| {
                outcomes.iter().map(move |(outcome, count)| {
                    (vec![("kind", kind.into()), ("outcome", outcome.into())], count.now())
                })
            })
        });
        self.counters("queries", "Queries to the source that have ended", ended)?;
        let seconds = per_source(upstreams, |it| {
            it.seconds.iter().map(|(kind, seconds)| (vec![("kind", kind.into())], seconds))
        });
        self.histograms("query_seconds", "How long queries took", seconds)?;
        let not_sent = per_source(upstreams, |it| {
            it.not_sent.iter().map(|(why, count)| (vec![("reason", why.into())], count.now()))
        });
        self.counters("queries_not_sent", "Queries that were not sent, by the reason", not_sent)?;
        let retries = per_source(upstreams, |it| {
            it.retries.iter().flat_map(|(again, budgets)| {
                budgets.iter().map(move |(budget, count)| {
                    (vec![("as", again.into()), ("budget", budget.into())], count.now())
                })
            })
        });
        let help = "Failed queries to be sent once more, as a whole or in halves";
        self.counters("retries", help, retries)
    }

    fn batches(&mut self, upstreams: &[Arc<Upstream>]) -> fmt::Result {
        let wanted = per_source(upstreams, |it| {
            it.wanted.iter().map(|(found, count)| (vec![("found", found.into())], count.now()))
        });
        self.counters("summaries", "Summaries that clients asked for", wanted)?;
        let types = per_source(upstreams, |it| [(vec![], &it.batch_types)]);
        self.histograms("batch_types", "Types per batch that was read", types)?;
        let neurons = per_source(upstreams, |it| [(vec![], &it.batch_neurons)]);
        self.histograms("batch_neurons", "Neurons per batch that was read", neurons)?;
        let lost = per_source(upstreams, |it| {
            it.rows_lost.iter().map(|(why, count)| (vec![("reason", why.into())], count.now()))
        });
        let help = "Rows that could not be used, whole (body_id, other_type, twice) or in part";
        self.counters("rows_lost", help, lost)?;
        let count =
            |figure: fn(&Queries) -> u64| per_source(upstreams, move |it| [(vec![], figure(it))]);
        let help = "Batches that failed and were sent again in halves";
        self.counters("batches_halved", help, count(|it| it.halved.now()))?;
        let poisonous = count(|it| it.poisonous.now());
        self.counters("types_poisonous", "Types whose query failed alone", poisonous)?;
        let help = "Types that had another number of neurons than their list says";
        self.counters("types_unlike_list", help, count(|it| it.unlike_list.now()))
    }

    /// What is going on at the sources at this moment.
    fn places(&mut self, upstreams: &[Arc<Upstream>]) -> fmt::Result {
        type Figure = fn(&Upstream) -> u64;
        let gauges: [(&str, &str, Figure); 8] = [
            ("queries_in_progress", "Permits that are taken", |it| it.load().taken as u64),
            ("queries_limit", "Permits that there are now", |it| it.load().limit as u64),
            ("queries_most", "Permits that there may ever be", |it| it.most() as u64),
            ("queries_waiting", "Queries that wait for a permit", |it| it.load().waiting as u64),
            (
                "queries_held_back",
                "Permits of queries that were given up but may still run",
                |it| it.held_back() as u64,
            ),
            ("circuit_open", "1 while the source is left alone after failures", |it| {
                u64::from(it.is_resting())
            }),
            ("paused", "1 while the operator has paused queries", |it| u64::from(it.is_paused())),
            ("auth_failed", "1 while the source refuses the proxy's identity", |it| {
                u64::from(it.tallies().identity_is_refused())
            }),
        ];
        for (name, help, figure) in gauges {
            let values = upstreams.iter().enumerate();
            let values = values.map(|(at, upstream)| (vec![source(at)], figure(upstream)));
            self.gauges(name, help, values)?;
        }
        Ok(())
    }

    fn caches(&mut self, served: &Served) -> fmt::Result {
        let tallies = served.datasets.tallies();
        let details = tallies.details.iter().flat_map(|(kind, found)| {
            found.iter().map(move |(found, count)| {
                (vec![("kind", kind.into()), ("found", found.into())], count.now())
            })
        });
        self.counters("details", "Neurons and partners of types that were asked for", details)?;
        let hierarchies = tallies.hierarchies.iter();
        let hierarchies =
            hierarchies.map(|(from, count)| (vec![("from", from.into())], count.now()));
        self.counters("roi_hierarchies", "Where ROI hierarchies were taken from", hierarchies)?;
        let (kept, bytes) = served.datasets.details_kept();
        self.gauge("details_kept", "Neuron lists and partners in memory", kept)?;
        self.gauge("details_bytes", "Memory that they take", bytes)
    }

    /// Only datasets that a source lists can be open.
    fn datasets(&mut self, served: &Served) -> fmt::Result {
        type Figure = fn(&DatasetStatus) -> u64;
        let open = served.datasets.status();
        let gauges: [(&str, &str, Figure); 6] = [
            ("dataset_types", "Types in the list", |it| it.types),
            ("dataset_summaries", "Types whose summary is known", |it| it.summaries),
            ("dataset_waiting", "Types waiting for a batch or in one", |it| it.waiting),
            ("dataset_unconfirmed_seconds", "Since the source last confirmed the version", |it| {
                it.confirmed_seconds_ago
            }),
            ("dataset_bytes", "Memory that it takes", |it| it.bytes),
            ("dataset_unreadable", "Rows that could not be read, whole or in part", |it| {
                it.unreadable
            }),
        ];
        for (name, help, figure) in gauges {
            let values = open.iter();
            let values = values.map(|(name, it)| (vec![("dataset", name.clone())], figure(it)));
            self.gauges(name, help, values)?;
        }
        Ok(())
    }

    fn requests(&mut self, served: &Served) -> fmt::Result {
        let requests = &served.requests;
        let ended = requests.ended.iter().flat_map(|(route, classes)| {
            classes.iter().map(move |(class, count)| {
                (vec![("route", route.into()), ("status", class.into())], count.now())
            })
        });
        self.counters("requests", "Requests that have ended", ended)?;
        let seconds = requests.seconds.iter();
        let seconds = seconds.map(|(route, seconds)| (vec![("route", route.into())], seconds));
        let help = "How long requests took, to the last byte of the answer";
        self.histograms("request_seconds", help, seconds)?;
        let refused = requests.refused.now();
        self.counter("requests_refused", "Requests refused while too many ran", refused)?;
        let stale = requests.stale.now();
        self.counter("stale_answers", "Answers that were not confirmed for some time", stale)?;
        let gauge = served.admission.requests();
        self.gauge("requests_in_progress", "Requests in progress", gauge.now)?;
        self.gauge("requests_limit", "Requests that may be in progress", gauge.limit)?;
        self.gauge("uptime_seconds", "Since the start", served.started.elapsed().as_secs())
    }

    fn counter(&mut self, name: &str, help: &str, count: u64) -> fmt::Result {
        let encoder = self.0.encode_descriptor(name, help, None, MetricType::Counter)?;
        ConstCounter::new(count).encode(encoder)
    }

    fn gauge(&mut self, name: &str, help: &str, now: u64) -> fmt::Result {
        let encoder = self.0.encode_descriptor(name, help, None, MetricType::Gauge)?;
        ConstGauge::new(now as f64).encode(encoder)
    }

    fn counters(
        &mut self,
        name: &str,
        help: &str,
        series: impl IntoIterator<Item = (Labels, u64)>,
    ) -> fmt::Result {
        let encode =
            |count: &u64, encoder: MetricEncoder<'_>| ConstCounter::new(*count).encode(encoder);
        self.family(name, help, MetricType::Counter, series, encode)
    }

    fn gauges(
        &mut self,
        name: &str,
        help: &str,
        series: impl IntoIterator<Item = (Labels, u64)>,
    ) -> fmt::Result {
        let encode =
            |now: &u64, encoder: MetricEncoder<'_>| ConstGauge::new(*now as f64).encode(encoder);
        self.family(name, help, MetricType::Gauge, series, encode)
    }

    fn histograms<'h>(
        &mut self,
        name: &str,
        help: &str,
        series: impl IntoIterator<Item = (Labels, &'h Histogram)>,
    ) -> fmt::Result {
        let encode = |it: &&Histogram, encoder: MetricEncoder<'_>| it.encode(encoder);
        self.family(name, help, MetricType::Histogram, series, encode)
    }

    fn family<T>(
        &mut self,
        name: &str,
        help: &str,
        kind: MetricType,
        series: impl IntoIterator<Item = (Labels, T)>,
        encode: impl Fn(&T, MetricEncoder<'_>) -> fmt::Result,
    ) -> fmt::Result {
        let mut family = self.0.encode_descriptor(name, help, None, kind)?;
        for (labels, value) in series {
            encode(&value, family.encode_family(&labels)?)?;
        }
        Ok(())
    }
}

/// The series of each source, with its place in the order of the sources as a label.
fn per_source<'u, T: 'u, S: IntoIterator<Item = (Labels, T)>>(
    upstreams: &'u [Arc<Upstream>],
    series: impl Fn(&'u Queries) -> S,
) -> impl Iterator<Item = (Labels, T)> {
    upstreams.iter().enumerate().flat_map(move |(at, upstream)| {
        let series: Vec<(Labels, T)> = series(upstream.tallies()).into_iter().collect();
        series.into_iter().map(move |(mut labels, value)| {
            labels.insert(0, source(at));
            (labels, value)
        })
    })
}

fn source(at: usize) -> (&'static str, String) {
    ("source", (at + 1).to_string())
}
