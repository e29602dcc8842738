//! What a brief summary leaves out, the counts by side of the neuron: shown when the whole summary
//! has come.

use leptos::prelude::*;
use shared::roi::RegionTable;
use shared::side::Side;
use shared::wire::{SideCounts, Summary};

use super::{figures, laterality};
use crate::resources::{Asked, ask_summary};
use crate::state::use_state;
use crate::views::asking;
use crate::views::live::live;

/// The sides, and whether its neurons stay on their own; the latter where there are regions.
pub fn parts(summary: &Summary, table: Option<&RegionTable>) -> (AnyView, Option<AnyView>) {
    if summary.brief && differ(&summary.neurons) {
        return parts_to_come(summary.clone(), table.is_some());
    }
    let total = summary.neurons.total;
    let laterality = table.map(|it| laterality::laterality(it.laterality, it.unit, total));
    (figures::sides(summary), laterality)
}

fn parts_to_come(brief: Summary, has_regions: bool) -> (AnyView, Option<AnyView>) {
    let state = use_state();
    let (name, total) = (brief.name.clone(), brief.neurons.total);
    let asked = Asked::new(None);
    let ask = move || ask_summary(state, name.clone(), asked);
    ask();
    let sides = live(move || match asked.get() {
        Some(Ok(whole)) => figures::sides(&whole),
        _ => figures::sides(&brief),
    });
    let answer = asking::answer(asked, "counts by side", ask, move |whole| match has_regions {
        true => {
            let table = state.regions.with_untracked(|regions| regions.table(&whole));
            laterality::laterality(table.laterality, table.unit, total)
        }
        false => ().into_any(),
    });
    (sides.into_any(), Some(answer.into_any()))
}

/// Whether its neurons are not all of one side.
fn differ(neurons: &SideCounts) -> bool {
    Side::ALL.into_iter().all(|side| neurons.of(side) != neurons.total)
}
