//! Where a type receives and sends: mirrored bars, shares of all its synapses of that kind.
//! What lies in no primary region is "outside", so that the parts make 100 %.

mod rows;

use std::sync::Arc;

use crate::markup::{html, view};
use leptos::prelude::*;
use shared::format::unplaced_in_words;
use shared::roi::{InOut, OutputUnit, RegionTable, Regions};

use super::habits::{Habits, use_habits};
use crate::format::{percent_fine, share};
use crate::state::use_state;
use crate::views::bars::wide;
use crate::views::live::{Key, flag, keyed, text};
use crate::views::more::more;
use rows::{FEW, RowKey, What};

/// What rows are drawn from.
#[derive(Clone)]
struct Picture {
    table: Arc<RegionTable>,
    regions: Arc<Regions>,
    /// Lines of the table that have been opened.
    opened: RwSignal<Vec<usize>>,
}

/// The picture; of so many neurons it could not be read.
pub fn regions(table: RegionTable, unplaced: u64) -> AnyView {
    let habits = use_habits();
    let regions = use_state().regions.get_untracked();
    let picture = Picture { table: table.into(), regions, opened: RwSignal::default() };
    let unit = match picture.table.unit {
        OutputUnit::Connections => "% of outputs",
        OutputUnit::Tbars => "% of T-bars",
    };
    let primary = picture.table.lines.iter().filter(|line| line.depth == 0).count();
    let shows_all = RwSignal::new(primary <= FEW + 1);
    let rest = primary.saturating_sub(FEW);
    let row = picture.clone();
    let switches = switches(&picture, habits);
    let keys = move || {
        let Picture { table, regions, opened } = &picture;
        let has_name = |line: usize| full_name(regions, table, line).is_some();
        let look = rows::Look {
            shows_all: shows_all.get(),
            parts: habits.parts.get(),
            full_names: habits.full_names.get(),
        };
        let rows = opened.with(|opened| rows::rows(&table.lines, opened, look, &has_name));
        rows.into_iter().map(Key::from).collect()
    };
    view! {
        <div class="part">
            <h3>{"Regions"}<small>
                <span class="swatch input" aria-hidden="true"></span>"% of inputs "
                <span class="swatch output" aria-hidden="true"></span>{unit}
            </small></h3>
            {switches}
            <div class="shares" role="list" aria-label="Shares by region">
                {keyed(keys, move |key| draw(&row, RowKey::from(key)))}
            </div>
            {more(format!("show {rest} more regions"), shows_all)}
            {unplaced_in_words(unplaced).map(|words| view! { <p class="quiet">{words}</p> })}
        </div>
    }
    .into_any()
}

/// What can be shown beside the sums, where there is any of it.
fn switches(picture: &Picture, habits: Habits) -> AnyView {
    let Picture { table, regions, .. } = picture;
    let has_parts = table.lines.iter().any(|line| line.has_sides());
    let has_names = (0..table.lines.len()).any(|line| full_name(regions, table, line).is_some());
    let switch = |is_there: bool, words: &'static str, on: RwSignal<bool>| {
        is_there.then(|| {
            view! {
                <button
                    class="link"
                    aria-pressed=text(move || on.get().to_string())
                    on:click=move |_| on.update(|on| *on = !*on)
                >{words}</button>
            }
        })
    };
    view! {
        <div class="switches">
            {switch(has_parts, "left and right apart", habits.parts)}
            {switch(has_names, "full names", habits.full_names)}
        </div>
    }
    .into_any()
}

/// The full name of a line's region, where it says more than the name.
fn full_name(regions: &Regions, table: &RegionTable, line: usize) -> Option<String> {
    let region = &regions.all[usize::from(table.lines.get(line)?.region)];
    region.full_name.clone().filter(|full| *full != region.name)
}

fn draw(picture: &Picture, key: RowKey) -> AnyView {
    let Picture { table, regions, opened } = picture;
    if key.line == rows::OUTSIDE {
        return bars("share", table.outside, table.total, plain("outside".to_owned()));
    }
    if key.line == rows::REST {
        let hidden: Vec<_> = table.lines.iter().filter(|line| line.depth == 0).skip(FEW).collect();
        let sum = |way: usize| hidden.iter().map(|line| line.whole[way]).sum();
        let name = format!("{} more", hidden.len());
        return bars("share", [sum(0), sum(1)], table.total, plain(name));
    }
    let line = &table.lines[key.line];
    let part =
        |words: &str, counts| bars("share piece", counts, table.total, plain(words.to_owned()));
    match key.what {
        What::FullName => {
            let name = full_name(regions, table, key.line).unwrap_or_default();
            view! { <p class="full-name" role="listitem"><bdi>{name}</bdi></p> }.into_any()
        }
        What::Left => part("left", line.left),
        What::Right => part("right", line.right),
        What::Unsided => part("no side", line.unsided),
        What::Whole => {
            let name = regions.all[usize::from(line.region)].name.clone();
            let has_name = full_name(regions, table, key.line).is_some();
            let class = if line.depth == 0 { "share" } else { "share within" };
            let shown = match rows::can_open(&table.lines, key.line, has_name) {
                true => opener(name, key.line, *opened),
                false => plain(name),
            };
            bars(class, line.whole, table.total, shown)
        }
    }
}

fn plain(name: String) -> AnyView {
    view! { <span class="region"><bdi>{name}</bdi></span> }.into_any()
}

/// A name that opens what is known beside its sums.
fn opener(name: String, line: usize, opened: RwSignal<Vec<usize>>) -> AnyView {
    let is_open = move || opened.with(|opened| opened.contains(&line));
    let turn = move |_| {
        opened.update(|opened| match opened.iter().position(|it| *it == line) {
            Some(at) => drop(opened.swap_remove(at)),
            None => opened.push(line),
        });
    };
    view! {
        <button
            class="region"
            class:opened=flag(is_open)
            aria-expanded=text(move || is_open().to_string())
            on:click=turn
        ><bdi>{name}</bdi></button>
    }
    .into_any()
}

/// A row: input to the left of the name, output to its right. Read aloud it is the name and the
/// two numbers, in that order.
fn bars(class: &'static str, counts: InOut, total: InOut, name: AnyView) -> AnyView {
    let shares = [0, 1].map(|way| share(counts[way], total[way]));
    let [input, output] = shares.map(percent_fine);
    // The number stands in the last part of the track, which no bar reaches.
    let width = |way: usize| wide(shares[way].min(1.0) * 0.74);
    let spoken = format!(": {input} % of inputs, {output} % of outputs");
    let bars = html! {
        <span class="only-read">{spoken}</span>
        <div class="of-input" aria-hidden="true"><i class=width(0)></i><em>{input}</em></div>
        <div class="of-output" aria-hidden="true"><i class=width(1)></i><em>{output}</em></div>
    };
    view! { <div class=class role="listitem">{name}{bars}</div> }.into_any()
}
