//! The small pictures: bars of sides and of regions. Each carries its numbers in words too.

use shared::index::Index;
use shared::roi::RegionId;
use shared::side::Side;
use shared::wire::SideCounts;

use crate::format::percent;
use crate::markup::{Html, html};
use shared::view::Way;

/// Narrowest bar of regions in a row, in pixels: labels are made to fit it.
const BAR: f64 = 128.0;
/// Average width of a letter in it.
const LETTER: f64 = 6.3;
/// Space around a label.
const PADDING: f64 = 7.0;

/// A bar of the sides; the unknown one is hatched.
pub fn side_bar(neurons: &SideCounts) -> Html {
    let of = |side| neurons.of(side) as f64 / neurons.total.max(1) as f64;
    let parts = Side::ALL.into_iter().filter(|side| neurons.of(*side) > 0).map(|side| {
        let class = match side {
            Side::Left => "left",
            Side::Right => "right",
            Side::Middle => "middle",
            Side::Unknown => "unknown",
        };
        html! { <i class=format!("{class} {}", wide(of(side)))></i> }
    });
    html! { <div class="sides-bar" aria-hidden="true">{parts.collect::<Html>()}</div> }
}

/// A bar of the regions with most, each a button that filters by it; what they leave of it is the rest.
pub fn region_bar(index: &Index, way: Way, top: &[(RegionId, f32)]) -> Html {
    let name = |id: RegionId| &*index.regions.all[usize::from(id)].name;
    let shares: Vec<(&str, f64)> =
        top.iter().map(|(id, share)| (name(*id), f64::from(*share))).collect();
    let rest = (1.0 - shares.iter().map(|(_, share)| share).sum::<f64>()).max(0.0);
    let words = bar_in_words(way, &shares, rest);
    let parts = shares.iter().enumerate().map(|(at, (name, share))| {
        let class = format!("{}-{} {}", way.word(), at + 1, wide(*share));
        // Begins with what can be read on it, for those who speak to their browser.
        let words = format!("{name} {} % of {}s: filter by it", percent(*share), way.word());
        html! {
            <span
                class=class
                role="button"
                tabindex="-1"
                aria-label=words
                data-by=way.key()
                data-value=name
            >{label_that_fits(name, *share)}</span>
        }
    });
    html! {
        <span class="bar" role="group" aria-label=&words title=&words>
            {parts.collect::<Html>()}
        </span>
    }
}

/// The class of a part of a bar, by its share in percent: `style/bars.css` has one for each.
pub fn wide(share: f64) -> String {
    format!("w{}", (share * 100.0).round() as u32)
}

fn bar_in_words(way: Way, shares: &[(&str, f64)], rest: f64) -> String {
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
        let shares = [("EB", 0.86), ("PB", 0.004)];
        assert_eq!(
            bar_in_words(Way::Input, &shares, 0.136),
            "inputs: EB 86 %, PB <1 %, elsewhere 14 %"
        );
        assert_eq!(bar_in_words(Way::Output, &[], 1.0), "no outputs in any region");
    }
}
