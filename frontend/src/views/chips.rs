//! What narrows the list, in words, each with its ✕.

use leptos::prelude::*;
use shared::expression::Expression;
use shared::facets::Part;
use shared::index::{Facet, Measure};
use shared::line::facet_in_words;
use shared::view::{Bounds, Mode, View, Way};

use super::line_notes::LineNotes;
use super::live::{flag, live};
use crate::choice::{Act, act_on_region, act_on_value, bounds_in_words};
use crate::format::region_threshold;
use crate::markup::view;
use crate::state::use_state;
use crate::wording::{expression_in_words, measure_in_words};

/// One chip.
#[derive(Debug, Clone, PartialEq)]
pub struct Chip {
    /// How it joins the one before: any value of one filter will do, all filters must hold.
    pub join: &'static str,
    /// Whether it excludes.
    pub is_negative: bool,
    /// Before the value.
    pub before: String,
    /// The value, as the view has it.
    value: String,
    /// The value, as it is shown.
    pub shown: String,
    /// After the value.
    pub after: String,
    takes_back: Narrowing,
}

/// What a chip stands for.
#[derive(Debug, Clone, PartialEq)]
enum Narrowing {
    Text,
    Region(Way, Act),
    Value(Facet, Act),
    Basket,
    Measure(Measure),
    Also(usize),
}

impl Chip {
    /// The view without this chip.
    pub fn take_back(&self, view: &mut View) {
        match self.takes_back {
            Narrowing::Text => view.text.clear(),
            Narrowing::Region(way, act) => act_on_region(view, way, &self.value, act),
            Narrowing::Value(facet, act) => act_on_value(view, facet, &self.value, act),
            Narrowing::Basket => view.only_basket = false,
            Narrowing::Measure(measure) => view.set_bounds(measure, Bounds::default()),
            Narrowing::Also(at) => *view = view.without(Part::Also(at)),
        }
    }

    fn words(&self) -> String {
        let not = if self.is_negative { "not " } else { "" };
        let space = if self.before.is_empty() { "" } else { " " };
        format!("{not}{}{space}{}{}", self.before, self.shown, self.after)
    }
}

/// The chips of a view, in the order of its parts.
pub fn chips(view: &View) -> Vec<Chip> {
    let mut chips = Vec::new();
    if !view.text.trim().is_empty() {
        chips.push(chip("text", &view.text, Narrowing::Text));
    }
    if view.only_basket {
        chips.push(chip("in", "the basket", Narrowing::Basket));
    }
    for way in Way::ALL {
        let filter = way.of(view);
        let mut region = |name: &String, act| {
            let before = format!("{} in", way.word());
            let mut chip = chip(&before, name, Narrowing::Region(way, act));
            chip.after = format!(" ≥ {}", region_threshold(filter.threshold));
            chips.push(joined(chip, act, filter.mode, chips.last()));
        };
        filter.any.iter().for_each(|name| region(name, Act::Choose));
        filter.none.iter().for_each(|name| region(name, Act::Exclude));
    }
    for (facet, choice) in &view.facets {
        let mut value = |value: &String, act| {
            let mut chip = chip(&facet_in_words(*facet), value, Narrowing::Value(*facet, act));
            chip.shown = facet.value_label(value).to_owned();
            chips.push(joined(chip, act, choice.mode, chips.last()));
        };
        choice.any.iter().for_each(|name| value(name, Act::Choose));
        choice.none.iter().for_each(|name| value(name, Act::Exclude));
    }
    for (measure, bounds) in &view.measures {
        let words = bounds_in_words(*bounds);
        chips.push(chip(&measure_in_words(*measure), &words, Narrowing::Measure(*measure)));
    }
    for (at, expression) in view.also.iter().enumerate() {
        let (said, is_negative) = match expression {
            Expression::Not(said) => (&**said, true),
            said => (said, false),
        };
        let mut chip = chip("", &expression_in_words(said), Narrowing::Also(at));
        chip.is_negative = is_negative;
        chips.push(chip);
    }
    chips
}

fn chip(before: &str, value: &str, takes_back: Narrowing) -> Chip {
    Chip {
        join: "and",
        is_negative: false,
        before: before.to_owned(),
        value: value.to_owned(),
        shown: value.to_owned(),
        after: String::new(),
        takes_back,
    }
}

fn joined(mut chip: Chip, act: Act, mode: Mode, before: Option<&Chip>) -> Chip {
    chip.is_negative = act == Act::Exclude;
    let goes_on = before.is_some_and(|before| before.takes_back == chip.takes_back);
    if goes_on && act == Act::Choose && mode == Mode::Any {
        chip.join = "or";
    }
    chip
}

/// The row of chips.
#[component]
pub fn Chips() -> impl IntoView {
    let state = use_state();
    let all = move || state.view.with(chips);
    let row = live(move || {
        let chips = all().into_iter().enumerate();
        chips
            .map(|(at, chip)| view! { <ChipView chip is_first={at == 0}/> })
            .collect_view()
            .into_any()
    });
    view! {
        <div
            class="chips"
            class:none=flag(move || all().is_empty())
            role="group"
            aria-label="What narrows the list"
        >
            {row}
            <button
                class="link"
                class:none=flag(move || all().len() < 2)
                on:click=move |_| state.choose(clear_all)
            >"clear all"</button>
        </div>
        <LineNotes/>
    }
}

/// Takes back everything that narrows the list.
pub fn clear_all(view: &mut View) {
    *view = view.parts().into_iter().fold(view.clone(), |view, part| view.without(part));
}

#[component]
fn ChipView(chip: Chip, is_first: bool) -> impl IntoView {
    let state = use_state();
    let label = format!("Take back: {}", chip.words());
    let Chip { join, is_negative, before, shown, after, .. } = chip.clone();
    view! {
        {(!is_first).then_some(join)}
        <span class="chip" class:negative=is_negative>
            <span class="words">
                {is_negative.then_some("not ")}{before}" "<b><bdi>{shown}</bdi>{after}</b>
            </span>
            <button aria-label=label on:click=move |_| state.choose(|view| chip.take_back(view))>
                "✕"
            </button>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(view: &View) -> String {
        let mut text = String::new();
        for (at, chip) in chips(view).iter().enumerate() {
            if at > 0 {
                text += &format!(" {} ", chip.join);
            }
            text += &format!("[{}]", chip.words());
        }
        text
    }

    #[test]
    fn chips_say_what_narrows_the_list_and_how_it_joins() {
        let mut view = View { text: "kca'b'".to_owned(), ..View::default() };
        act_on_region(&mut view, Way::Input, "EB", Act::Choose);
        act_on_region(&mut view, Way::Input, "PB", Act::Choose);
        act_on_region(&mut view, Way::Output, "NO", Act::Exclude);
        act_on_value(&mut view, Facet::Hemilineage, "EBa1", Act::Exclude);
        view.set_bounds(Measure::Neurons, Bounds { least: Some(4), most: None });
        act_on_value(&mut view, Facet::Has, "flywireType", Act::Choose);
        view.also.extend(shared::line::expression("-(type:ER3* or neurons>=10)"));
        view.also.extend(shared::line::expression("types:a,b"));
        assert_eq!(
            words(&view),
            "[text kca'b'] and [input in EB ≥ 5 %] or [input in PB ≥ 5 %] \
             and [not output in NO ≥ 5 %] and [not hemilineage EBa1] and [has FlyWire type] \
             and [neurons 4 or more] and [not type ER3* or neurons 10 or more] and [type a or b]"
        );
    }

    #[test]
    fn taking_back_every_chip_leaves_the_page_as_it_opens() {
        let mut view = View { text: "kc".to_owned(), ..View::default() };
        act_on_region(&mut view, Way::Input, "EB", Act::Choose);
        act_on_region(&mut view, Way::Output, "EB", Act::Exclude);
        act_on_value(&mut view, Facet::Side, "some middle", Act::Choose);
        view.set_bounds(Measure::Neurons, Bounds { least: None, most: Some(9) });
        view.also.extend(shared::line::expression("types:a,b"));
        while let Some(chip) = chips(&view).first() {
            chip.take_back(&mut view);
        }
        assert_eq!(view, View::default());
    }
}
