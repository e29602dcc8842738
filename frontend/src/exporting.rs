//! What is found or picked, written for other programs. A long table is written in slices, so
//! that the page stays usable meanwhile.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::copy_as::{Copied, Language, Selected, copy_as};
use shared::export::types::TypesTable;
use shared::export::{Format, Head};
use shared::neuron::NameKind;
use shared::wire::Dataset;

use crate::format::{count, number};
use crate::pause::{self, Slices};
use crate::state::State;
use crate::{address, files};

/// Which types are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that are listed, in their order.
    Result,
    /// Those in the basket.
    Basket,
}

impl Which {
    /// Their names.
    pub fn names(self, state: State) -> Vec<String> {
        match self {
            Which::Basket => state.view.with(|view| view.basket.iter().cloned().collect()),
            Which::Result => {
                state.edition.track();
                let name = |id: &u32| {
                    state.with_index(|index| {
                        index.entries.get(*id as usize).map(|entry| entry.name.to_string())
                    })
                };
                state.answer.with(|answer| answer.0.types.iter().filter_map(name).collect())
            }
        }
    }

    /// How many they are.
    pub fn len(self, state: State) -> usize {
        match self {
            Which::Basket => state.view.with(|view| view.basket.len()),
            Which::Result => state.answer.with(|answer| answer.0.types.len()),
        }
    }

    fn in_words(self, types: u64, of: u64) -> String {
        match self {
            Which::Basket => format!("a basket of {} of {}", count(types, "type"), number(of)),
            Which::Result => format!("{} of {}", count(types, "type"), number(of)),
        }
    }
}

/// Writes a file and offers it. `said` tells how far it is.
pub fn export(
    state: State,
    which: Which,
    format: Format,
    with_regions: bool,
    said: RwSignal<String>,
) {
    let Some(dataset) = state.dataset.get_untracked() else { return };
    let names = untrack(|| which.names(state));
    let address = untrack(|| address::whole(&state.view.get()));
    said.set(format!("writing {}…", count(names.len() as u64, "type")));
    spawn_local(async move {
        let types = names.len() as u64;
        let of = state.with_index(|index| index.len()) as u64;
        let date = pause::date();
        let content = which.in_words(types, of);
        let head = Head { dataset: &dataset, content: &content, address: &address, date: &date };
        let text = written(state, &names, format, with_regions, &head).await;
        let basket = if which == Which::Basket { "basket-" } else { "" };
        let name = file_name(&dataset, &format!("{basket}{types}-types"), format);
        files::save(&name, format.media_type(), &text);
        // The panel may be closed by now.
        said.try_set(format!("{name} is written"));
    });
}

async fn written(
    state: State,
    names: &[String],
    format: Format,
    with_regions: bool,
    head: &Head<'_>,
) -> String {
    let regions = with_regions.then(|| state.regions.get_untracked());
    let mut table = TypesTable::new(regions.map(|regions| Arc::clone(&regions)));
    let mut slices = Slices::new();
    summaries(state).await;
    for name in names {
        if let Some(summary) = state.with_library(|library| library.summary(name)) {
            table.push(&summary);
        }
        slices.breathe().await;
    }
    let mut writer = table.begin(format, head);
    for at in 0..table.len() {
        table.write(at, &mut writer);
        slices.breathe().await;
    }
    writer.finish()
}

/// Waits until the summaries are there: of a kept copy the index comes first.
async fn summaries(state: State) {
    while !state.has_summaries.get_untracked() {
        pause::milliseconds(20).await;
    }
}

/// Writes what is behind a type, which is there, and offers it: `of` names it in the file's name,
/// `content` within the file.
pub fn save_detail(
    state: State,
    of: &str,
    content: &str,
    format: Format,
    write: impl FnOnce(Format, &Head<'_>) -> String,
) {
    let Some(dataset) = state.dataset.get_untracked() else { return };
    let address = untrack(|| address::whole(&state.view.get()));
    let date = pause::date();
    let head = Head { dataset: &dataset, content, address: &address, date: &date };
    files::save(&file_name(&dataset, of, format), format.media_type(), &write(format, &head));
}

/// `quickpage-hemibrain-v1.2.1-12-types.csv`.
fn file_name(dataset: &Dataset, of: &str, format: Format) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || ".-_".contains(c) { c } else { '-' };
    let name: String = format!("{}-{of}", dataset.name).chars().map(safe).collect();
    format!("quickpage-{name}.{}", format.extension())
}

/// Copies the types in a language, and says what it could not say.
pub fn copy(state: State, which: Which, language: Language, said: RwSignal<String>) {
    let Some(dataset) = state.dataset.get_untracked() else { return };
    let names = untrack(|| which.names(state));
    spawn_local(async move {
        summaries(state).await;
        let types: Vec<Selected> =
            names.into_iter().map(|name| selected(state, language, name)).collect();
        let Copied { text, left_out } = copy_as(language, &dataset, &types);
        let missing = match left_out.len() as u64 {
            0 => String::new(),
            1 => format!("; left out: {}", left_out[0]),
            n => format!("; left out: {} and {} more", left_out[0], number(n - 1)),
        };
        let why = match language {
            Language::Codex if !left_out.is_empty() => {
                " (no FlyWire type known, or one that Codex cannot be asked for)"
            }
            _ => "",
        };
        let said_of = count(types.len() as u64 - left_out.len() as u64, "type");
        let words = if text.is_empty() {
            "nothing to copy".to_owned()
        } else if files::copy(&text).await {
            format!("copied {said_of}")
        } else {
            "this browser does not allow copying".to_owned()
        };
        said.try_set(format!("{words}{missing}{why}"));
    });
}

/// FlyWire's names are read only where they are needed: a summary has to be read for them.
fn selected(state: State, language: Language, name: String) -> Selected {
    let summary = match language {
        Language::Codex => state.with_library(|library| library.summary(&name)),
        _ => None,
    };
    let names = summary.into_iter().flat_map(|summary| summary.names);
    let flywire = names.filter(|it| it.kind == NameKind::FlywireType).map(|it| it.name).collect();
    Selected { name, flywire }
}
