//! The filter by neurons per type: bars to click, and two numbers for any bounds.

use leptos::prelude::*;
use shared::index::Measure;
use shared::view::Bounds;

use super::live::{flag, text};
use crate::choice::{bin_bounds, bin_is_within, bounds_in_words};
use crate::format::{count, number};
use crate::markup::view;
use crate::state::{State, use_state};

/// Labels of the axis: bins that begin with a power of ten.
const LABELLED: [u64; 4] = [1, 10, 100, 1_000];

/// The filter.
#[component]
pub fn Histogram(measure: Measure) -> impl IntoView {
    let state = use_state();
    let words = text(move || match bounds_in_words(state.view.with(|view| view.bounds(measure))) {
        words if words.is_empty() => "any".to_owned(),
        words => words,
    });
    let id = format!("filter-{}", measure.key());
    let bars = (0..measure.bins().len()).map(|bin| view! { <Bar measure bin/> }).collect_view();
    let labels = measure
        .bins()
        .iter()
        .map(|from| view! { <span>{LABELLED.contains(from).then(|| number(*from))}</span> })
        .collect_view();
    view! {
        <div class="filter" role="group" aria-labelledby=id>
            <h3 id=id.clone()>{measure.label()}<small>{words}</small></h3>
            <div class="bins">{bars}</div>
            <div class="axis" aria-hidden="true">{labels}</div>
            <div class="bounds">
                <Bound measure label="least" get=|bounds| bounds.least set=|bounds, n| bounds.least = n/>
                <Bound measure label="most" get=|bounds| bounds.most set=|bounds, n| bounds.most = n/>
            </div>
        </div>
    }
}

/// Not reached by Tab: the two numbers do the same for the keyboard.
#[component]
fn Bar(measure: Measure, bin: usize) -> impl IntoView {
    let state = use_state();
    let counts = move || {
        state
            .answer
            .with(|answer| answer.0.counts.measures.get(&measure).cloned().unwrap_or_default())
    };
    let types = move || counts().get(bin).copied().unwrap_or(0);
    let height = move || {
        let most = counts().iter().copied().max().unwrap_or(0);
        format!("{}%", height(types(), most).round() as u32)
    };
    let bounds = bin_bounds(measure, bin);
    let neurons = bounds_in_words(bounds);
    let title = text(move || format!("{neurons}: {}", count(types().into(), "type")));
    view! {
        <button
            class="bin"
            class:within=flag(move || state.view.with(|view| bin_is_within(measure, bin, view.bounds(measure))))
            tabindex="-1"
            aria-label=title
            title=title
            on:click=move |event| {
                let extends = event.shift_key();
                state.choose(|view| {
                    let clicked = clicked(view.bounds(measure), bounds, extends);
                    view.set_bounds(measure, clicked);
                });
            }
        ><i style:height=text(height)></i></button>
    }
}

/// By the square root: bins differ a thousandfold, and the small ones are clicked too.
fn height(types: u32, most: u32) -> f64 {
    match types {
        0 => 0.0,
        n => (100.0 * (f64::from(n) / f64::from(most.max(1))).sqrt()).max(6.0),
    }
}

/// The same bar again takes it back; with Shift the bounds reach as far as the bar.
fn clicked(before: Bounds, bar: Bounds, extends: bool) -> Bounds {
    if before == bar {
        Bounds::default()
    } else if extends && before != Bounds::default() {
        let least = before.least.zip(bar.least).map(|(a, b)| a.min(b));
        let most = before.most.zip(bar.most).map(|(a, b)| a.max(b));
        Bounds { least, most }
    } else {
        bar
    }
}

#[component]
fn Bound(
    measure: Measure,
    label: &'static str,
    get: fn(&Bounds) -> Option<u64>,
    set: fn(&mut Bounds, Option<u64>),
) -> impl IntoView {
    let state: State = use_state();
    let value = move || state.view.with(|view| get(&view.bounds(measure)));
    view! {
        <label>
            {label}
            <input
                type="number"
                min="1"
                step="1"
                inputmode="numeric"
                placeholder="any"
                aria-label=format!("{}, at {label}", measure.label())
                prop:value=text(move || value().map(|n| n.to_string()).unwrap_or_default())
                on:input:target=move |event| {
                    let n = event.target().value().trim().parse().ok();
                    state.refine(|view| {
                        let mut bounds = view.bounds(measure);
                        set(&mut bounds, n);
                        view.set_bounds(measure, bounds);
                    });
                }
            />
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_narrows_to_itself_again_opens_and_shift_extends() {
        let bin_bounds = |bin| bin_bounds(Measure::Neurons, bin);
        let (two, ten) = (bin_bounds(1), bin_bounds(5));
        assert_eq!(clicked(Bounds::default(), two, false), two);
        assert_eq!(clicked(two, two, false), Bounds::default());
        assert_eq!(clicked(two, ten, true), Bounds { least: Some(2), most: Some(19) });
        assert_eq!(clicked(two, bin_bounds(12), true), Bounds { least: Some(2), most: None });
    }
}
