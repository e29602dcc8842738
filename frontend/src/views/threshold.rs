//! What counts as being in a region: a share of a type's synapses.

use leptos::prelude::*;
use shared::view::{Threshold, Way};

use super::live::text;
use crate::format::{number, threshold};
use crate::markup::view;
use crate::state::use_state;

/// Thresholds of the slider, in percent: finer where shares are small.
const STEPS: [f64; 9] = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 50.0, 75.0];

/// The slider.
#[component]
pub fn ThresholdView(way: Way) -> impl IntoView {
    let state = use_state();
    let least = move || state.view.with(|view| way.of(view).threshold);
    let words = text(move || match least() {
        Threshold::Share(percent) => format!("{} % of its {}s", threshold(percent), way.word()),
        Threshold::Connections(least) => format!("{} {}s", number(least), way.word()),
    });
    let percent = move || match least() {
        Threshold::Share(percent) => percent,
        Threshold::Connections(_) => 5.0,
    };
    view! {
        <label class="threshold">
            {"at least"}
            <input
                type="range"
                min="0"
                max=(STEPS.len() - 1).to_string()
                step="1"
                aria-label=format!("Least share of its {}s", way.word())
                aria-valuetext=words
                prop:value=text(move || nearest_step(percent()).to_string())
                on:input:target=move |event| {
                    let step: usize = event.target().value().parse().unwrap_or(0);
                    let percent = STEPS[step.min(STEPS.len() - 1)];
                    state.refine(|view| way.of_mut(view).threshold = Threshold::Share(percent));
                }
            />
            <span class="words">{words}</span>
        </label>
    }
}

/// The step next to a threshold: an address may name any.
fn nearest_step(percent: f64) -> usize {
    let distance = |step: &usize| (STEPS[*step].ln() - percent.max(0.01).ln()).abs();
    (0..STEPS.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_threshold_of_an_address_has_a_step() {
        for (percent, step) in [(0.0, 0), (0.5, 0), (5.0, 3), (7.0, 3), (8.0, 4), (100.0, 8)] {
            assert_eq!(nearest_step(percent), step, "{percent}");
        }
    }
}
