//! What the heat map shows and how it is being looked at.

use std::sync::Arc;

use leptos::html::{Canvas, Div};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::matrix::{self, CLUSTERED_AT_MOST, Clustering, Matrix};
use shared::view::{self, Rows, Way};
use wasm_bindgen::JsCast;
use web_sys::CanvasRenderingContext2d;

use super::geometry::{Geometry, Seen, Spot, room_for};
use super::paint::{Frame, Palette, paint};
use crate::pause::{Slices, now};
use crate::state::State;
use crate::status::Edition;

/// Side of a cell to begin with, in pixels.
const CELL: f64 = 18.0;

/// How long the page may wait for rows to be clustered before it shows them as they are, in
/// milliseconds.
const PATIENCE: f64 = 12.0;

/// Most room for names, in pixels: of types, of types on a phone, of regions.
const NAMES: (f64, f64, f64) = (190.0, 104.0, 236.0);

/// A heat map, and how it is looked at. A handle, free to copy.
#[derive(Clone, Copy)]
pub struct Heat {
    /// The page.
    pub state: State,
    /// How it is arranged, as the view says.
    pub arranged: Memo<view::Heat>,
    /// Whether regions are called by their full names.
    pub full_names: RwSignal<bool>,
    /// Side of a cell.
    pub cell: RwSignal<f64>,
    /// The values.
    pub matrix: RwSignal<Laid>,
    /// How far clustering has come, in percent, while it is under way.
    pub percent: RwSignal<Option<u64>>,
    /// What the keys have reached.
    pub cursor: RwSignal<Option<Spot>>,
    /// What the mouse is over.
    pub hover: RwSignal<Option<Spot>>,
    /// What is seen.
    pub seen: RwSignal<Seen>,
    /// Whether the ground is dark: the colours of the legend.
    pub dark: RwSignal<bool>,
    /// Whether the keys stay in their column when it is arranged otherwise.
    pub stays: StoredValue<bool>,
    /// What scrolls.
    pub scroller: NodeRef<Div>,
    /// What is painted on.
    pub canvas: NodeRef<Canvas>,
    run: StoredValue<u32>,
}

/// A matrix, and the edition of the index that its types are of; equal if they are one.
#[derive(Clone)]
pub struct Laid {
    /// The matrix.
    pub matrix: Arc<Matrix>,
    edition: Edition,
}

impl PartialEq for Laid {
    fn eq(&self, other: &Laid) -> bool {
        Arc::ptr_eq(&self.matrix, &other.matrix)
    }
}

impl Heat {
    /// As it opens.
    pub fn new(state: State) -> Heat {
        let nothing = state.with_index(|index| Matrix::new(index, &[], Way::Input));
        let nothing = Laid { matrix: Arc::new(nothing), edition: Edition::default() };
        let heat = Heat {
            state,
            arranged: Memo::new(move |_| state.view.with(|view| view.heat.clone())),
            full_names: RwSignal::new(false),
            cell: RwSignal::new(CELL),
            matrix: RwSignal::new(nothing),
            percent: RwSignal::new(None),
            cursor: RwSignal::new(None),
            hover: RwSignal::new(None),
            seen: RwSignal::new(Seen::default()),
            dark: RwSignal::new(false),
            stays: StoredValue::new(false),
            scroller: NodeRef::new(),
            canvas: NodeRef::new(),
            run: StoredValue::new(0),
        };
        Effect::new(move |_| heat.lay());
        Effect::new(move |_| {
            heat.state.asked.track();
            heat.arranged.track();
            heat.hover.set(None);
            let stays = heat.stays.get_value();
            heat.stays.set_value(false);
            if !stays {
                heat.cursor.set(None);
            }
            let left = if stays { heat.seen.get_untracked().from.0 } else { 0.0 };
            heat.scroll_to((left, 0.0));
        });
        heat
    }

    /// Lays out the answer anew.
    fn lay(self) {
        let answer = self.state.answer.get();
        let edition = self.state.edition.get();
        let view::Heat { way, rows, clusters_regions } = self.arranged.get();
        self.run.update_value(|run| *run += 1);
        self.percent.set(None);
        let mut laid = self.state.with_index(|index| {
            let mut matrix = Matrix::new(index, &answer.0.types, way);
            if clusters_regions {
                let order = matrix::cluster_columns(&matrix, index);
                matrix = matrix.with_columns(&order);
            }
            if let Rows::By(name) = &rows {
                matrix = matrix.by(name, index);
            }
            Laid { matrix: Arc::new(matrix), edition }
        });
        if rows == Rows::Clustered {
            let begun = now();
            let read = |index: &_| matrix::cluster_rows(&laid.matrix, index);
            let mut clustering = self.state.with_index(read);
            let mut goes_on = true;
            while goes_on && now() - begun < PATIENCE {
                goes_on = clustering.step();
            }
            if goes_on {
                self.cluster(laid.clone(), clustering);
            } else {
                laid = in_order(&laid, clustering);
            }
        }
        self.matrix.set(laid);
    }

    /// Goes on with clustering while the page stays alive.
    fn cluster(self, laid: Laid, mut clustering: Clustering) {
        let run = self.run.get_value();
        spawn_local(async move {
            let mut slices = Slices::new();
            while clustering.step() {
                // The page may have gone on, or be gone.
                if self.run.try_get_value() != Some(run) {
                    return;
                }
                // By tens: ears would hear each one.
                let percent = Some(clustering.percent() / 10 * 10);
                if self.percent.try_get_untracked() != Some(percent) {
                    self.percent.try_set(percent);
                }
                slices.breathe().await;
            }
            if self.run.try_get_value() == Some(run) {
                self.percent.set(None);
                self.matrix.set(in_order(&laid, clustering));
            }
        });
    }

    /// Arranges it otherwise: Back undoes it.
    pub fn arrange(self, change: impl FnOnce(&mut view::Heat)) {
        self.state.choose(|view| change(&mut view.heat));
    }

    /// What is pointed at.
    pub fn spot(self) -> Option<Spot> {
        self.hover.get().or(self.cursor.get())
    }

    /// Reads the index together with a matrix of the same edition.
    pub fn read<T>(self, read: impl FnOnce(&shared::index::Index, &Laid) -> T) -> Option<T> {
        let laid = self.matrix.get();
        let edition = self.state.edition.get();
        // An id outlives its index for the moment in which another takes its place.
        (laid.edition.build == edition.build)
            .then(|| self.state.with_index(|index| read(index, &laid)))
    }

    /// Where everything stands.
    pub fn geometry(self) -> Geometry {
        let cell = self.cell.get();
        let full_names = self.full_names.get();
        let is_phone = self.state.is_phone.get();
        let longest = |names: &mut dyn Iterator<Item = usize>| names.max().unwrap_or(0);
        let measured = self.read(|index, laid| {
            let types = laid.matrix.rows.iter().filter_map(|id| index.entries.get(*id as usize));
            let regions = laid.matrix.columns.iter().map(|column| {
                let name = column.name(&index.regions);
                column.full_name(&index.regions).filter(|_| full_names).unwrap_or(name)
            });
            Geometry {
                cell,
                left: room_for(
                    nearly_longest(types.map(|entry| entry.name.chars().count()).collect()),
                    if is_phone { NAMES.1 } else { NAMES.0 },
                ),
                // With room for the arrow of an order.
                top: room_for(longest(&mut regions.map(|name| name.chars().count() + 1)), NAMES.2),
                rows: laid.matrix.rows.len(),
                columns: laid.matrix.columns.len(),
            }
        });
        measured.unwrap_or(Geometry { cell, ..Geometry::default() })
    }

    /// Measures what is seen: it changes by scrolling and resizing, and with the geometry.
    pub fn measure(self) {
        let Some(Some(scroller)) = self.scroller.try_get_untracked() else { return };
        let from = (f64::from(scroller.scroll_left()), f64::from(scroller.scroll_top()));
        let size = (f64::from(scroller.client_width()), f64::from(scroller.client_height()));
        let seen = Seen { from, size };
        if self.seen.get_untracked() != seen {
            self.seen.set(seen);
        }
    }

    /// Scrolls to a place.
    pub fn scroll_to(self, (x, y): (f64, f64)) {
        if let Some(Some(scroller)) = self.scroller.try_get_untracked() {
            scroller.set_scroll_left(x as i32);
            scroller.set_scroll_top(y as i32);
        }
        self.measure();
    }

    /// Paints what is seen.
    pub fn paint(self, geometry: Geometry) {
        let seen = self.seen.get();
        let spot = self.spot();
        let full_names = self.full_names.get();
        let by = self.arranged.get();
        let open = self.state.view.with(|view| view.open.clone());
        let (Some(scroller), Some(canvas)) = (self.scroller.get(), self.canvas.get()) else {
            return;
        };
        let Some(palette) = Palette::of(&scroller) else { return };
        if self.dark.get_untracked() != palette.dark {
            self.dark.set(palette.dark);
        }
        let ratio = window().device_pixel_ratio().max(1.0);
        let in_pixels = |side: f64| (side * ratio).round().max(1.0) as u32;
        let (width, height) = (in_pixels(seen.size.0), in_pixels(seen.size.1));
        // To set them empties the canvas, and takes time.
        if (canvas.width(), canvas.height()) != (width, height) {
            canvas.set_width(width);
            canvas.set_height(height);
        }
        let Some(context) = context_of(&canvas) else { return };
        // A scale that is a number is taken.
        drop(context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0));
        self.read(|index, laid| {
            let open = open.and_then(|name| index.find(&name));
            let matrix = &laid.matrix;
            paint(
                &context,
                &palette,
                &Frame { matrix, index, geometry, seen, spot, open, full_names, by: by.by() },
            );
        });
    }

    /// Whether some rows only stand beside those that have been clustered.
    pub fn is_clustered_in_part(self) -> bool {
        self.arranged.get().rows == Rows::Clustered
            && self.matrix.with(|laid| laid.matrix.rows.len() > CLUSTERED_AT_MOST)
    }
}

/// So many letters that 49 names of 50 have no more: one very long name would take the room of
/// several columns.
fn nearly_longest(mut lengths: Vec<usize>) -> usize {
    let at = lengths.len() * 49 / 50;
    if at >= lengths.len() { 0 } else { *lengths.select_nth_unstable(at).1 }
}

/// The pen of a canvas.
pub fn context_of(canvas: &web_sys::HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

fn in_order(laid: &Laid, clustering: Clustering) -> Laid {
    let matrix = Matrix::clone(&laid.matrix).with_rows(&clustering.order());
    Laid { matrix: Arc::new(matrix), ..laid.clone() }
}
