//! What a page says of itself to browsers, search engines and those who link to it.

use shared::format::{count, percent, share, sides_in_words};
use shared::wire::Summary;

use super::subject::Subject;
use super::text::isolated_plain;
use super::{structured, style_file_name};

/// The head of a page.
#[derive(Debug)]
pub struct Head {
    pub title: String,
    pub description: String,
    /// Its address: absolute where that of the site is known, else its file name.
    pub canonical: String,
    /// Whether that is absolute.
    pub is_absolute: bool,
    pub style: &'static str,
    /// JSON that may stand in a script element.
    pub structured: String,
}

impl Head {
    pub fn of(subject: &Subject<'_>) -> Head {
        let press = subject.press;
        let file = subject.file_name();
        let canonical = match &press.base_url {
            Some(base) => format!("{}/{file}", base.trim_end_matches('/')),
            None => file.strip_prefix(&press.pages.base).unwrap_or(&file).to_owned(),
        };
        let is_absolute = press.base_url.is_some();
        let title = title(subject);
        let description = description(subject);
        let address = is_absolute.then_some(canonical.as_str());
        let structured = structured::json(subject, &title, &description, address);
        Head { title, description, canonical, is_absolute, style: style_file_name(), structured }
    }
}

fn title(subject: &Subject<'_>) -> String {
    let name = isolated_plain(subject.name);
    let dataset = isolated_plain(&subject.press.dataset.name);
    match subject.side_word() {
        Some(side) => format!("{name} ({side}): neuron type of {dataset}"),
        None => format!("{name}: neuron type of {dataset}"),
    }
}

fn description(subject: &Subject<'_>) -> String {
    let Subject { press, summary, .. } = subject;
    let mut text = String::new();
    if press.dataset.synthetic {
        text.push_str("Synthetic demo data. ");
    }
    text.push_str(&format!("Neuron type {}", isolated_plain(subject.name)));
    if let Some(side) = subject.side_word() {
        text.push_str(&format!(", {side} side"));
    }
    text.push_str(&format!(
        ": {} ({}), {}, {}",
        count(summary.neurons.total, "neuron"),
        sides_in_words(&summary.neurons).replace("  ", ", "),
        count(summary.post, "input"),
        outputs(summary),
    ));
    for (way, words) in [(0, "inputs mostly in"), (1, "outputs mostly in")] {
        if let Some(region) = first_region(subject, way) {
            text.push_str(&format!("; {words} {region}"));
        }
    }
    text.push('.');
    text
}

fn outputs(summary: &Summary) -> String {
    match summary.downstream {
        Some(outputs) => count(outputs, "output"),
        None => count(summary.pre, "T-bar"),
    }
}

/// The primary region with most of its synapses, with their share.
fn first_region(subject: &Subject<'_>, way: usize) -> Option<String> {
    let table = subject.regions.as_ref()?;
    let primary = table.lines.iter().filter(|line| line.depth == 0 && line.whole[way] > 0);
    let most = primary.max_by_key(|line| line.whole[way])?;
    let region = &subject.press.regions.all[usize::from(most.region)];
    let share = percent(share(most.whole[way], table.total[way]));
    Some(format!("{} ({share} %)", isolated_plain(&region.name)))
}
