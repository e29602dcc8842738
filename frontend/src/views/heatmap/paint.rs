//! The only file that paints: the part of the heat map that is seen, onto a canvas.

use std::f64::consts::FRAC_PI_2;

use shared::index::{Index, TypeId};
use shared::matrix::{Column, Matrix, scale};
use web_sys::{CanvasRenderingContext2d, Element};

use super::geometry::{Geometry, Seen, Spot};

/// Least distance of two labels.
const LABELS_APART: f64 = 14.0;
/// Stands before the region that the types are ordered by.
const ARROW: &str = "◂ ";
/// Cells smaller than this have no gap between them.
const GAP_FROM: f64 = 7.0;

/// The colours and the font of the page. The canvas's own element has them as its computed
/// style, so that the style sheet stays the one place for themes and forced colours.
pub struct Palette {
    ink: String,
    quiet: String,
    ground: String,
    nothing: String,
    marked: String,
    font: String,
    /// Whether the ground is dark.
    pub dark: bool,
}

impl Palette {
    /// What an element's style says.
    pub fn of(element: &Element) -> Option<Palette> {
        let style = web_sys::window()?.get_computed_style(element).ok()??;
        let value = |name: &str| style.get_property_value(name).unwrap_or_default();
        let ground = value("background-color");
        Some(Palette {
            ink: value("color"),
            quiet: value("border-left-color"),
            nothing: value("border-bottom-color"),
            marked: value("border-top-color"),
            font: value("font-family"),
            dark: is_dark(&ground),
            ground,
        })
    }
}

/// Whether a computed colour, `rgb(16, 19, 18)`, is dark.
fn is_dark(colour: &str) -> bool {
    let parts = colour.split(|it: char| !it.is_ascii_digit() && it != '.');
    let parts: Vec<f64> = parts.filter_map(|part| part.parse().ok()).take(3).collect();
    parts.len() == 3 && parts.iter().sum::<f64>() < 3.0 * 110.0
}

/// What is painted.
pub struct Frame<'a> {
    /// The values.
    pub matrix: &'a Matrix,
    /// The types.
    pub index: &'a Index,
    /// Where they stand.
    pub geometry: Geometry,
    /// What of them is seen.
    pub seen: Seen,
    /// What is pointed at.
    pub spot: Option<Spot>,
    /// The type whose detail is open.
    pub open: Option<TypeId>,
    /// Whether regions are called by their full names.
    pub full_names: bool,
    /// The region that the types are ordered by.
    pub by: Option<&'a str>,
}

/// Paints it. What lies at the edges is painted last: names cover the cells that scroll below.
pub fn paint(context: &CanvasRenderingContext2d, palette: &Palette, frame: &Frame<'_>) {
    let Geometry { left, top, .. } = frame.geometry;
    let (width, height) = frame.seen.size;
    let painter = Painter { context, palette, frame };
    painter.fill(&palette.ground, 0.0, 0.0, width, height);
    painter.cells();
    painter.mark_spot();
    painter.fill(&palette.ground, 0.0, 0.0, left, height);
    painter.types();
    painter.fill(&palette.ground, 0.0, 0.0, width, top);
    painter.regions();
    painter.fill(&palette.ground, 0.0, 0.0, left, top);
}

struct Painter<'a> {
    context: &'a CanvasRenderingContext2d,
    palette: &'a Palette,
    frame: &'a Frame<'a>,
}

impl Painter<'_> {
    fn fill(&self, colour: &str, x: f64, y: f64, width: f64, height: f64) {
        self.context.set_fill_style_str(colour);
        self.context.fill_rect(x, y, width, height);
    }

    /// Colour by colour: to change it costs more than to fill a cell.
    fn cells(&self) {
        let Frame { matrix, index, geometry, seen, spot, .. } = *self.frame;
        let columns = geometry.columns_seen(seen);
        let mut steps = vec![Vec::new(); scale::STEPS];
        let mut reader = matrix.reader(index.regions.all.len());
        let side = geometry.cell - if geometry.cell < GAP_FROM { 0.0 } else { 1.0 };
        let rows = geometry.rows_seen(seen);
        let (x, y) = (geometry.x(columns.start, seen), geometry.y(rows.start, seen));
        let along = |n: usize| n as f64 * geometry.cell;
        self.fill(&self.palette.nothing, x, y, along(columns.len()), along(rows.len()));
        if let Some(row) = spot.and_then(Spot::row) {
            self.fill(&self.palette.marked, x, geometry.y(row, seen), along(columns.len()), side);
        }
        if let Some(column) = spot.and_then(Spot::column) {
            self.fill(&self.palette.marked, geometry.x(column, seen), y, side, along(rows.len()));
        }
        for row in rows {
            let Some(entry) = self.entry(row) else { continue };
            let (counts, total) = reader.read(entry);
            let y = geometry.y(row, seen);
            for column in columns.clone() {
                let count = counts.get(column).copied().unwrap_or_default();
                if let Some(step) = scale::step(count, total).checked_sub(1) {
                    steps[step].push((geometry.x(column, seen), y));
                }
            }
        }
        let colours = scale::colours(matrix.way, self.palette.dark);
        for (cells, colour) in steps.iter().zip(colours) {
            self.context.set_fill_style_str(colour);
            cells.iter().for_each(|(x, y)| self.context.fill_rect(*x, *y, side, side));
        }
    }

    fn entry(&self, row: usize) -> Option<&shared::index::Entry> {
        self.frame.index.entries.get(*self.frame.matrix.rows.get(row)? as usize)
    }

    /// A line around the cell, and bands in the names that it belongs to.
    fn mark_spot(&self) {
        let Frame { geometry, seen, spot, .. } = *self.frame;
        let Some(Spot::Cell(row, column)) = spot else { return };
        self.context.set_stroke_style_str(&self.palette.ink);
        self.context.set_line_width(2.0);
        let (x, y) = (geometry.x(column, seen), geometry.y(row, seen));
        self.context.stroke_rect(x - 0.5, y - 0.5, geometry.cell, geometry.cell);
    }

    fn types(&self) {
        let Frame { matrix, geometry, seen, spot, open, .. } = *self.frame;
        self.context.set_text_align("right");
        self.context.set_text_baseline("middle");
        let rows = geometry.rows_seen(seen);
        let every = every(geometry.cell);
        let spotted = spot.and_then(Spot::row);
        for row in rows {
            let is_open = open.is_some() && open == matrix.rows.get(row).copied();
            let is_marked = spotted == Some(row);
            let is_near = spotted.is_some_and(|it| it.abs_diff(row) < every);
            if !is_marked && !is_open && (row % every != 0 || is_near) {
                continue;
            }
            let Some(entry) = self.entry(row) else { continue };
            let y = geometry.y(row, seen) + geometry.cell / 2.0;
            if is_marked || is_open {
                let height = geometry.cell.max(16.0);
                self.fill(&self.palette.marked, 0.0, y - height / 2.0, geometry.left - 2.0, height);
            }
            self.label(&entry.name, geometry.left - 7.0, y, geometry.left - 10.0, is_marked);
        }
    }

    fn regions(&self) {
        let Frame { matrix, index, geometry, seen, spot, full_names, by, .. } = *self.frame;
        self.context.set_text_align("left");
        let every = every(geometry.cell);
        let is_ordered = |of: &Column| by == Some(of.name(&index.regions));
        let marked = [spot.and_then(Spot::column), matrix.columns.iter().position(is_ordered)];
        for column in geometry.columns_seen(seen) {
            let Some(of) = matrix.columns.get(column) else { continue };
            let short = of.name(&index.regions);
            let is_marked = marked.contains(&Some(column));
            let is_near = marked.iter().flatten().any(|it| it.abs_diff(column) < every);
            if !is_marked && (column % every != 0 || is_near) {
                continue;
            }
            let name = of.full_name(&index.regions).filter(|_| full_names).unwrap_or(short);
            let x = geometry.x(column, seen) + geometry.cell / 2.0;
            if is_marked {
                let width = geometry.cell.max(16.0);
                self.fill(&self.palette.marked, x - width / 2.0, 0.0, width, geometry.top - 2.0);
            }
            self.context.save();
            // Neither can fail for numbers that are numbers.
            drop(self.context.translate(x, geometry.top - 7.0));
            drop(self.context.rotate(-FRAC_PI_2));
            // Turned with the name it points down, to the rows.
            let arrow = if is_ordered(of) { ARROW } else { "" };
            self.label(&format!("{arrow}{name}"), 0.0, 0.5, geometry.top - 10.0, is_marked);
            self.context.restore();
        }
    }

    /// Text that ends with an ellipsis where it does not fit.
    fn label(&self, text: &str, x: f64, y: f64, room: f64, is_marked: bool) {
        let weight = if is_marked { "620" } else { "450" };
        let colour = if is_marked { &self.palette.ink } else { &self.palette.quiet };
        self.context.set_font(&format!("{weight} 12px {}", self.palette.font));
        self.context.set_fill_style_str(colour);
        let width = self.context.measure_text(text).map_or(0.0, |it| it.width());
        let shortened;
        let text = if width <= room {
            text
        } else {
            let letters = text.chars().count();
            let fit = (letters as f64 * room / width) as usize;
            shortened = text.chars().take(fit.saturating_sub(1)).chain(['…']).collect::<String>();
            &shortened
        };
        // Text that cannot be painted is in the readout still.
        drop(self.context.fill_text(text, x, y));
    }

    /// Words below the picture, for a file.
    fn words(&self, lines: &[String], x: f64, y: f64) {
        self.context.set_text_align("left");
        for (at, line) in lines.iter().enumerate() {
            self.label(line, x, y + at as f64 * 16.0, f64::INFINITY, at == 0);
        }
    }
}

/// Of small cells only every so many have room for a name.
fn every(cell: f64) -> usize {
    ((LABELS_APART / cell).ceil() as usize).max(1)
}

/// Height of the legend and of these lines, below a picture.
pub fn foot_height(lines: usize) -> f64 {
    64.0 + lines as f64 * 16.0
}

/// The legend and some lines below the picture, for a file; the ground must be there.
pub fn paint_foot(
    context: &CanvasRenderingContext2d,
    palette: &Palette,
    frame: &Frame<'_>,
    lines: &[String],
    y: f64,
) {
    let painter = Painter { context, palette, frame };
    let (width, height) = (frame.seen.size.0, foot_height(lines.len()));
    painter.fill(&palette.ground, 0.0, y, width, height);
    context.set_text_align("center");
    let colours = std::iter::once(palette.nothing.as_str())
        .chain(scale::colours(frame.matrix.way, palette.dark).iter().copied());
    let words = std::iter::once("0".to_owned()).chain(scale::words());
    for (at, (colour, words)) in colours.zip(words).enumerate() {
        let x = 12.0 + at as f64 * 30.0;
        painter.fill(colour, x, y + 10.0, 29.0, 12.0);
        painter.label(&words, x + 15.0, y + 30.0, 30.0, false);
    }
    painter.words(lines, 12.0, y + 54.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ground_tells_the_theme() {
        assert!(is_dark("rgb(23, 27, 25)"));
        assert!(!is_dark("rgb(255, 255, 255)"));
        assert!(!is_dark("rgba(251, 251, 250, 1)"));
        assert!(!is_dark("transparent"));
    }

    #[test]
    fn labels_keep_their_distance() {
        assert_eq!((every(18.0), every(14.0), every(4.0), every(9.0)), (1, 1, 4, 2));
    }
}
