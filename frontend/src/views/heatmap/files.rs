//! The heat map as a file: a picture of all of it, or of as much as a picture can hold, or the
//! whole table.

use std::ops::Range;

use leptos::prelude::*;
use shared::export::{Format, Head};
use shared::index::Index;
use shared::matrix::{Matrix, Picture, Values, csv, svg};
use shared::view::Way;
use shared::wire::Dataset;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, HtmlCanvasElement};

use super::geometry::{Geometry, Seen};
use super::heat::{Heat, Laid, context_of};
use super::paint::{Frame, Palette, foot_height, paint, paint_foot};
use crate::format::{count, number};
use crate::{address, files, pause};

/// Most cells in one SVG: it has some 5 MB then, which drawing programs still open.
const SVG_CELLS: usize = 300_000;
/// Longest side of a PNG, in pixels: browsers refuse larger canvases without a word.
const PNG_SIDE: f64 = 8_000.0;
/// Pixels of a PNG per pixel of the page.
const PNG_RATIO: f64 = 2.0;
/// Narrowest PNG, in pixels of the page: what stands below it must be readable.
const PNG_NARROWEST: f64 = 640.0;
/// Lines below a PNG, at most.
const FOOT_LINES: usize = 11;

/// What can be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A picture for drawing programs.
    Svg,
    /// A picture for slides.
    Png,
    /// A table of shares.
    Shares,
    /// A table of counts.
    Counts,
}

/// Saves it.
pub fn save_as(heat: Heat, kind: Kind) {
    let state = heat.state;
    let Some(dataset) = state.dataset.get_untracked() else { return };
    untrack(|| {
        let geometry = heat.geometry();
        heat.read(|index, laid| {
            let rows = match kind {
                Kind::Svg => rows_in_a_picture(laid, SVG_CELLS / geometry.columns.max(1), heat),
                Kind::Png => rows_in_a_picture(laid, rows_of_png(geometry), heat),
                Kind::Shares | Kind::Counts => 0..laid.matrix.rows.len(),
            };
            let content = content(laid, &rows, kind);
            let address = state.view.with(address::whole);
            let date = pause::date();
            let head =
                Head { dataset: &dataset, content: &content, address: &address, date: &date };
            let name = name(&dataset, heat.arranged.get().way, kind);
            match kind {
                Kind::Svg => {
                    let full_names = heat.full_names.get();
                    let picture = Picture { rows, full_names, title: &content, head: &head };
                    let text = svg(&laid.matrix, index, &picture);
                    files::save(&name, "image/svg+xml", &text);
                }
                Kind::Png => {
                    let mut lines = head.lines();
                    let unit = laid.matrix.unit.words();
                    lines.insert(0, format!("% of the type's {unit}, from"));
                    save_png(heat, index, &laid.matrix.part(rows), &lines, name);
                }
                Kind::Shares => save_table(&name, &csv(&laid.matrix, index, Values::Shares, &head)),
                Kind::Counts => save_table(&name, &csv(&laid.matrix, index, Values::Counts, &head)),
            }
        });
    });
}

fn save_table(name: &str, text: &str) {
    files::save(name, Format::Csv.media_type(), text);
}

/// All rows, or as many as fit from the first one that is seen.
fn rows_in_a_picture(laid: &Laid, fit: usize, heat: Heat) -> Range<usize> {
    let all = laid.matrix.rows.len();
    if all <= fit {
        return 0..all;
    }
    let seen = heat.seen.get_untracked();
    let first = (seen.from.1 / heat.cell.get_untracked()) as usize;
    let first = first.min(all - fit);
    first..first + fit
}

/// What is in a file, in words.
fn content(laid: &Laid, rows: &Range<usize>, kind: Kind) -> String {
    let all = laid.matrix.rows.len();
    let types = count(all as u64, "type");
    let part = if rows.len() == all {
        String::new()
    } else {
        format!(", rows {} to {}", number(rows.start as u64 + 1), number(rows.end as u64))
    };
    let what = if kind == Kind::Counts { "" } else { "shares of " };
    format!("{what}{} by region, {types}{part}", laid.matrix.unit.words())
}

/// How many rows a PNG has room for.
fn rows_of_png(geometry: Geometry) -> usize {
    let room = PNG_SIDE / PNG_RATIO - geometry.top - foot_height(FOOT_LINES);
    (room / geometry.cell) as usize
}

fn save_png(heat: Heat, index: &Index, matrix: &Matrix, lines: &[String], name: String) {
    let shown = Geometry { rows: matrix.rows.len(), ..heat.geometry() };
    let foot = foot_height(lines.len());
    let (width, height) = shown.size();
    let width = width.clamp(PNG_NARROWEST, PNG_SIDE / PNG_RATIO);
    let arranged = heat.arranged.get();
    let frame = Frame {
        matrix,
        index,
        geometry: shown,
        seen: Seen { from: (0.0, 0.0), size: (width, height) },
        spot: None,
        open: None,
        full_names: heat.full_names.get(),
        by: arranged.by(),
    };
    let canvas = document().create_element("canvas").ok();
    let Some(canvas) = canvas.and_then(|it| it.dyn_into::<HtmlCanvasElement>().ok()) else {
        return;
    };
    canvas.set_width((width * PNG_RATIO) as u32);
    canvas.set_height(((height + foot) * PNG_RATIO) as u32);
    let palette = heat.scroller.get_untracked().and_then(|it| Palette::of(&it));
    let (Some(context), Some(palette)) = (context_of(&canvas), palette) else { return };
    drop(context.set_transform(PNG_RATIO, 0.0, 0.0, PNG_RATIO, 0.0, 0.0));
    paint(&context, &palette, &frame);
    paint_foot(&context, &palette, &frame, lines, height);
    let done = Closure::once_into_js(move |blob: Option<Blob>| {
        if let Some(blob) = blob {
            files::save_blob(&name, &blob);
        }
    });
    // A canvas that cannot be read is empty: then there is nothing to save.
    drop(canvas.to_blob(done.unchecked_ref()));
}

/// `quickpage-hemibrain-v1.2.1-input-by-region.svg`.
fn name(dataset: &Dataset, way: Way, kind: Kind) -> String {
    let safe = |it: char| if it.is_ascii_alphanumeric() || ".-_".contains(it) { it } else { '-' };
    let dataset: String = dataset.name.chars().map(safe).collect();
    let end = match kind {
        Kind::Svg => ".svg",
        Kind::Png => ".png",
        Kind::Shares => ".csv",
        Kind::Counts => "-counts.csv",
    };
    format!("quickpage-{dataset}-{}-by-region{end}", way.word())
}
