//! Where a type receives and sends: mirrored bars, shares of all its synapses of that kind.
//! What lies in no primary region is "outside", so that the parts make 100 %.

use leptos::prelude::*;
use shared::roi::{OutputUnit, Profile, Regions};

use crate::format::{percent_fine, share, tenths};
use crate::markup::view;
use crate::ranking::largest_first;
use crate::state::use_state;
use crate::views::live::live;
use crate::views::more::more;

/// Regions shown before "more".
const FEW: usize = 12;

/// One line: a region, or several taken together.
#[derive(Debug, Clone, PartialEq)]
struct Line {
    name: String,
    title: String,
    input: f64,
    output: f64,
}

/// The picture.
#[component]
pub fn RegionShares(profile: Profile) -> impl IntoView {
    let state = use_state();
    let lines = state.regions.with_untracked(|regions| lines(regions, &profile));
    let outside = Line {
        name: "outside".to_owned(),
        title: "in no primary region".to_owned(),
        input: share(profile.input_outside, profile.input_total),
        output: share(profile.output_outside, profile.output_total),
    };
    let unit = match profile.unit {
        OutputUnit::Connections => "% of outputs",
        OutputUnit::Tbars => "% of T-bars",
    };
    let shows_all = RwSignal::new(lines.len() <= FEW + 1);
    let rest = lines.len().saturating_sub(FEW);
    let shown = live(move || {
        let few = if shows_all.get() { lines.len() } else { FEW };
        let (shown, hidden) = lines.split_at(few.min(lines.len()));
        let hidden = (!hidden.is_empty()).then(|| together(hidden));
        shown
            .iter()
            .cloned()
            .chain(hidden)
            .chain([outside.clone()])
            .map(line_view)
            .collect_view()
            .into_any()
    });
    view! {
        <div class="part">
            <h3>{"Regions"}<small>
                <span class="swatch input" aria-hidden="true"></span>"% of inputs "
                <span class="swatch output" aria-hidden="true"></span>{unit}
            </small></h3>
            <div class="shares">{shown}</div>
            {more(format!("show {rest} more regions"), shows_all)}
        </div>
    }
}

/// The primary regions, most first.
fn lines(regions: &Regions, profile: &Profile) -> Vec<Line> {
    let primary = profile
        .regions
        .iter()
        .filter_map(|count| Some((count, regions.all.get(usize::from(count.region))?)))
        .filter(|(_, region)| region.primary);
    let lines: Vec<Line> = primary
        .map(|(count, region)| Line {
            name: region.name.clone(),
            title: region.full_name.clone().unwrap_or_else(|| region.name.clone()),
            input: share(count.input, profile.input_total),
            output: share(count.output, profile.output_total),
        })
        .collect();
    largest_first(lines, |line| line.input.max(line.output))
}

fn together(lines: &[Line]) -> Line {
    Line {
        name: format!("{} more", lines.len()),
        title: lines.iter().map(|line| line.name.as_str()).collect::<Vec<_>>().join(", "),
        input: lines.iter().map(|line| line.input).sum(),
        output: lines.iter().map(|line| line.output).sum(),
    }
}

fn line_view(line: Line) -> impl IntoView {
    let Line { name, title, input, output } = line;
    let spoken = format!(
        "{name}: {} % of inputs, {} % of outputs",
        percent_fine(input),
        percent_fine(output)
    );
    // The number stands in the last part of the track, which no bar reaches.
    let width = |share: f64| format!("{}%", tenths(share.min(1.0) * 80.0));
    view! {
        <div class="share" role="img" aria-label=spoken>
            <div class="of-input">
                <i style:width=width(input)></i><em>{percent_fine(input)}</em>
            </div>
            <div class="region" title=title><bdi>{name}</bdi></div>
            <div class="of-output">
                <i style:width=width(output)></i><em>{percent_fine(output)}</em>
            </div>
        </div>
    }
}
