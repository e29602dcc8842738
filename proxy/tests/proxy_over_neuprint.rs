//! The proxy in front of a neuPrint server, both on real sockets.

mod fixture;
mod support;

use std::collections::BTreeMap;

use fixture::Fixture;
use fixture::attacks::ATTACKS;
use fixture::data::{self, HEMIBRAIN, HIDDEN};
use quickpage::source::neuprint::{Neuprint, Options};
use shared::wire::{Body, Dataset, RoiHierarchy, TypeList};
use support::{Proxy, Settings, Stream};

async fn proxy_over(fixture: &Fixture, change: impl FnOnce(&mut Settings)) -> Proxy {
    // Another test may have been first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let source = Neuprint::new(Options::new(fixture.url())).expect("good options");
    Proxy::with(source, change).await
}

/// Neurons and inputs of each type, straight from the server's nodes; an empty name is no type.
fn expected(dataset: &str) -> BTreeMap<String, (u64, u64)> {
    let datasets = data::datasets();
    let dataset = datasets.iter().find(|it| it.name == dataset).expect("a dataset");
    let sums = |(name, neurons): (String, u64)| {
        let post = dataset.sum(&name, "post");
        (name, (neurons, post))
    };
    dataset.types().into_iter().filter(|(name, _)| !name.is_empty()).map(sums).collect()
}

#[tokio::test]
async fn every_type_is_answered_whatever_its_name_in_few_queries() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |_| {}).await;
    let dataset = HEMIBRAIN;
    let stream = proxy.summaries(dataset).await;
    assert_eq!(stream.end.failed, 0, "{:?}", stream.failed);
    let found: BTreeMap<String, (u64, u64)> = stream
        .summaries
        .iter()
        .map(|(name, summary)| (name.clone(), (summary.neurons.total, summary.post)))
        .collect();
    assert_eq!(found, expected(dataset));
    for (attack, _) in ATTACKS {
        assert!(found.contains_key(*attack), "{attack:?} is a type of the fixture");
    }
    assert!(fixture.query_count() < 10, "{} queries", fixture.query_count());
    let list: TypeList = proxy.json(&format!("datasets/{dataset}/types")).await;
    assert_eq!(list.types.len(), found.len());
}

#[tokio::test]
async fn an_attack_posted_alone_finds_its_own_neurons_only() {
    let fixture = Fixture::start().await;
    let expected = expected(HEMIBRAIN);
    for (attack, _) in ATTACKS {
        let proxy = proxy_over(&fixture, |_| {}).await;
        let response = proxy.post_types(HEMIBRAIN, &[attack]).await;
        let stream = Stream::read(&response.text().await.expect("a stream"));
        let summary = &stream.summaries[*attack];
        assert_eq!((summary.neurons.total, summary.post), expected[*attack], "{attack:?}");
    }
}

#[tokio::test]
async fn only_listed_datasets_are_answered_for_by_their_exact_names() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |_| {}).await;
    let datasets: Vec<Dataset> = proxy.json("datasets").await;
    assert!(datasets.iter().any(|it| it.name == HEMIBRAIN && it.licence.is_some()));
    assert!(datasets.iter().all(|it| it.name != HIDDEN));
    let queries = fixture.query_count();
    for name in [HIDDEN.to_owned(), HEMIBRAIN.to_uppercase()] {
        let response = proxy.get(&format!("datasets/{name}/types")).await;
        assert_eq!(response.status(), 404, "{name}");
    }
    assert_eq!(fixture.query_count(), queries, "no query was sent for them");
}

#[tokio::test]
async fn queries_at_neuprint_keep_to_their_limit() {
    let fixture = Fixture::start().await;
    fixture.set_delay(std::time::Duration::from_millis(20));
    let limits = |it: &mut Settings| {
        it.limits.max_queries = 2;
        it.limits.batch_neurons = 1;
    };
    let proxy = proxy_over(&fixture, limits).await;
    proxy.summaries(HEMIBRAIN).await;
    assert_eq!(fixture.most_queries_at_once(), 2);
}

#[tokio::test]
async fn bodies_and_hierarchy_come_through() {
    let fixture = Fixture::start().await;
    let proxy = proxy_over(&fixture, |_| {}).await;
    let hierarchy: RoiHierarchy = proxy.json(&format!("datasets/{HEMIBRAIN}/roi-hierarchy")).await;
    assert!(hierarchy.hierarchy.is_some() && !hierarchy.primary.is_empty());
    let list: shared::wire::NeuronList = proxy
        .json(&format!("datasets/{HEMIBRAIN}/types/{}/neurons", proxy_type(&proxy).await))
        .await;
    let id = &list.neurons[0].body_id;
    let body: Body = proxy.json(&format!("datasets/{HEMIBRAIN}/bodies/{id}")).await;
    assert_eq!(body.type_name.as_ref(), Some(&list.name));
}

/// A type whose name needs no escaping in a path.
async fn proxy_type(proxy: &Proxy) -> String {
    let list: TypeList = proxy.json(&format!("datasets/{HEMIBRAIN}/types")).await;
    let mut names = list.types.into_iter().map(|entry| entry.name);
    names.find(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric())).expect("a plain name")
}
