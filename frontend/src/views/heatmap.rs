//! The heat map of the types found: which share of its inputs, or outputs, each has in which
//! region.
//!
//! It is painted on a canvas, and only what is seen of it. The box around the canvas scrolls and
//! has the focus: arrows move through the cells, and a line of text says what each shows.

mod geometry;
mod heat;
mod paint;
mod readout;
mod files;

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use shared::index::Index;
use shared::matrix::{CLUSTERED_AT_MOST, Column, scale};
use shared::view::{Rows, Way};
use web_sys::{KeyboardEvent, MouseEvent};

use super::keys;
use super::live::{either, flag, live, text, when};
use crate::choice::{Act, act_on_region};
use crate::format::{count, number};
use crate::markup::view;
use crate::state::use_state;
use crate::theme;
use files::{Kind, save_as};
use geometry::{Geometry, Spot};
use heat::{Heat, Laid};

/// The heat map, or why there is none.
#[component]
pub fn Heatmap() -> impl IntoView {
    let state = use_state();
    either(
        move || state.has_regions(),
        || view! { <Map/> }.into_any(),
        || {
            view! {
                <p id=keys::TYPES tabindex="-1" class="empty">"This dataset says nothing about brain regions, so there is no heat map. \
                A table needs a column roiInfo and a ROI hierarchy for one."</p>
            }
            .into_any()
        },
    )
}

#[component]
fn Map() -> impl IntoView {
    let heat = Heat::new(use_state());
    let geometry = Memo::new(move |_| heat.geometry());
    follow(heat, geometry);
    let has_types = move || geometry.with(|it| it.rows > 0);
    view! {
        <Choices heat/>
        <Legend heat/>
        <Readout heat/>
        <div class="heat-frame" class:none=flag(move || !has_types())>
            <div
                id=keys::TYPES
                class="heat"
                role="application"
                aria-roledescription="heat map"
                aria-label=text(move || label(heat))
                aria-describedby="heat-keys"
                tabindex="0"
                node_ref=heat.scroller
                on:scroll=move |_| heat.measure()
                on:keydown=move |event| key(heat, geometry, &event)
                on:focus=move |_| if heat.cursor.get_untracked().is_none() {
                    heat.cursor.set(geometry.with_untracked(|it| it.moved(None, "Home", false, 0)));
                }
                on:mousemove=move |event| heat.hover.set(spot(heat, geometry, &event))
                on:mouseleave=move |_| heat.hover.set(None)
                on:click=move |event| click(heat, geometry, &event)
            >
                <div
                    class="heat-room"
                    style:width=text(move || pixels(geometry.with(|it| it.size().0)))
                    style:height=text(move || pixels(geometry.with(|it| it.size().1)))
                >
                    <canvas
                        node_ref=heat.canvas
                        aria-hidden="true"
                        style:width=text(move || pixels(heat.seen.get().size.0))
                        style:height=text(move || pixels(heat.seen.get().size.1))
                    ></canvas>
                </div>
            </div>
        </div>
        <p id="heat-keys" class="heat-note">
            {text(move || note(heat))}
        </p>
    }
}

fn pixels(length: f64) -> String {
    format!("{}px", length as u32)
}

/// Keeps what is painted true.
fn follow(heat: Heat, geometry: Memo<Geometry>) {
    let resize = window_event_listener(ev::resize, move |_| heat.measure());
    on_cleanup(move || resize.remove());
    let themed = RwSignal::new(0);
    theme::count_changes(themed);
    let has_detail = heat.state.has_detail();
    Effect::new(move |_| {
        geometry.track();
        themed.track();
        has_detail.track();
        request_animation_frame(move || heat.measure());
    });
    Effect::new(move |_| {
        themed.track();
        heat.paint(geometry.get());
    });
}

fn label(heat: Heat) -> String {
    let (rows, columns) =
        heat.matrix.with(|laid| (laid.matrix.rows.len(), laid.matrix.columns.len()));
    let types = count(rows as u64, "type");
    let arranged = heat.arranged.get();
    let order = arranged.by().map(|by| format!(", types by {by}")).unwrap_or_default();
    format!(
        "{} by region: {types}, {}{order}",
        arranged.way.word(),
        count(columns as u64, "column")
    )
}

/// What is not shown, and the keys.
fn note(heat: Heat) -> String {
    let unreached = heat.matrix.with(|laid| laid.matrix.unreached) as u64;
    let mut words = String::new();
    if unreached > 0 {
        let (regions, have) =
            (count(unreached, "primary region"), if unreached == 1 { "has" } else { "have" });
        words = format!(
            "{regions} without any of these types' {}s {have} no column. ",
            heat.arranged.get().way.word()
        );
    }
    if heat.is_clustered_in_part() {
        let most = number(CLUSTERED_AT_MOST as u64);
        words += &format!(
            "{most} of the types are clustered; each other one stands by the one of these that it is most like. "
        );
    }
    words + "Arrows move, Enter opens a type or orders all by a region, f filters by the region."
}

#[component]
fn Choices(heat: Heat) -> impl IntoView {
    let way = |of: Way, words: &'static str| {
        let is_pressed = move || heat.arranged.get().way == of;
        view! {
            <button
                class="pill"
                class:pressed=flag(is_pressed)
                aria-pressed=text(move || is_pressed().to_string())
                on:click=move |_| heat.arrange(|it| it.way = of)
            ><span class=format!("swatch {}", of.word()) aria-hidden="true"></span>{words}</button>
        }
    };
    view! {
        <div class="heat-choices">
            <span class="group" role="group" aria-label="Synapses">
                {way(Way::Input, "Input")}{way(Way::Output, "Output")}
            </span>
            {check(
                "cluster types",
                flag(move || heat.arranged.get().rows == Rows::Clustered),
                Arc::new(move |on| heat.arrange(|it| {
                    it.rows = if on { Rows::Clustered } else { Rows::Listed };
                })),
            )}
            {check(
                "cluster regions",
                flag(move || heat.arranged.get().clusters_regions),
                Arc::new(move |on| heat.arrange(|it| it.clusters_regions = on)),
            )}
            {check(
                "full names",
                flag(move || heat.full_names.get()),
                Arc::new(move |on| heat.full_names.set(on)),
            )}
            <label class="pill">
                "cells"
                <input type="range" aria-label="Size of the cells" min="4" max="28" step="2"
                    prop:value=text(move || (heat.cell.get() as u32).to_string())
                    on:input:target=move |event| {
                        if let Ok(side) = event.target().value().parse() {
                            heat.cell.set(side);
                        }
                    }/>
            </label>
        </div>
    }
}

fn check(words: &'static str, is_on: Signal<bool>, set: Arc<dyn Fn(bool)>) -> AnyView {
    view! {
        <label class="pill">
            <input type="checkbox" prop:checked=is_on
                on:change:target=move |event| set(event.target().checked())/>
            {words}
        </label>
    }
    .into_any()
}

#[component]
fn Files(heat: Heat) -> impl IntoView {
    let file = |kind: Kind, words: &'static str| {
        view! { <button class="link" on:click=move |_| save_as(heat, kind)>{words}</button> }
    };
    view! {
        <span class="group" role="group" aria-label="Save the heat map as">
            <small>"save as"</small>
            {file(Kind::Svg, "SVG")}
            {file(Kind::Png, "PNG")}
            {file(Kind::Shares, "CSV of shares")}
            {file(Kind::Counts, "CSV of counts")}
        </span>
    }
}

#[component]
fn Legend(heat: Heat) -> impl IntoView {
    let steps = live(move || {
        let colours = scale::colours(heat.arranged.get().way, heat.dark.get());
        let step = |(words, colour): (String, &'static str)| {
            view! { <span><i style:background-color=colour></i>{words}</span> }
        };
        scale::words().into_iter().zip(*colours).map(step).collect_view().into_any()
    });
    let unit = text(move || {
        let unit = heat.matrix.with(|laid| laid.matrix.unit.words());
        format!("% of the type's {unit}, from")
    });
    view! {
        <div class="heat-legend">
            <small>{unit}</small>
            <span><i class="nothing"></i>"0"</span>
            {steps}
            <Files heat/>
        </div>
    }
}

/// What the readout says where nothing is pointed at.
const HINT: &str = "Point at a cell to read it, or move through the cells with the arrow keys.";

/// What is pointed at, and what can be done with it. Its height never changes.
#[component]
fn Readout(heat: Heat) -> impl IntoView {
    let words = Memo::new(move |_| {
        if let Some(percent) = heat.percent.get() {
            return format!("Clustering: {percent} %");
        }
        let Some(spot) = heat.spot() else { return HINT.to_owned() };
        let arranged = heat.arranged.get();
        let words = |index: &Index, laid: &Laid| {
            readout::in_words(spot, &laid.matrix, index, arranged.by())
        };
        heat.read(words).unwrap_or_default()
    });
    let has_row = move || heat.cursor.get().and_then(Spot::row).is_some();
    let column = move || {
        let at = heat.cursor.get()?.column()?;
        heat.matrix.with(|laid| laid.matrix.columns.get(at).copied())
    };
    let has_region = move || column().is_some_and(|it| it != Column::Outside);
    let acts = move || {
        view! {
            {when(has_row, move || view! {
                <button class="link" on:click=move |_| open(heat, heat.cursor.get_untracked())>"open the type"</button>
            }.into_any())}
            {when(move || column().is_some(), move || view! {
                <button class="link" on:click=move |_| order_by(heat, heat.cursor.get_untracked())>"order by the region"</button>
            }.into_any())}
            {when(has_region, move || view! {
                <button class="link" on:click=move |_| filter(heat, heat.cursor.get_untracked())>"filter by the region"</button>
            }.into_any())}
        }
        .into_any()
    };
    view! {
        <div class="heat-readout">
            <p aria-live="polite">{text(move || words.get())}</p>
            <button
                class="pill pressed"
                class:none=flag(move || heat.arranged.get().by().is_none())
                title="Back to the order of the list"
                on:click=move |_| {
                    heat.arrange(|it| it.rows = Rows::Listed);
                    keys::focus(keys::TYPES);
                }
            >{text(move || format!("types by {} ✕", heat.arranged.get().by().unwrap_or_default()))}</button>
            {acts()}
        </div>
    }
}

fn spot(heat: Heat, geometry: Memo<Geometry>, event: &MouseEvent) -> Option<Spot> {
    let canvas = heat.canvas.get_untracked()?;
    let edge = canvas.get_bounding_client_rect();
    let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
    let seen = heat.seen.get_untracked();
    geometry.with_untracked(|it| it.spot(x - edge.left(), y - edge.top(), seen))
}

/// A finger first asks what there is, and the readout has the buttons.
fn click(heat: Heat, geometry: Memo<Geometry>, event: &MouseEvent) {
    let Some(spot) = spot(heat, geometry, event) else { return };
    heat.cursor.set(Some(spot));
    if heat.state.is_phone.get_untracked() {
        return;
    }
    act(heat, Some(spot));
}

/// Opens the type of a cell, orders by a region.
fn act(heat: Heat, spot: Option<Spot>) {
    match spot {
        Some(Spot::Region(_)) => order_by(heat, spot),
        spot => open(heat, spot),
    }
}

fn open(heat: Heat, spot: Option<Spot>) {
    let Some(row) = spot.and_then(Spot::row) else { return };
    let name = untrack(|| {
        heat.read(|index, laid| {
            let id = laid.matrix.rows.get(row)?;
            index.entries.get(*id as usize).map(|entry| entry.name.clone())
        })
    });
    if let Some(name) = name.flatten() {
        heat.state.open_type(&name);
    }
}

/// The column that a spot is in, by its name.
fn column_of(heat: Heat, spot: Option<Spot>) -> Option<String> {
    let at = spot?.column()?;
    let name = |index: &Index, laid: &Laid| {
        laid.matrix.columns.get(at).map(|column| column.name(&index.regions).to_owned())
    };
    untrack(|| heat.read(name)).flatten()
}

/// The keys stay at the name of the column: its row goes elsewhere.
fn order_by(heat: Heat, spot: Option<Spot>) {
    if let Some(name) = column_of(heat, spot) {
        heat.cursor.set(spot.and_then(Spot::column).map(Spot::Region));
        heat.stays.set_value(true);
        heat.arrange(|it| it.turn_by(&name));
    }
}

fn filter(heat: Heat, spot: Option<Spot>) {
    if let Some(name) = column_of(heat, spot).filter(|name| name != Column::OUTSIDE) {
        let way = heat.arranged.get_untracked().way;
        heat.state.choose(|view| act_on_region(view, way, &name, Act::Choose));
    }
}

fn key(heat: Heat, geometry: Memo<Geometry>, event: &KeyboardEvent) {
    if event.alt_key() || event.meta_key() {
        return;
    }
    let cursor = heat.cursor.get_untracked();
    let seen = heat.seen.get_untracked();
    match event.key().as_str() {
        "Enter" => act(heat, cursor),
        "f" if !event.ctrl_key() => filter(heat, cursor),
        name => {
            let page = (seen.size.1 / heat.cell.get_untracked()) as usize;
            let page = page.saturating_sub(3).max(1);
            let map = geometry.get_untracked();
            let Some(spot) = map.moved(cursor, name, event.ctrl_key(), page) else { return };
            heat.hover.set(None);
            heat.cursor.set(Some(spot));
            heat.scroll_to(map.scrolled_to(spot, seen));
        }
    }
    event.prevent_default();
}
