//! The view as the query string of a URL.
//!
//! Several values are the key repeated; an excluded value has a `!` before it. A chosen value
//! that is empty or begins with `!` or `\` gets a `\` before it, which reading takes off again.
//! `all=KEY` says that all chosen values of that filter must be there; `in.min` is a share in
//! percent, or a number of connections with an `n` behind it; `also` is a further condition as the
//! query line writes it.

use std::collections::BTreeSet;

use form_urlencoded::Serializer;

use super::{Bounds, Column, Layout, Mode, RegionFilter, Rows, Sort, SortBy, Threshold, View, Way};
use crate::index::{Facet, Measure};
use crate::line;

pub(super) fn write(view: &View) -> String {
    let mut query = Query(Serializer::new(String::new()));
    query.optional("dataset", view.dataset.as_deref());
    if !view.text.is_empty() {
        query.pair("q", &view.text);
    }
    for way in Way::ALL {
        query.regions(way.key(), way.of(view));
    }
    for (facet, choice) in &view.facets {
        query.values(facet.key(), &choice.any, &choice.none);
        query.mode(facet.key(), choice.mode);
    }
    for (measure, bounds) in view.measures.iter().filter(|(_, bounds)| !bounds.is_open()) {
        query.pair(measure.key(), &written_bounds(*bounds));
    }
    for expression in &view.also {
        query.pair("also", &line::written(expression));
    }
    for name in &view.basket {
        query.pair("basket", &escaped(name));
    }
    if view.only_basket {
        query.pair("only", "basket");
    }
    if let Some(sort) = view.sort {
        query.pair("sort", &written_sort(sort));
    }
    let layout = LAYOUTS.iter().find(|(layout, _)| *layout == view.layout);
    query.optional("view", layout.map(|(_, name)| *name));
    query.optional("heat", view.heat.written().as_deref());
    query.optional("heat.by", view.heat.by());
    if let Some(columns) = &view.columns {
        query.pair("columns", &Column::write(columns));
    }
    query.optional("type", view.open.as_deref());
    query.0.finish()
}

/// The list is the page as it opens.
const LAYOUTS: [(Layout, &str); 3] =
    [(Layout::Cards, "cards"), (Layout::Heatmap, "heatmap"), (Layout::Compare, "compare")];

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

    fn mode(&mut self, key: &str, mode: Mode) {
        if mode == Mode::All {
            self.pair("all", key);
        }
    }

    fn regions(&mut self, key: &str, filter: &RegionFilter) {
        self.values(key, &filter.any, &filter.none);
        if filter.threshold != Threshold::default() {
            self.pair(&format!("{key}.min"), &written_threshold(filter.threshold));
        }
        self.mode(key, filter.mode);
    }
}

fn escaped(value: &str) -> String {
    match value.starts_with(['!', '\\']) || value.is_empty() {
        true => format!("\\{value}"),
        false => value.to_owned(),
    }
}

fn written_threshold(threshold: Threshold) -> String {
    match threshold {
        Threshold::Share(percent) => percent.to_string(),
        Threshold::Connections(least) => format!("{least}n"),
    }
}

fn written_bounds(bounds: Bounds) -> String {
    let written = |bound: Option<u64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    format!("{}..{}", written(bounds.least), written(bounds.most))
}

const SORTS: [(SortBy, &str); 7] = [
    (SortBy::Name, "name"),
    (SortBy::Neurons, "neurons"),
    (SortBy::Inputs, "inputs"),
    (SortBy::Outputs, "outputs"),
    (SortBy::Imbalance, "imbalance"),
    (SortBy::InputsPerNeuron, "inputsPerNeuron"),
    (SortBy::OutputsPerNeuron, "outputsPerNeuron"),
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
        "all" => read_mode(view, value),
        "also" => view.also.extend(line::expression(value)),
        "basket" => view.basket.extend(unescaped(value)),
        "only" => view.only_basket = value == "basket",
        "sort" => view.sort = read_sort(value).or(view.sort),
        "view" => {
            let layout = LAYOUTS.iter().find(|(_, name)| *name == value);
            view.layout = layout.map_or(view.layout, |(layout, _)| *layout);
        }
        "heat" => view.heat.read(value),
        "heat.by" => view.heat.rows = unescaped(value).map_or(Rows::Listed, Rows::By),
        "columns" => view.columns = Some(Column::read(value)),
        "type" => view.open = unescaped(value),
        _ => read_filter(view, key, value),
    }
}

fn facet_of(key: &str) -> Option<Facet> {
    Facet::ALL.into_iter().find(|facet| facet.key() == key)
}

fn read_filter(view: &mut View, key: &str, value: &str) {
    if let Some(measure) = Measure::ALL.into_iter().find(|measure| measure.key() == key) {
        let bounds = read_bounds(value).unwrap_or(view.bounds(measure));
        view.set_bounds(measure, bounds);
    } else if let (Some(facet), Some(value)) = (facet_of(key), Value::read(value)) {
        let choice = view.facets.entry(facet).or_default();
        value.spelt_for(facet).put_into(&mut choice.any, &mut choice.none);
    }
}

fn read_mode(view: &mut View, key: &str) {
    match key {
        "in" => view.input.mode = Mode::All,
        "out" => view.output.mode = Mode::All,
        key => {
            if let Some(facet) = facet_of(key) {
                view.facets.entry(facet).or_default().mode = Mode::All;
            }
        }
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

    /// As values of the facet are spelt: an address may be written by hand.
    fn spelt_for(self, facet: Facet) -> Value {
        let spelt = |value: String| facet.spelt(&value).to_owned();
        match self {
            Value::Chosen(value) => Value::Chosen(spelt(value)),
            Value::Excluded(value) => Value::Excluded(spelt(value)),
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
    let read = match text.strip_suffix('n') {
        Some(least) => least.parse().ok().filter(|n| *n > 0).map(Threshold::Connections),
        None => {
            let percent = text.parse().ok().filter(|n| *n > 0.0 && *n <= 100.0);
            percent.map(Threshold::Share)
        }
    };
    filter.threshold = read.unwrap_or(filter.threshold);
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
