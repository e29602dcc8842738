//! The small pictures: bars of sides and of regions. Each carries its numbers in words too.

use leptos::prelude::*;
use shared::index::Index;
use shared::roi::RegionId;
use shared::side::Side;
use shared::wire::SideCounts;

use crate::format::percent;
use crate::markup::view;
use shared::view::Way;

/// Narrowest bar of regions in a row, in pixels: labels are made to fit it.
const BAR: f64 = 128.0;
/// Average width of a letter in it.
const LETTER: f64 = 6.3;
/// Space around a label.
const PADDING: f64 = 7.0;

/// A bar of the sides; the unknown one is hatched.
pub fn side_bar(neurons: &SideCounts) -> impl IntoView + use<> {
    let neurons = *neurons;
    let parts = Side::ALL.into_iter().filter(|side| neurons.of(*side) > 0).map(|side| {
        let class = match side {
            Side::Left => "left",
            Side::Right => "right",
            Side::Middle => "middle",
            Side::Unknown => "unknown",
        };
        view! { <i class=class style:flex-grow=neurons.of(side).to_string()></i> }
    });
    view! { <div class="sides-bar" aria-hidden="true">{parts.collect_view()}</div> }
}

/// A bar of the regions with most, each a button that filters by it, and the rest.
pub fn region_bar(index: &Index, way: Way, top: &[(RegionId, f32)]) -> impl IntoView + use<> {
    let shares: Vec<(String, f64)> = top
        .iter()
        .map(|(id, share)| (index.regions.all[usize::from(*id)].name.clone(), f64::from(*share)))
        .collect();
    let rest = (1.0 - shares.iter().map(|(_, share)| share).sum::<f64>()).max(0.0);
    let words = bar_in_words(way, &shares, rest);
    let parts = shares.into_iter().enumerate().map(|(at, (name, share))| {
        let label = label_that_fits(&name, share);
        let class = format!("{}-{}", way.word(), at + 1);
        // Begins with what can be read on it, for those who speak to their browser.
        let words = format!("{name} {} % of {}s: filter by it", percent(share), way.word());
        view! {
            <button
                class=class
                tabindex="-1"
                aria-label=words
                data-by=way.key()
                data-value=name
                style:flex-grow=permille(share)
            >{label}</button>
        }
    });
    let parts = parts.collect_view();
    view! {
        <span class="bar" role="group" aria-label=words.clone() title=words>
            {parts}
            <i class="rest" style:flex-grow=permille(rest)></i>
        </span>
    }
}

/// In whole numbers: a stylesheet needs no more, and the app no printing of floats.
fn permille(share: f64) -> String {
    ((share * 1000.0).round() as u32).to_string()
}

fn bar_in_words(way: Way, shares: &[(String, f64)], rest: f64) -> String {
    if shares.is_empty() {
        return format!("no {}s in any region", way.word());
    }
    let mut words: Vec<String> =
        shares.iter().map(|(name, share)| format!("{name} {} %", percent(*share))).collect();
    if rest >= 0.005 {
        words.push(format!("elsewhere {} %", percent(rest)));
    }
    format!("{}s: {}", way.word(), words.join(", "))
}

/// Name and percent, the name alone, or nothing: a label cut off reads as another name.
fn label_that_fits(name: &str, share: f64) -> Option<String> {
    let fits = |text: &str| text.chars().count() as f64 * LETTER + PADDING <= share * BAR;
    let full = format!("{name} {}", percent(share));
    if fits(&full) { Some(full) } else { Some(name.to_owned()).filter(|name| fits(name)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_whole_or_not_there() {
        assert_eq!(label_that_fits("EB", 0.86).as_deref(), Some("EB 86"));
        assert_eq!(label_that_fits("EB", 0.2).as_deref(), Some("EB"));
        assert_eq!(label_that_fits("EB", 0.05), None);
        assert_eq!(label_that_fits("LegNp(T1)", 0.3), None);
    }

    #[test]
    fn a_bar_says_its_numbers() {
        let shares = [("EB".to_owned(), 0.86), ("PB".to_owned(), 0.004)];
        assert_eq!(
            bar_in_words(Way::Input, &shares, 0.136),
            "inputs: EB 86 %, PB <1 %, elsewhere 14 %"
        );
        assert_eq!(bar_in_words(Way::Output, &[], 1.0), "no outputs in any region");
    }
}
