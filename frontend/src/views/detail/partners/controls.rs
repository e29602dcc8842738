//! How partners are narrowed and ordered: for both lists, and for the next type too.

use crate::markup::view;
use leptos::prelude::*;
use shared::partner_table::{Least, PartnerOrder, STEPS};

use super::super::habits::{Habits, use_habits};
use crate::format::{hundredths, number, tenths};
use crate::views::live::text;

/// The slider and the two choices.
pub fn controls() -> AnyView {
    let habits = use_habits();
    view! {
        <div class="controls">
            {slider(habits)}
            <label class="pill">
                <select
                    aria-label="What the threshold counts"
                    on:change:target=move |event| habits.by_share.set(event.target().value() == "share")
                >
                    {option("neuron", "connections per neuron", text(move || (!habits.by_share.get()).to_string()))}
                    {option("share", "share of connections", text(move || habits.by_share.get().to_string()))}
                </select>
            </label>
            <label class="pill">"Order by "
                <select
                    aria-label="Order of partners"
                    on:change:target=move |event| {
                        let key = event.target().value();
                        let order = PartnerOrder::ALL.into_iter().find(|it| words(*it) == key);
                        habits.partners.set(order.unwrap_or(PartnerOrder::Connections));
                    }
                >
                    {PartnerOrder::ALL.map(|order| {
                        option(words(order), words(order), text(move || {
                            (habits.partners.get() == order).to_string()
                        }))
                    }).into_iter().collect_view()}
                </select>
            </label>
            <p class="quiet">{"Below each name: its connected neurons (by side) and its transmitter. \
                Per neuron of this type; CV says how much that varies between its neurons."}</p>
        </div>
    }
    .into_any()
}

fn option(value: &'static str, words: &'static str, selected: Signal<String>) -> AnyView {
    let is_selected = Signal::derive(move || selected.get() == "true");
    view! { <option value=value prop:selected=is_selected>{words}</option> }.into_any()
}

fn slider(habits: Habits) -> AnyView {
    let words = text(move || least_in_words(habits.least()));
    view! {
        <label class="threshold">
            {"Hide partners below"}
            <input
                type="range"
                min="0"
                max=STEPS.to_string()
                step="1"
                aria-label="Hide partners below"
                aria-valuetext=words
                prop:value=text(move || habits.step.get().to_string())
                on:input:target=move |event| {
                    habits.step.set(event.target().value().parse().unwrap_or(0).min(STEPS));
                }
            />
            <span class="words">{words}</span>
        </label>
    }
    .into_any()
}

fn words(order: PartnerOrder) -> &'static str {
    match order {
        PartnerOrder::Connections => "connections",
        PartnerOrder::Neurons => "neurons",
        PartnerOrder::Evenness => "evenness (CV)",
        PartnerOrder::Name => "name",
    }
}

fn least_in_words(least: Least) -> String {
    match least {
        Least::PerNeuron(0.0) | Least::Share(0.0) => "0".to_owned(),
        Least::PerNeuron(n) => few_digits(n),
        Least::Share(share) => format!("{} %", few_digits(share * 100.0)),
    }
}

/// Two digits that count: `0.13`, `7.9`, `790`.
fn few_digits(n: f64) -> String {
    match n {
        ..1.0 => hundredths(n),
        1.0..10.0 => tenths(n),
        _ => number(n.round() as u64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_said_with_the_digits_that_count() {
        let check = |least, expected: &str| assert_eq!(least_in_words(least), expected);
        check(Least::NOTHING, "0");
        check(Least::PerNeuron(0.126), "0.13");
        check(Least::per_neuron(STEPS), "1,000");
        check(Least::Share(0.079), "7.9 %");
        check(Least::Share(1.0), "100 %");
    }
}
