//! The filter by a number: bars to click or to draw over, and two numbers for any bounds.

use std::ops::Range;

use crate::markup::view;
use leptos::prelude::*;
use shared::index::{Entry, Measure};
use shared::roi::OutputUnit;
use shared::view::Bounds;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use super::live::{Key, flag, keyed, text};
use super::section::{Frame, part, section};
use crate::choice::{bin_bounds, bin_is_within, bins_bounds, bounds_in_words};
use crate::counting::with_counts;
use crate::format::count;
use crate::state::{State, use_state};

/// One histogram. A handle, free to copy.
#[derive(Clone, Copy)]
struct Bars {
    state: State,
    measure: Measure,
    /// By bin, how many types there would be.
    counts: Memo<Vec<u32>>,
    /// The bins from the first to the last in which the dataset has any type.
    span: Memo<Range<usize>>,
    /// What is asked for.
    bounds: Memo<Bounds>,
    /// The bins that are being drawn over, from the first one touched.
    drawn: RwSignal<Option<(usize, usize)>>,
}

impl Bars {
    fn new(measure: Measure) -> Bars {
        let state = use_state();
        let counts = move |_: Option<&Vec<u32>>| {
            with_counts(state, |counts| counts.measures.get(&measure).cloned().unwrap_or_default())
        };
        let span = move |_: Option<&Range<usize>>| {
            state.edition.track();
            state.with_index(|index| index.span(measure))
        };
        let bounds = move |_: Option<&Bounds>| state.view.with(|view| view.bounds(measure));
        Bars {
            state,
            measure,
            counts: Memo::new(counts),
            span: Memo::new(span),
            bounds: Memo::new(bounds),
            drawn: RwSignal::new(None),
        }
    }

    fn is_there(self) -> Signal<bool> {
        flag(move || !self.span.with(Range::is_empty))
    }

    fn is_in_use(self) -> Signal<bool> {
        flag(move || !self.bounds.get().is_open())
    }

    /// What is asked for, or would be if the pointer were lifted now.
    fn shown(self) -> Bounds {
        match self.drawn.get() {
            Some((from, to)) => bins_bounds(self.measure, from, to),
            None => self.bounds.get(),
        }
    }

    fn words(self) -> AnyView {
        let words = text(move || match bounds_in_words(self.shown()) {
            words if words.is_empty() => "any".to_owned(),
            words => words,
        });
        view! { <small>{words}</small> }.into_any()
    }

    fn choose(self, bounds: Bounds) {
        self.state.choose(|view| view.set_bounds(self.measure, bounds));
    }

    /// The bin under the pointer, or the nearest one.
    fn bin_at(self, event: &PointerEvent) -> Option<usize> {
        let bars = bars_of(event)?.get_bounding_client_rect();
        let span = self.span.get_untracked();
        let share = (f64::from(event.client_x()) - bars.left()) / bars.width().max(1.0);
        let at = (share.clamp(0.0, 1.0) * span.len() as f64) as usize;
        Some((span.start + at).min(span.end.saturating_sub(1)))
    }

    fn press(self, event: &PointerEvent) {
        if event.button() == 0 && !event.shift_key() {
            self.drawn.set(self.bin_at(event).map(|bin| (bin, bin)));
        }
    }

    fn draw(self, event: &PointerEvent) {
        let (Some((from, to)), Some(bin)) = (self.drawn.get_untracked(), self.bin_at(event)) else {
            return;
        };
        if bin != to {
            self.drawn.set(Some((from, bin)));
            // From now on it is a range and no click, even where the pointer leaves the bars.
            if let Some(bars) = bars_of(event) {
                drop(bars.set_pointer_capture(event.pointer_id()));
            }
        }
    }

    /// A press and release on one bar is left to the bar's click.
    fn lift(self) {
        let drawn = self.drawn.get_untracked();
        self.drawn.set(None);
        if let Some((from, to)) = drawn.filter(|(from, to)| from != to) {
            self.choose(bins_bounds(self.measure, from, to));
        }
    }
}

/// The element whose children the bars are.
fn bars_of(event: &PointerEvent) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

/// The filter, in a frame of its own.
pub fn histogram(measure: Measure) -> AnyView {
    let bars = Bars::new(measure);
    let state = bars.state;
    let frame = Frame {
        key: measure.key(),
        title: text(move || title(state, measure)).into_any(),
        aside: bars.words(),
        is_there: bars.is_there(),
        is_in_use: bars.is_in_use(),
    };
    section(frame, move |_| body(bars))
}

/// The filter as a part of another one, drawn while that is open or this one is in use.
pub fn histogram_part(measure: Measure, is_open: Signal<bool>) -> AnyView {
    let bars = Bars::new(measure);
    let (is_there, is_in_use) = (bars.is_there(), bars.is_in_use());
    let is_drawn = flag(move || is_there.get() && (is_open.get() || is_in_use.get()));
    part(measure.key(), measure.label(), bars.words(), is_drawn, move || body(bars))
}

/// Outputs say what they are counted in.
fn title(state: State, measure: Measure) -> String {
    if !matches!(measure, Measure::Outputs | Measure::OutputsPerNeuron) {
        return measure.label().to_owned();
    }
    state.edition.track();
    let unit = state.with_index(|index| unit_in_words(index.entries.iter().map(Entry::outputs)));
    format!("{}, {unit}", measure.label())
}

/// What the outputs of these types are counted in, each in its own unit. A type without any has
/// no unit to speak of.
pub(super) fn unit_in_words(outputs: impl Iterator<Item = (u64, OutputUnit)>) -> &'static str {
    let mut units = outputs.filter(|(outputs, _)| *outputs > 0).map(|(_, unit)| unit);
    match units.next() {
        Some(first) if units.any(|unit| unit != first) => "connections or T-bars",
        Some(OutputUnit::Tbars) => "T-bars",
        _ => "connections",
    }
}

fn body(bars: Bars) -> AnyView {
    let measure = bars.measure;
    let bins = move || bars.span.get().map(|bin| (0, bin as u64)).collect();
    let labels = move || bars.span.get().map(|bin| (1, bin as u64)).collect();
    view! {
        <div
            class="bins"
            on:pointerdown=move |event| bars.press(&event)
            on:pointermove=move |event| bars.draw(&event)
            on:pointerup=move |_| bars.lift()
            on:pointercancel=move |_| bars.drawn.set(None)
        >{keyed(bins, move |key: Key| bar(bars, key.1 as usize))}</div>
        <div class="axis" aria-hidden="true">
            {keyed(labels, move |key: Key| view! { <span>{label(measure, key.1 as usize)}</span> }.into_any())}
        </div>
        <div class="bounds">
            {bound(bars, "least", |bounds| bounds.least, |bounds, n| bounds.least = n)}
            {bound(bars, "most", |bounds| bounds.most, |bounds, n| bounds.most = n)}
        </div>
    }
    .into_any()
}

/// Below the bars that begin with a power of ten, in as few letters as there is room for.
fn label(measure: Measure, bin: usize) -> String {
    match measure.bins()[bin] {
        percent if measure == Measure::NtConfidence && percent % 20 == 0 => percent.to_string(),
        1_000_000 => "1M".to_owned(),
        100_000 => "100k".to_owned(),
        10_000 => "10k".to_owned(),
        1_000 => "1k".to_owned(),
        small @ (1 | 10 | 100) if measure != Measure::NtConfidence => small.to_string(),
        _ => String::new(),
    }
}

/// Not reached by Tab: the two numbers do the same for the keyboard.
fn bar(bars: Bars, bin: usize) -> AnyView {
    let Bars { measure, counts, .. } = bars;
    let bounds = bin_bounds(measure, bin);
    let numbers = bounds_in_words(bounds);
    let types = move || counts.with(|counts| counts.get(bin).copied().unwrap_or(0));
    let height = move || {
        let most = counts.with(|counts| counts.iter().copied().max().unwrap_or(0));
        format!("{}%", height(types(), most).round() as u32)
    };
    let title = text(move || format!("{numbers}: {}", count(types().into(), "type")));
    view! {
        <button
            class="bin"
            class:within=flag(move || bin_is_within(measure, bin, bars.shown()))
            tabindex="-1"
            aria-label=title
            title=title
            on:click=move |event| {
                let before = bars.bounds.get_untracked();
                bars.choose(clicked(before, bounds, event.shift_key()));
            }
        ><i style:height=text(height)></i></button>
    }
    .into_any()
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

fn bound(
    bars: Bars,
    label: &'static str,
    get: fn(&Bounds) -> Option<u64>,
    set: fn(&mut Bounds, Option<u64>),
) -> AnyView {
    let measure = bars.measure;
    let value = move || get(&bars.bounds.get()).map(|n| n.to_string()).unwrap_or_default();
    let lowest = measure.bins()[0].to_string();
    view! {
        <label>
            {label}
            <input
                type="number"
                min=lowest
                step="1"
                inputmode="numeric"
                placeholder="any"
                aria-label=format!("{}, at {label}", measure.label())
                prop:value=text(value)
                on:input:target=move |event| {
                    let n = event.target().value().trim().parse().ok();
                    bars.state.refine(|view| {
                        let mut bounds = view.bounds(measure);
                        set(&mut bounds, n);
                        view.set_bounds(measure, bounds);
                    });
                }
            />
        </label>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use shared::index::Index;
    use shared::wire::Summary;

    use super::*;

    #[test]
    fn outputs_are_called_what_those_of_each_type_are() {
        let check = |types: &[(u64, Option<u64>)], expected: &str| {
            let mut index = Index::default();
            for (at, &(pre, downstream)) in types.iter().enumerate() {
                let name = at.to_string();
                index.push(&Summary { name, pre, downstream, ..Summary::default() });
            }
            let unit = unit_in_words(index.entries.iter().map(Entry::outputs));
            assert_eq!(unit, expected, "{types:?}");
        };
        check(&[], "connections");
        check(&[(9, Some(70)), (8, Some(60))], "connections");
        check(&[(9, None), (8, None)], "T-bars");
        check(&[(0, None), (9, Some(70))], "connections");
        check(&[(0, Some(0)), (9, None)], "T-bars");
        check(&[(9, None), (8, Some(60))], "connections or T-bars");
        check(&[(8, Some(60)), (9, None)], "connections or T-bars");
    }

    #[test]
    fn a_bar_narrows_to_itself_again_opens_and_shift_extends() {
        let bin_bounds = |bin| bin_bounds(Measure::Neurons, bin);
        let (two, ten) = (bin_bounds(1), bin_bounds(5));
        assert_eq!(clicked(Bounds::default(), two, false), two);
        assert_eq!(clicked(two, two, false), Bounds::default());
        assert_eq!(clicked(two, ten, true), Bounds { least: Some(2), most: Some(19) });
        assert_eq!(clicked(two, bin_bounds(12), true), Bounds { least: Some(2), most: None });
    }

    #[test]
    fn the_axis_names_powers_of_ten() {
        let labels = |measure: Measure| -> Vec<String> {
            let all = (0..measure.bins().len()).map(|bin| label(measure, bin));
            all.filter(|label| !label.is_empty()).collect()
        };
        assert_eq!(labels(Measure::Neurons), ["1", "10", "100", "1k"]);
        assert_eq!(labels(Measure::Inputs), ["1", "10", "100", "1k", "10k", "100k", "1M"]);
        assert_eq!(labels(Measure::NtConfidence), ["0", "20", "40", "60", "80"]);
    }
}
