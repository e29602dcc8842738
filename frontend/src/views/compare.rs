//! A few types side by side: a column per type, a line per fact. Lines on which the types agree
//! are quieter than those on which they differ.

use leptos::prelude::*;
use shared::comparison::{self, APART, AttributeLine, MOST, RegionLine};
use shared::index::Index;
use shared::roi::{OutputUnit, Profile, Regions};
use shared::view::Way;
use shared::wire::Summary;

use super::bars::{side_bar, wide};
use super::keys;
use super::live::{flag, live};
use crate::format::{count, hundredths, number, percent_fine, sides_in_words, transmitter_class};
use crate::markup::{Html, html, view};
use crate::ranking::largest_first;
use crate::state::{State, use_state};

/// Values of an attribute shown by name; the others are counted.
const VALUES: usize = 3;

/// The comparison, or what it takes to have one.
#[component]
pub fn Compare() -> impl IntoView {
    let state = use_state();
    let names = Memo::new(move |_| basket(state));
    let shown = live(move || {
        let names = names.get();
        state.regions.track();
        let (types, missing): (Vec<_>, Vec<_>) =
            names.iter().map(|name| (name, state.summary(name))).partition(|it| it.1.is_some());
        if !missing.is_empty() && state.is_reading() {
            return view! { <p class="empty">"The types are being read."</p> }.into_any();
        }
        let missing = missing.into_iter().map(|(name, _)| name.clone()).collect();
        let types: Vec<Summary> = types.into_iter().filter_map(|(_, summary)| summary).collect();
        let all = types.len();
        view! {
            <Missing names=missing/>
            {match all {
                0 | 1 => view! { <TooFew all/> }.into_any(),
                _ => view! { <Table types=types.into_iter().take(MOST).collect() all/> }.into_any(),
            }}
        }
        .into_any()
    });
    // What is found stands here, so the search box and the skip link lead here.
    view! { <div id=keys::TYPES tabindex="-1">{shown}</div> }
}

/// The types in the basket, in natural order.
fn basket(state: State) -> Vec<String> {
    state.edition.track();
    let basket = state.view.with(|view| view.basket.clone());
    let mut missing = basket.clone();
    let mut names: Vec<String> = state.with_index(|index| {
        let ids = index.in_natural_order().iter();
        let names = ids.map(|id| &*index.entries[*id as usize].name);
        names.filter(|name| basket.contains(*name)).map(str::to_owned).collect()
    });
    missing.retain(|name| !names.contains(name));
    names.extend(missing);
    names
}

fn take_out(state: State, name: &str) {
    state.choose(|view| view.basket.retain(|other| other != name));
}

#[component]
fn TooFew(all: usize) -> impl IntoView {
    let words = match all {
        0 => "Nothing is picked to be compared.",
        _ => "One type alone cannot be compared.",
    };
    view! {
        <p class="empty">{words}" Pick two to six types in the list (the boxes beside their names, or the space bar); the basket keeps them over all searches."</p>
    }
}

#[component]
fn Missing(names: Vec<String>) -> impl IntoView {
    let state = use_state();
    let line = move |name: String| {
        let gone = name.clone();
        view! {
            <div class="notice">
                <span>"This dataset has no type "<b><bdi>{name}</bdi></b>"."</span>
                <button class="link" on:click=move |_| take_out(state, &gone)>"take it out of the basket"</button>
            </div>
        }
    };
    names.into_iter().map(line).collect_view()
}

#[component]
fn Table(types: Vec<Summary>, all: usize) -> impl IntoView {
    let state = use_state();
    let only_differences = RwSignal::new(false);
    let regions = state.regions.get_untracked();
    let profiles: Vec<Profile> = types.iter().map(|summary| regions.profile(summary)).collect();
    let too_many = (all > MOST).then(|| {
        let words = format!("Of the {all} types in the basket the first {MOST} are shown: more do not fit side by side.");
        view! { <p class="quiet">{words}</p> }
    });
    let columns = types.len() + 1;
    let regions = match state.with_index(Index::has_regions) {
        true => region_lines(&regions, &profiles, columns),
        false => Html::default(),
    };
    view! {
        <div class="compare-choices">
            {too_many}
            <label class="pill">
                <input type="checkbox" prop:checked=flag(move || only_differences.get())
                    on:change:target=move |event| only_differences.set(event.target().checked())/>
                "only what differs"
            </label>
        </div>
        <div class="compare" tabindex="0" role="region" aria-label="Comparison of types">
            <table class:only-differences=flag(move || only_differences.get())>
                {head(state, &types)}
                {numbers(&types, columns)}
                {attributes(&types, columns)}
                {regions}
            </table>
        </div>
    }
}

fn head(state: State, types: &[Summary]) -> impl IntoView + use<> {
    let column = move |summary: &Summary| {
        let name = summary.name.clone();
        let (opened, removed) = (name.clone(), name.clone());
        view! {
            <th scope="col">
                <span class="compared">
                    <button class="link" on:click=move |_| state.open_type(&opened)><bdi>{name.clone()}</bdi></button>
                    <button class="icon" aria-label=format!("Take {name} out of the comparison")
                        on:click=move |_| take_out(state, &removed)>"✕"</button>
                </span>
            </th>
        }
    };
    let columns = types.iter().map(column).collect_view();
    view! { <thead><tr><td></td>{columns}</tr></thead> }
}

/// The heading of a part of the table.
fn part(words: &str, notes: Option<Html>, columns: usize) -> Html {
    html! { <tr class="part-head"><th scope="colgroup" colspan=columns.to_string()><span>{words}{notes}</span></th></tr> }
}

fn line(name: Html, differs: bool, cells: impl Iterator<Item = Html>) -> Html {
    let class = if differs { "" } else { "same" };
    let cells: Html = cells.map(|cell| html! { <td>{cell}</td> }).collect();
    html! { <tr class=class><th scope="row">{name}</th>{cells}</tr> }
}

fn numbers(types: &[Summary], columns: usize) -> Html {
    let neurons = |summary: &Summary| Some(summary.neurons.total);
    let per_neuron = |n: u64, summary: &Summary| n.checked_div(summary.neurons.total);
    let sides = types.iter().map(|summary| {
        html! { <small>{sides_in_words(&summary.neurons)}</small>{side_bar(&summary.neurons)} }
    });
    let first = types.first().map(|summary| summary.neurons);
    let sides_differ = types.iter().any(|summary| Some(summary.neurons) != first);
    html! {
        <tbody>
            {part("Counts", None, columns)}
            {figures("neurons", types, &neurons)}
            {line(html! { "sides" }, sides_differ, sides)}
            {figures("inputs", types, &|it| Some(it.post))}
            {figures("outputs", types, &|it| it.downstream)}
            {figures("T-bars", types, &|it| Some(it.pre))}
            {figures("inputs per neuron", types, &|it| per_neuron(it.post, it))}
            {figures("outputs per neuron", types, &|it| per_neuron(it.downstream?, it))}
        </tbody>
    }
}

/// A line of numbers, each with a bar beside the largest; no line where no type has one.
fn figures(
    name: &str,
    types: &[Summary],
    figure: &dyn Fn(&Summary) -> Option<u64>,
) -> Option<Html> {
    let figures: Vec<Option<u64>> = types.iter().map(figure).collect();
    let most = figures.iter().flatten().copied().max()?;
    let differs = figures.iter().any(|other| *other != figures[0]);
    let cell = |n: &Option<u64>| match n {
        Some(n) => html! {
            <b>{number(*n)}</b>
            <i class=format!("figure {}", wide(*n as f64 / most.max(1) as f64))></i>
        },
        None => html! { <span class="quiet">"not known"</span> },
    };
    Some(line(html! { {name} }, differs, figures.iter().map(cell)))
}

fn attributes(types: &[Summary], columns: usize) -> Html {
    let totals: Vec<u64> = types.iter().map(|summary| summary.neurons.total).collect();
    let compared = comparison::attributes(types);
    if compared.is_empty() {
        return Html::default();
    }
    let lines: Html = compared.into_iter().map(|line| attribute(line, &totals)).collect();
    let notes = html! { <small>"what most neurons say"</small> };
    html! { <tbody>{part("Attributes", Some(notes), columns)}{lines}</tbody> }
}

fn attribute(compared: AttributeLine, totals: &[u64]) -> Html {
    let is_transmitter = shared::neuron::Attribute::TRANSMITTER.contains(&compared.attribute);
    let cell = |(values, total): (&Vec<(String, u64)>, &u64)| {
        if values.is_empty() {
            return html! { <span class="quiet">"none"</span> };
        }
        let rest = values.len().saturating_sub(VALUES);
        let one = |(value, neurons): &(String, u64)| {
            let dot = is_transmitter
                .then(|| html! { <span class=transmitter_class(value) aria-hidden="true"></span> });
            let neurons = (neurons != total).then(|| html! { <small>{number(*neurons)}</small> });
            html! { <span class="said">{dot}<bdi>{compared.attribute.value_label(value)}</bdi>" "{neurons}</span> }
        };
        let shown = values.iter().take(VALUES).map(one).collect::<Html>();
        let more = (rest > 0).then(|| html! { <small>{format!("and {rest} more")}</small> });
        html! { {shown}{more} }
    };
    let cells = compared.values.iter().zip(totals).map(cell);
    line(html! { {compared.attribute.label()} }, compared.differs, cells)
}

fn region_lines(regions: &Regions, profiles: &[Profile], columns: usize) -> Html {
    let (lines, few) = comparison::regions(regions, profiles);
    let lines = largest_first(lines, |line| match line.region {
        Some(_) => line.most(),
        None => -1.0,
    });
    let most = lines.iter().map(RegionLine::most).fold(0.0, f64::max);
    let shown: Html = lines.iter().map(|it| region_line(regions, it, most)).collect();
    let few = (few > 0).then(|| {
        let words = format!("{}, each with less than 1 % of every type", count(few as u64, "more region"));
        html! { <tr class="same"><th scope="row" colspan=columns.to_string()><small>{words}</small></th></tr> }
    });
    let unit = if profiles.iter().any(|profile| profile.unit == OutputUnit::Tbars) {
        "% of outputs (T-bars where nothing else is known)"
    } else {
        "% of outputs"
    };
    let notes = html! {
        <small>
            <span class="swatch input" aria-hidden="true"></span>"% of inputs "
            <span class="swatch output" aria-hidden="true"></span>{unit}
        </small>
    };
    let alike: Html =
        Way::ALL.into_iter().filter_map(|way| likeness_line(regions, profiles, way)).collect();
    html! { <tbody>{part("Regions", Some(notes), columns)}{alike}{shown}{few}</tbody> }
}

fn likeness_line(regions: &Regions, profiles: &[Profile], way: Way) -> Option<Html> {
    let first = profiles.first()?;
    let cell = |(at, profile): (usize, &Profile)| match at {
        0 => html! { <span class="quiet">"1"</span> },
        _ => match comparison::likeness(first, profile, way, regions) {
            Some(like) => html! { <b>{hundredths(like)}</b> },
            None => html! { <span class="quiet">"none"</span> },
        },
    };
    let name = html! {
        {format!("{} like the first", way.word())}<small class="full">"cosine of the shares"</small>
    };
    let cells = profiles.iter().enumerate().map(cell);
    Some(line(name, true, cells))
}

/// `most` is the largest share of the whole comparison: its bar is the longest.
fn region_line(regions: &Regions, compared: &RegionLine, most: f64) -> Html {
    let region = compared.region.and_then(|id| regions.all.get(usize::from(id)));
    let name = region.map_or("outside", |region| &region.name);
    let full = region.map_or(Some("in no primary region"), |region| region.full_name.as_deref());
    let full = full.map(|full| html! { <small class="full">{full}</small> });
    let name = html! { <bdi>{name}</bdi>{full} };
    let bar = |share: f64| {
        // The number stands in the last part of the track, which no bar reaches.
        (share > 0.0).then(|| html! { <i class=wide(share / most * 0.46)></i> })
    };
    let cell = |[input, output]: &[f64; 2]| {
        let spoken =
            format!("{} % of inputs, {} % of outputs", percent_fine(*input), percent_fine(*output));
        html! {
            <div class="mirrored" role="img" aria-label=spoken>
                <div class="of-input">{bar(*input)}<em>{percent_fine(*input)}</em></div>
                <div class="of-output">{bar(*output)}<em>{percent_fine(*output)}</em></div>
            </div>
        }
    };
    let cells = compared.shares.iter().map(cell);
    line(name, compared.apart >= APART, cells)
}
