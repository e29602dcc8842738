//! The small pictures: bars of sides and of regions. Each carries its numbers in words too.

use shared::index::Index;
use shared::roi::{Region, RegionId};
use shared::side::Side;
use shared::wire::SideCounts;

use crate::format::percent;
use crate::markup::{Html, html};
use shared::view::Way;

/// Narrowest bar of regions in a row, in pixels: labels are made to fit it.
const BAR: f64 = 128.0;
/// Average width of a letter in it.
const LETTER: f64 = 6.3;
/// Where a line may break before a label: in a bar that is narrower than that, beside the detail of a
/// type, what does not fit stands in a line below, out of sight.
const MAY_BREAK: char = '\u{200b}';
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
    let region = |id: RegionId| &index.regions.all[usize::from(id)];
    let shares: Vec<(&Region, f64)> =
        top.iter().map(|(id, share)| (region(*id), f64::from(*share))).collect();
    let rest = (1.0 - shares.iter().map(|(_, share)| share).sum::<f64>()).max(0.0);
    let words = bar_in_words(way, &shares, rest);
    let parts = shares.iter().enumerate().map(|(at, (region, share))| {
        let class = format!("{}-{} {}", way.word(), at + 1, wide(*share));
        let name = &region.name;
        // Begins with what can be read on it, for those who speak to their browser. The style
        // sheet shows it below what has the focus.
        let full = full_name(region).map(|full| format!(", {full}")).unwrap_or_default();
        let words = format!("{name} {} % of {}s{full}: filter by it", percent(*share), way.word());
        html! {
            <span
                class=class
                role="button"
                tabindex="-1"
                aria-label=words
                data-by=way.key()
                data-value=name
            >{label_that_fits(name, *share).map(|label| format!("{MAY_BREAK}{label}"))}</span>
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

/// The full name of a region, where it says more than the name.
fn full_name(region: &Region) -> Option<&str> {
    region.full_name.as_deref().filter(|full| *full != region.name)
}

fn bar_in_words(way: Way, shares: &[(&Region, f64)], rest: f64) -> String {
    if shares.is_empty() {
        return format!("no {}s in any region", way.word());
    }
    let one = |(region, share): &(&Region, f64)| {
        let full = full_name(region).map(|full| format!(" ({full})")).unwrap_or_default();
        format!("{}{full} {} %", region.name, percent(*share))
    };
    let mut words: Vec<String> = shares.iter().map(one).collect();
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
        let region = |name: &str, full_name: Option<&str>| Region {
            name: name.to_owned(),
            full_name: full_name.map(str::to_owned),
            parent: None,
            depth: 0,
            primary: true,
        };
        let (eb, pb) = (region("EB", Some("ellipsoid body")), region("PB", Some("PB")));
        assert_eq!(
            bar_in_words(Way::Input, &[(&eb, 0.86), (&pb, 0.004)], 0.136),
            "inputs: EB (ellipsoid body) 86 %, PB <1 %, elsewhere 14 %"
        );
        assert_eq!(bar_in_words(Way::Output, &[], 1.0), "no outputs in any region");
    }
}
