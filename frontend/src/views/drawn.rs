//! The rows of the list that are in the page. They are written as one text, which the browser
//! reads faster than it makes elements one by one; while the list scrolls, those that are still
//! to be seen stay.

use std::ops::Range;

use leptos::prelude::*;
use shared::index::TypeId;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use crate::markup::Html;

/// Id of the element of a row.
pub fn element_id(at: usize) -> String {
    format!("row-{at}")
}

/// What rows are in the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Stands for all that rows are made of besides their type: rows of another content are
    /// written anew.
    pub content: u64,
    /// The place of the first row in the list.
    pub from: usize,
    /// The types, and how they stand.
    pub rows: Vec<(TypeId, Marks)>,
}

/// How a row stands out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marks {
    /// Its type is shown in detail.
    pub is_open: bool,
    /// Its type is in the basket.
    pub is_picked: bool,
    /// The arrow keys have reached it.
    pub is_active: bool,
}

impl Marks {
    /// The classes of the row.
    pub fn classes(self) -> String {
        let words =
            [(self.is_open, " open"), (self.is_picked, " picked"), (self.is_active, " active")];
        let words = words.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word);
        ["row"].into_iter().chain(words).collect()
    }

    /// Shows them on a row that is in the page.
    fn show(self, row: &Element) {
        row.set_class_name(&self.classes());
        // Attributes of these names can be set on any element.
        let _ = row.set_attribute("aria-selected", &self.is_picked.to_string());
        let _ = row.set_attribute("aria-current", &self.is_open.to_string());
        if let Ok(Some(picked)) = row.query_selector("input") {
            picked.unchecked_into::<HtmlInputElement>().set_checked(self.is_picked);
        }
    }
}

impl Drawn {
    fn to(&self) -> usize {
        self.from + self.rows.len()
    }

    fn at(&self, at: usize) -> Option<(TypeId, Marks)> {
        at.checked_sub(self.from).and_then(|at| self.rows.get(at)).copied()
    }

    /// The places whose rows stay when others take the place of these; none where all are
    /// written anew.
    fn kept(&self, next: &Drawn) -> Range<usize> {
        let both = self.from.max(next.from)..self.to().min(next.to());
        let id = |drawn: &Drawn, at| drawn.at(at).map(|(id, _)| id);
        let is_same =
            self.content == next.content && both.clone().all(|at| id(self, at) == id(next, at));
        if is_same && !both.is_empty() { both } else { 0..0 }
    }

    /// Turns what is in the page into what is to be there.
    pub fn become_next(
        &mut self,
        next: Drawn,
        page: &Element,
        row: impl Fn(usize, TypeId, Marks) -> Html,
    ) {
        let kept = self.kept(&next);
        let written = |places: Range<usize>| -> Html {
            let rows = places.filter_map(|at| next.at(at).map(|(id, marks)| (at, id, marks)));
            rows.map(|(at, id, marks)| row(at, id, marks)).collect()
        };
        if kept.is_empty() {
            page.set_inner_html(written(next.from..next.to()).as_str());
        } else {
            let gone = |end: fn(&Element) -> Option<Element>, rows: usize| {
                (0..rows).filter_map(|_| end(page)).for_each(|row| row.remove());
            };
            gone(Element::first_element_child, kept.start - self.from);
            gone(Element::last_element_child, self.to() - kept.end);
            let new = [("afterbegin", next.from..kept.start), ("beforeend", kept.end..next.to())];
            for (place, places) in new.into_iter().filter(|(_, places)| !places.is_empty()) {
                // An element takes any text.
                let _ = page.insert_adjacent_html(place, written(places).as_str());
            }
            for at in kept {
                let (before, after) = (self.at(at), next.at(at));
                if let (true, Some((_, marks))) = (before != after, after)
                    && let Some(row) = document().get_element_by_id(&element_id(at))
                {
                    marks.show(&row);
                }
            }
        }
        *self = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(content: u64, from: usize, ids: &[TypeId]) -> Drawn {
        let rows = ids.iter().map(|id| (*id, Marks::default())).collect();
        Drawn { content, from, rows }
    }

    #[test]
    fn rows_stay_while_the_list_scrolls() {
        let before = drawn(1, 4, &[10, 11, 12, 13]);
        let check = |next, kept| assert_eq!(before.kept(&next), kept, "{next:?}");
        check(drawn(1, 4, &[10, 11, 12, 13]), 4..8);
        check(drawn(1, 6, &[12, 13, 14, 15]), 6..8);
        check(drawn(1, 2, &[8, 9, 10]), 4..5);
        check(drawn(1, 5, &[11]), 5..6);
    }

    #[test]
    fn rows_of_another_answer_are_written_anew() {
        let before = drawn(1, 4, &[10, 11, 12, 13]);
        for next in [
            drawn(2, 4, &[10, 11, 12, 13]),
            drawn(1, 4, &[10, 99, 12, 13]),
            drawn(1, 8, &[14, 15]),
            drawn(1, 0, &[]),
            Drawn::default(),
        ] {
            assert!(before.kept(&next).is_empty(), "{next:?}");
        }
    }

    #[test]
    fn a_row_says_how_it_stands() {
        let marks = Marks { is_open: true, is_picked: false, is_active: true };
        assert_eq!(marks.classes(), "row open active");
        assert_eq!(Marks::default().classes(), "row");
    }
}
