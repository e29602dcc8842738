//! The view as the query string of a URL.
//!
//! Several values are the key repeated; an excluded value has a `!` before it. A chosen value
//! that is empty or begins with `!` or `\` gets a `\` before it, which reading takes off again.

use std::collections::BTreeSet;

use form_urlencoded::Serializer;

use super::{Bounds, RegionFilter, Sort, SortBy, View};
use crate::index::Facet;

pub(super) fn write(view: &View) -> String {
    let mut query = Query(Serializer::new(String::new()));
    query.optional("dataset", view.dataset.as_deref());
    if !view.text.is_empty() {
        query.pair("q", &view.text);
    }
    query.regions("in", "in.min", &view.input);
    query.regions("out", "out.min", &view.output);
    for (facet, choice) in &view.facets {
        query.values(facet.key(), &choice.any, &choice.none);
    }
    if !view.neurons.is_open() {
        query.pair("n", &written_bounds(view.neurons));
    }
    if let Some(sort) = view.sort {
        query.pair("sort", &written_sort(sort));
    }
    query.optional("type", view.open.as_deref());
    query.0.finish()
}

struct Query(Serializer<'static, String>);

impl Query {
    fn pair(&mut self, key: &str, value: &str) {
        self.0.append_pair(key, value);
    }

    fn optional(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.pair(key, &escaped(value));
        }
    }

    fn values<'a>(
        &mut self,
        key: &str,
        any: impl IntoIterator<Item = &'a String>,
        none: impl IntoIterator<Item = &'a String>,
    ) {
        for value in any {
            self.pair(key, &escaped(value));
        }
        for value in none {
            self.pair(key, &format!("!{value}"));
        }
    }

    fn regions(&mut self, key: &str, threshold_key: &str, filter: &RegionFilter) {
        self.values(key, &filter.any, &filter.none);
        if filter.threshold != RegionFilter::THRESHOLD {
            self.pair(threshold_key, &filter.threshold.to_string());
        }
    }
}

fn escaped(value: &str) -> String {
    match value.starts_with(['!', '\\']) || value.is_empty() {
        true => format!("\\{value}"),
        false => value.to_owned(),
    }
}

fn written_bounds(bounds: Bounds) -> String {
    let written = |bound: Option<u64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    format!("{}..{}", written(bounds.least), written(bounds.most))
}

const SORTS: [(SortBy, &str); 5] = [
    (SortBy::Name, "name"),
    (SortBy::Neurons, "neurons"),
    (SortBy::Inputs, "inputs"),
    (SortBy::Outputs, "outputs"),
    (SortBy::Imbalance, "imbalance"),
];

fn written_sort(sort: Sort) -> String {
    let name = SORTS.iter().find(|(by, _)| *by == sort.by).map_or("", |(_, name)| name);
    format!("{}{name}", if sort.descending { "-" } else { "" })
}

pub(super) fn read(query: &str) -> View {
    let mut view = View::default();
    let query = query.strip_prefix('?').unwrap_or(query);
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        read_pair(&mut view, &key, &value);
    }
    view
}

fn read_pair(view: &mut View, key: &str, value: &str) {
    match key {
        "dataset" => view.dataset = unescaped(value),
        "q" => view.text = value.to_owned(),
        "in" => read_region(&mut view.input, value),
        "out" => read_region(&mut view.output, value),
        "in.min" => read_threshold(&mut view.input, value),
        "out.min" => read_threshold(&mut view.output, value),
        "n" => view.neurons = read_bounds(value).unwrap_or(view.neurons),
        "sort" => view.sort = read_sort(value).or(view.sort),
        "type" => view.open = unescaped(value),
        _ => read_facet(view, key, value),
    }
}

fn read_facet(view: &mut View, key: &str, value: &str) {
    let facet = Facet::ALL.into_iter().find(|facet| facet.key() == key);
    if let (Some(facet), Some(value)) = (facet, Value::read(value)) {
        let choice = view.facets.entry(facet).or_default();
        value.put_into(&mut choice.any, &mut choice.none);
    }
}

fn read_region(filter: &mut RegionFilter, value: &str) {
    if let Some(value) = Value::read(value) {
        value.put_into(&mut filter.any, &mut filter.none);
    }
}

enum Value {
    Chosen(String),
    Excluded(String),
}

impl Value {
    /// `None` for a key without a value.
    fn read(text: &str) -> Option<Value> {
        match text.strip_prefix('!') {
            Some(excluded) => Some(Value::Excluded(excluded.to_owned())),
            None => unescaped(text).map(Value::Chosen),
        }
    }

    fn put_into(self, any: &mut BTreeSet<String>, none: &mut BTreeSet<String>) {
        match self {
            Value::Chosen(value) => any.insert(value),
            Value::Excluded(value) => none.insert(value),
        };
    }
}

fn unescaped(text: &str) -> Option<String> {
    let value = text.strip_prefix('\\').unwrap_or(text);
    (!text.is_empty()).then(|| value.to_owned())
}

fn read_threshold(filter: &mut RegionFilter, text: &str) {
    match text.parse() {
        Ok(threshold) if threshold > 0.0 && threshold <= 100.0 => filter.threshold = threshold,
        _ => {}
    }
}

/// `4..100`, `4..`, `..100`; a single number is both bounds.
fn read_bounds(text: &str) -> Option<Bounds> {
    let bound = |text: &str| match text {
        "" => Some(None),
        _ => text.parse().ok().map(Some),
    };
    let (least, most) = text.split_once("..").unwrap_or((text, text));
    Some(Bounds { least: bound(least)?, most: bound(most)? })
}

fn read_sort(text: &str) -> Option<Sort> {
    let (descending, name) = match text.strip_prefix('-') {
        Some(name) => (true, name),
        None => (false, text),
    };
    let (by, _) = SORTS.into_iter().find(|(_, written)| *written == name)?;
    Some(Sort { by, descending })
}
