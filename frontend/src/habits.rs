//! What this browser's local storage remembers of the person: the columns of the list, and the
//! basket of each dataset; and of a static site, which of its demands have been met. Where storage
//! is not allowed, they hold until the page is left.

use leptos::prelude::*;
use shared::view::Column;

use crate::address;
use crate::state::State;

const COLUMNS: &str = "quickpage-columns";
const BASKET: &str = "quickpage-basket:";
const DEMAND: &str = "quickpage-demand:";

/// The columns that the person is used to, where they are not those that the page opens with.
pub fn columns() -> Option<Vec<Column>> {
    recall(COLUMNS).map(|text| Column::read(&text))
}

/// Remembers columns, or that the page's own will do.
pub fn remember_columns(columns: Option<&[Column]>) {
    remember(COLUMNS, columns.map(Column::write));
}

/// The last demand of the page's site that has been met; 0 where there was none.
pub fn demand_met() -> u64 {
    recall(&format!("{DEMAND}{}", address::folder())).and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// Remembers that a demand has been met; whether this browser does.
pub fn remember_demand(demand: u64) -> bool {
    remember(&format!("{DEMAND}{}", address::folder()), Some(demand.to_string()));
    demand_met() == demand
}

/// Which dataset is asked for, which one is open, and what is in its basket.
type Basket = (Option<String>, Option<String>, Vec<String>);

/// Brings back a dataset's basket when that dataset opens and the address has none, and
/// remembers what the person puts into it. A basket that came with a link is shown but not
/// remembered until it is changed, so that a link takes nothing away.
pub fn follow_basket(state: State) {
    Effect::new(move |before: Option<Basket>| {
        let asked = state.view.with(|view| view.dataset.clone());
        let open = state.dataset.with(|it| it.as_ref().map(|it| (it.name.clone(), it.default)));
        let basket: Vec<String> = state.view.with(|view| view.basket.iter().cloned().collect());
        let is_asked_for = open.as_ref().is_some_and(|(name, default)| match &asked {
            Some(asked) => asked == name,
            None => *default,
        });
        let name = open.map(|(name, _)| name).filter(|_| is_asked_for);
        let is_same = before.as_ref().is_some_and(|(a, n, _)| (a, n) == (&asked, &name));
        match &name {
            Some(name) if is_same && before.as_ref().is_some_and(|it| it.2 != basket) => {
                let text = serde_json::to_string(&basket).ok().filter(|_| !basket.is_empty());
                remember(&format!("{BASKET}{name}"), text);
            }
            Some(name) if !is_same && basket.is_empty() => {
                let kept = recall(&format!("{BASKET}{name}"));
                let kept: Option<Vec<String>> = kept.and_then(|it| serde_json::from_str(&it).ok());
                if let Some(kept) = kept.filter(|kept| !kept.is_empty()) {
                    state.refine(|view| view.basket.extend(kept.iter().cloned()));
                    return (asked, Some(name.clone()), kept);
                }
            }
            _ => {}
        }
        (asked, name, basket)
    });
}

fn recall(key: &str) -> Option<String> {
    window().local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

fn remember(key: &str, text: Option<String>) {
    let Ok(Some(storage)) = window().local_storage() else { return };
    // Storage that is full or forbidden leaves the page as it is.
    drop(match text {
        Some(text) => storage.set_item(key, &text),
        None => storage.remove_item(key),
    });
}
