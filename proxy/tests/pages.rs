//! Pages of types, as files: what they say, that nothing in a name breaks out of them, and what
//! the Nu Html Checker finds in them, and in the page of a site's app: nothing.
//!
//! `QUICKPAGE_VNU`, set by `cargo xtask test`, names the checker's jar; without Node or Java there
//! is none, and that test is skipped, loudly. With `QUICKPAGE_PAGES=FOLDER` the pages that it
//! checks stay in that folder, to be looked at.

#[path = "fixture/attacks.rs"]
mod attacks;
mod binary;
mod chromium;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use attacks::ATTACKS;
use binary::Place;
use quickpage::site::material::{Material, PartnersBySide};
use quickpage::site::page::{PageError, Press, STYLE, style_file_name};
use quickpage::source::table::{Builder, Table};
use quickpage::source::{Source, demo, wire_row};
use shared::format::number;
use shared::neuron::{Attribute, Counts, NameKind, Neuron};
use shared::roi::Regions;
use shared::side::Side;
use shared::site::{Pages, SIDES_WITH_PAGES};
use shared::summary::Summarizer;
use shared::wire::{Dataset, Link, NeuronRow, RoiHierarchy, RoiNode};
use tokio::sync::OnceCell;

/// A dataset of which pages can be printed.
struct Scene {
    press: Press,
    table: Table,
}

impl Scene {
    async fn of(table: Table) -> Scene {
        let hierarchy = table.roi_hierarchy("").await.expect("a hierarchy");
        let names = table.every_neuron().filter_map(|it| it.type_name.map(str::to_owned));
        let names: BTreeSet<String> = names.collect();
        let stem = |(at, name): (usize, String)| {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.()".contains(c);
            (!name.chars().all(is_plain)).then(|| (name, format!("type-{at}")))
        };
        let stems = names.into_iter().enumerate().filter_map(stem).collect();
        let press = Press {
            dataset: table.dataset().clone(),
            regions: Regions::new(&hierarchy),
            pages: Pages { base: "types/".to_owned(), all: true, stems, ..Pages::default() },
            base_url: None,
            written: "2026-11-27".to_owned(),
        };
        Scene { press, table }
    }

    /// All that is known of these types, or of all; partners of a side are those of all here.
    async fn materials(&self, names: Option<&[&str]>) -> Vec<Material> {
        let mut neurons: BTreeMap<&str, Vec<Neuron<'_>>> = BTreeMap::new();
        for neuron in self.table.every_neuron() {
            let name = neuron.type_name.filter(|name| names.is_none_or(|it| it.contains(name)));
            if let Some(name) = name {
                neurons.entry(name).or_default().push(neuron);
            }
        }
        let mut materials = Vec::new();
        for (name, neurons) in neurons {
            let all = self.table.partners("", name).await.ok();
            let sides = SIDES_WITH_PAGES.into_iter();
            let sides = sides.filter(|side| neurons.iter().any(|it| it.side == *side));
            let of_sides: BTreeMap<_, _> = sides
                .map(|side| (side, summary(name, neurons.iter().filter(|it| it.side == side))))
                .collect();
            let partners = all.map(|all| PartnersBySide {
                of_sides: of_sides.keys().map(|side| (*side, all.clone())).collect(),
                all,
            });
            let summary = summary(name, neurons.iter());
            let neurons = neurons.iter().map(wire_row).collect();
            materials.push(Material { summary, of_sides, neurons, partners });
        }
        materials
    }

    async fn material(&self, name: &str) -> Material {
        self.materials(Some(&[name])).await.pop().expect("a type of that name")
    }
}

fn summary<'a, 'b: 'a>(
    name: &str,
    neurons: impl Iterator<Item = &'a Neuron<'b>>,
) -> shared::wire::Summary {
    let mut summarizer = Summarizer::of_types([name]);
    neurons.for_each(|neuron| summarizer.add(neuron));
    summarizer.finish().remove(name).expect("the type that was asked for")
}

/// A page taken apart.
struct Read {
    html: String,
    tags: Vec<String>,
}

impl Read {
    fn new(press: &Press, material: &Material, side: Side) -> Read {
        let html = press.page(material, side).expect("a page");
        let tags = html.split('<').skip(1).filter_map(|it| it.split('>').next());
        let tags = tags.map(str::to_owned).collect();
        Read { html, tags }
    }

    /// The values of an attribute, wherever it stands.
    fn values(&self, attribute: &str) -> Vec<String> {
        let before = format!(" {attribute}=\"");
        let value = |tag: &String| {
            let (_, rest) = tag.split_once(&before)?;
            Some(plain(rest.split('"').next()?))
        };
        self.tags.iter().filter_map(value).collect()
    }

    /// The text between the first of two pieces of markup and the next of the other.
    fn between(&self, start: &str, end: &str) -> &str {
        let (_, rest) = self.html.split_once(start).unwrap_or_else(|| panic!("no {start}"));
        rest.split(end).next().expect("a first piece")
    }

    fn heading(&self) -> String {
        text(self.between("<h1>", "</h1>"))
    }

    fn structured(&self) -> serde_json::Value {
        let json = self.between("<script type=\"application/ld+json\">", "</script>");
        serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
    }

    /// The rectangles of the picture of regions: class, left edge and width in percent, words.
    fn rectangles(&self) -> Vec<(String, f64, f64, String)> {
        let picture = self.html.split("<rect ").skip(1);
        let rectangle = |markup: &str| {
            let value = |name: &str| {
                let (_, rest) = markup.split_once(&format!("{name}=\"")).expect("an attribute");
                rest.split('"').next().unwrap_or_default().to_owned()
            };
            let percent = |name: &str| {
                let written = value(name);
                written.strip_suffix('%').and_then(|n| n.parse().ok()).expect("a percentage")
            };
            let (_, words) = markup.split_once("<title>").expect("words");
            let words = plain(words.split("</title>").next().unwrap_or_default());
            (value("class"), percent("x"), percent("width"), words)
        };
        picture.map(rectangle).collect()
    }

    /// The cells of a table, by its label.
    fn rows(&self, label: &str) -> Vec<Vec<String>> {
        let table = self.between(&format!("aria-label=\"{label}\""), "</table>");
        let (_, body) = table.split_once("<tbody>").expect("a body");
        let rows = body.split("<tr").skip(1);
        let cells = |row: &str| {
            let row = row.replace("<th", "<td");
            row.split("<td").skip(1).map(|cell| text(&format!("<td{cell}"))).collect()
        };
        rows.map(cells).collect()
    }
}

/// What a piece of markup says.
fn text(markup: &str) -> String {
    let mut pieces = markup.split('<');
    let mut text = plain(pieces.next().unwrap_or_default());
    for piece in pieces {
        text.push_str(&plain(piece.split_once('>').map_or("", |(_, text)| text)));
    }
    text.trim().to_owned()
}

/// Without references to characters.
fn plain(text: &str) -> String {
    let references = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")];
    let text = references.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    text.replace("&amp;", "&")
}

/// A name as a page shows it.
fn shown(name: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' => c,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).expect("a picture"),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}' | '\u{10ffff}' => '\u{fffd}',
        c => c,
    };
    name.chars().map(shown).collect::<String>()
}

/// What holds for every page.
fn check_form(page: &Read) {
    for attribute in ["href", "src"] {
        for address in page.values(attribute) {
            let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
            assert!(address.starts_with("https://") || !scheme.contains(':'), "{address}");
        }
    }
    for tag in &page.tags {
        let is_script = tag.starts_with("script");
        assert!(!is_script || tag == "script type=\"application/ld+json\"", "{tag}");
        assert!(!tag.contains(" style=") && !tag.contains(" on"), "{tag}");
    }
    assert_eq!(page.structured()["@context"], "https://schema.org");
}

/// Sides that a type has pages of, the combined one first.
fn sides(material: &Material) -> impl Iterator<Item = Side> + '_ {
    [Side::Unknown].into_iter().chain(material.of_sides.keys().copied())
}

/// The demo, made once for all tests.
async fn demo_scene() -> &'static Scene {
    static DEMO: OnceCell<Scene> = OnceCell::const_new();
    let make = || Scene::of(demo::generate(demo::Size::Hemibrain, demo::DEFAULT_SEED));
    DEMO.get_or_init(make).await
}

/// Types of the demo that differ: many and few neurons, all kinds of sides.
fn some(scene: &Scene) -> Vec<String> {
    let mut sizes: Vec<(usize, &str)> = Vec::new();
    for neuron in scene.table.every_neuron() {
        match (sizes.last_mut(), neuron.type_name) {
            (Some((n, last)), Some(name)) if *last == name => *n += 1,
            (_, Some(name)) => sizes.push((1, name)),
            (_, None) => {}
        }
    }
    let mut names: Vec<String> = sizes.iter().step_by(400).map(|it| it.1.to_owned()).collect();
    sizes.sort();
    names.extend(sizes.iter().rev().take(3).map(|it| it.1.to_owned()));
    names.extend(["EPG".to_owned()]);
    names
}

/// A table whose names are attacks: of types, instances, regions, values, other names.
fn hostile() -> Table {
    let rois: Vec<String> = ATTACKS.iter().map(|(name, _)| format!("{name}(R)")).collect();
    let mut builder = Builder::default();
    for (at, (name, _)) in ATTACKS.iter().enumerate() {
        let at = at as u64;
        let counts = Counts { pre: Some(10), post: Some(20), ..Counts::default() };
        let part = Counts { pre: Some(3), post: Some(7), ..Counts::default() };
        for (body_id, side) in [(100 + 2 * at, Side::Left), (101 + 2 * at, Side::Unknown)] {
            builder
                .push(&Neuron {
                    body_id,
                    type_name: Some(name),
                    instance: Some(name),
                    side,
                    counts,
                    rois: [at as usize, 0].map(|at| (rois[at].as_str().into(), part)).into(),
                    is_unplaced: false,
                    attributes: vec![
                        (Attribute::Status, name, None),
                        (Attribute::ConsensusNt, name, Some(0.5)),
                        (Attribute::Class, name, None),
                    ],
                    names: vec![
                        (NameKind::Synonym, name),
                        (NameKind::FlywireType, name),
                        (NameKind::Note, name),
                    ],
                })
                .expect("a body id of its own");
        }
    }
    let mut connections = quickpage::source::table::connections::Builder::default();
    let neurons = 2 * ATTACKS.len() as u64;
    for own in 0..neurons {
        for other in 1..40 {
            connections.push(100 + own, 100 + (own + other) % neurons, 1 + other as u32);
        }
    }
    let children =
        rois.iter().map(|roi| RoiNode { name: roi.clone(), children: Vec::new() }).collect();
    let root = RoiNode { name: "all".to_owned(), children };
    let full_names = rois.iter().map(|roi| (roi.clone(), format!("<b>{roi}</b>"))).collect();
    let hierarchy = RoiHierarchy { hierarchy: Some(root), primary: rois, full_names };
    let link = |href: &str| Link { text: "</a><script>".to_owned(), href: href.to_owned() };
    let dataset = Dataset {
        name: "hostile\u{202e}:\"<v>'".to_owned(),
        version: "</title><script>".to_owned(),
        origin: "\"><script>\u{7f}".to_owned(),
        licence: Some(link("javascript:alert(1)")),
        citation: Some(link("https://example.org/\"><script>/")),
        ..Dataset::default()
    };
    builder.finish(dataset, hierarchy, Some(connections))
}

/// Types without what most have.
async fn bare_scene() -> Scene {
    let csv = "bodyId,type,instance,pre,post\n1,A,a,5,7\n2,A,a,,\n3,B,,0,0\n";
    Scene::of(support::table_of(csv, None, None)).await
}

#[tokio::test]
async fn a_page_says_the_numbers_of_its_summary() {
    let scene = demo_scene().await;
    let names = some(scene);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let materials = scene.materials(Some(&names)).await;
    assert!(materials.len() > 15);
    for material in &materials {
        for side in sides(material) {
            let summary = match side {
                Side::Unknown => &material.summary,
                side => &material.of_sides[&side],
            };
            let page = Read::new(&scene.press, material, side);
            check_form(&page);
            let name = &summary.name;
            let figures = page.between("<dl class=\"figures\">", "</dl>");
            for n in [summary.neurons.total, summary.post, summary.pre] {
                assert!(figures.contains(&format!("<dd>{}</dd>", number(n))), "{name}: {figures}");
            }
            check_regions(&scene.press.regions.table(summary), &page);
            check_partners(material, &page);
            let neurons = page.rows("Table of neurons");
            assert_eq!(neurons.len() as u64, summary.neurons.total.min(300), "{name}");
            let of_side = |neuron: &&NeuronRow| side == Side::Unknown || neuron.side == side;
            let first = material.neurons.iter().find(of_side).expect("a neuron");
            let row = &neurons[0];
            assert_eq!(row[0], first.body_id);
            assert!(row.contains(&number(first.post.expect("inputs"))), "{row:?}");
            let measured = &page.structured()["variableMeasured"];
            assert_eq!(measured[0]["value"], summary.neurons.total);
        }
    }
}

fn check_regions(table: &shared::roi::RegionTable, page: &Read) {
    let rows = page.rows("Table of regions");
    assert_eq!(rows.len(), table.lines.len() + 1);
    for (line, row) in table.lines.iter().zip(&rows) {
        assert_eq!((&row[1], &row[3]), (&number(line.whole[0]), &number(line.whole[1])));
    }
    // Of each way a bar that is full, its first part as wide as the largest share.
    for (way, class) in ["i", "o"].into_iter().enumerate() {
        let parts = page.rectangles().into_iter().filter(|it| it.0.starts_with(class));
        let widths: Vec<f64> = parts.map(|(_, _, width, _)| width).collect();
        let of_total = |count: u64| 100.0 * count as f64 / table.total[way].max(1) as f64;
        let primary = table.lines.iter().filter(|line| line.depth == 0);
        let most = primary.map(|line| line.whole[way]).max().unwrap_or_default();
        if of_total(most) >= 1.5 {
            assert!((widths[0] - of_total(most)).abs() < 0.01, "{widths:?}");
        }
        let is_full = (widths.iter().sum::<f64>() - 100.0).abs() < 0.01 * widths.len() as f64;
        assert!(is_full || widths.is_empty() && table.total[way] == 0, "{widths:?}");
    }
    let outside = rows.last().expect("a last row");
    assert_eq!(outside[0], "outside");
    assert_eq!((&outside[1], &outside[3]), (&number(table.outside[0]), &number(table.outside[1])));
}

fn check_partners(material: &Material, page: &Read) {
    let partners = &material.partners.as_ref().expect("partners").all;
    for (label, list) in
        [("Table of inputs", &partners.inputs), ("Table of outputs", &partners.outputs)]
    {
        if list.is_empty() {
            continue;
        }
        let rows = page.rows(label);
        assert_eq!(rows.len(), list.len().min(100));
        for (partner, row) in list.iter().zip(&rows) {
            assert_eq!(row[0], partner.name.as_deref().unwrap_or("without a type"));
            assert_eq!(row[2], number(partner.neurons.total));
            assert_eq!(row[4], number(partner.connections));
        }
        let rest = list.len().saturating_sub(100);
        let told = format!("There are {} more types with", number(rest as u64));
        assert_eq!(page.html.contains(&told), rest > 1, "{rest}");
    }
}

#[tokio::test]
async fn pages_of_a_type_lead_to_each_other_and_to_the_app() {
    let scene = demo_scene().await;
    let material = scene.material("EPG").await;
    let page = Read::new(&scene.press, &material, Side::Right);
    let addresses = page.values("href");
    for address in ["EPG.html", "EPG_L.html", "EPG_R.html", "../index.html?type=EPG"] {
        assert!(addresses.iter().any(|it| it == address), "{address} in {addresses:?}");
    }
    assert!(page.html.contains("<a href=\"EPG_R.html\" aria-current=\"page\">right <b>"));
    assert_eq!(page.html.matches("aria-current").count(), 1);
    assert!(page.html.contains("<link rel=\"canonical\" href=\"EPG_R.html\">"));
    assert_eq!(page.heading(), "EPG right");
    assert!(page.html.contains(&format!("href=\"{}\"", style_file_name())));

    let mut press = scene.press.clone();
    press.base_url = Some("https://example.org/site".to_owned());
    let page = Read::new(&press, &material, Side::Unknown);
    let address = "https://example.org/site/types/EPG.html";
    assert!(page.html.contains(&format!("<link rel=\"canonical\" href=\"{address}\">")));
    assert_eq!(page.structured()["url"], address);

    press.pages.all = false;
    let page = Read::new(&press, &material, Side::Unknown);
    let pages = page.values("href").into_iter().filter(|it| {
        it.ends_with(".html") && !it.starts_with("..") && !it.starts_with("https://example.org/")
    });
    assert_eq!(pages.collect::<Vec<_>>(), Vec::<String>::new(), "only pages that exist");
}

#[tokio::test]
async fn whatever_a_name_holds_comes_out_as_text() {
    let scene = Scene::of(hostile()).await;
    let materials = scene.materials(None).await;
    assert_eq!(materials.len(), ATTACKS.len());
    for material in &materials {
        let name = &material.summary.name;
        let page = Read::new(&scene.press, material, Side::Unknown);
        check_form(&page);
        // White space at its ends and carriage returns are not told apart by a browser either.
        assert_eq!(page.heading(), shown(name).trim(), "{name:?}");
        assert_eq!(page.structured()["about"]["name"], name.as_str());
        assert_eq!(page.rows("Table of neurons")[0][1], shown(name).trim(), "{name:?}");
        let rows = page.rows("Table of regions");
        assert!(rows.iter().any(|row| row[0].contains(shown(name).trim())), "{name:?}: {rows:?}");
        let query = page
            .values("href")
            .into_iter()
            .find_map(|it| it.strip_prefix("../index.html?").map(str::to_owned));
        let view = shared::view::View::from_query(&query.expect("a link into the app"));
        assert_eq!(view.open.as_deref(), Some(name.as_str()));
        let is_ascii = name.is_ascii();
        assert_eq!(page.html.contains("<h1><bdi>"), !is_ascii, "{name:?}");
    }
}

/// The hostile table under a name that other sites know.
async fn published_scene() -> Scene {
    let mut scene = Scene::of(hostile()).await;
    let name = "hemibrain:v1.2.1".to_owned();
    scene.press.dataset = Dataset { name, ..Dataset::default() };
    quickpage::known::complete(&mut scene.press.dataset);
    scene
}

#[tokio::test]
async fn a_published_dataset_leads_to_other_sites_and_says_its_licence() {
    let scene = published_scene().await;
    let material = scene.material("O'Brien").await;
    let page = Read::new(&scene.press, &material, Side::Left);
    check_form(&page);
    let addresses = page.values("href");
    for site in [
        "https://neuprint.janelia.org/results?",
        "https://neuroglancer-demo.appspot.com/#!",
        "https://neuronbridge.janelia.org/search?q=hemibrain",
        "https://creativecommons.org/licenses/by/4.0/",
        "https://doi.org/10.7554/eLife.57443",
    ] {
        assert!(addresses.iter().any(|it| it.starts_with(site)), "{site} in {addresses:?}");
    }
    let structured = page.structured();
    assert_eq!(structured["license"], "https://creativecommons.org/licenses/by/4.0/");
    assert_eq!(structured["isPartOf"]["citation"]["name"], "Scheffer et al. 2020");
    assert!(page.between("class=\"citation\">", "</p>").contains("Licence CC-BY 4.0"));
}

/// Of 200 inputs 140 are in EB, 30 in LAL, 2 in PB; of 100 outputs 60 and 40.
const MEASURED: &str = "bodyId,type,instance,side,pre,post,downstream,consensusNt,class,roiInfo
11,EPG,EPG_L,left,10,100,50,acetylcholine,CX,\"{\"\"EB\"\":{\"\"post\"\":60,\"\"downstream\"\":30},\"\"LAL(L)\"\":{\"\"post\"\":20}}\"
12,EPG,EPG_R,right,11,100,50,gaba,CX,\"{\"\"EB\"\":{\"\"post\"\":80,\"\"downstream\"\":30},\"\"LAL(R)\"\":{\"\"post\"\":10,\"\"downstream\"\":20},\"\"LAL(L)\"\":{\"\"downstream\"\":20},\"\"PB\"\":{\"\"post\"\":2}}\"
";

const MEASURED_ROIS: &str = r#"{"name":"brain","children":[{"name":"EB*"},{"name":"PB*"},{"name":"LAL(L)*"},{"name":"LAL(R)*"}]}"#;

/// That table as a version of a published dataset, on a site whose address is known.
async fn measured_scene() -> Scene {
    let mut scene = Scene::of(support::table_of(MEASURED, None, Some(MEASURED_ROIS))).await;
    scene.press.dataset = Dataset {
        name: "hemibrain:v1.2.1".to_owned(),
        version: "a1b2".to_owned(),
        origin: "a table".to_owned(),
        ..Dataset::default()
    };
    quickpage::known::complete(&mut scene.press.dataset);
    scene.press.base_url = Some("https://example.org/site/".to_owned());
    scene
}

#[tokio::test]
async fn the_picture_of_the_regions_has_a_bar_for_each_way_divided_by_their_shares() {
    let scene = measured_scene().await;
    let page = Read::new(&scene.press, &scene.material("EPG").await, Side::Unknown);
    let rectangle = |class: &str, x: f64, width: f64, words: &str| {
        (class.to_owned(), x, width, words.to_owned())
    };
    assert_eq!(
        page.rectangles(),
        [
            rectangle("i1", 0.0, 70.0, "EB 70 %"),
            rectangle("i2", 70.0, 15.0, "LAL 15 %"),
            rectangle("i4", 85.0, 1.0, "1 more region 1 %"),
            rectangle("i5", 86.0, 14.0, "outside 14 %"),
            rectangle("o1", 0.0, 60.0, "EB 60 %"),
            rectangle("o2", 60.0, 40.0, "LAL 40 %"),
        ]
    );
    let words = page.between("<desc id=\"profile-words\">", "</desc>");
    assert_eq!(
        words,
        "200 inputs: EB 70 %, LAL 15 %, 1 more region 1 %, outside 14 %. \
         100 outputs: EB 60 %, LAL 40 %. "
    );
    // The bars of the table are as long, to two percent.
    let cells = page.between("aria-label=\"Table of regions\"", "</table>");
    for bar in ["\"i w70\"", "\"i w16\"", "\"i w2\"", "\"i w14\"", "\"o w60\"", "\"o w40\""] {
        assert_eq!(cells.matches(bar).count(), 1, "{bar}: {cells}");
    }
}

#[tokio::test]
async fn a_page_says_to_programs_and_to_people_what_it_is_of_and_how_to_cite_it() {
    let scene = measured_scene().await;
    let page = Read::new(&scene.press, &scene.material("EPG").await, Side::Left);
    let address = "https://example.org/site/types/EPG_L.html";
    let canonical = format!("<link rel=\"canonical\" href=\"{address}\">");
    assert_eq!(page.html.matches("rel=\"canonical\"").count(), 1);
    assert!(page.between("<head>", "</head>").contains(&canonical));
    let (licence, paper) =
        ("https://creativecommons.org/licenses/by/4.0/", "https://doi.org/10.7554/eLife.57443");
    let work = serde_json::json!(
        {"@type": "CreativeWork", "name": "Scheffer et al. 2020", "url": paper}
    );
    let value = |name: &str, value: u64| serde_json::json!({"@type": "PropertyValue", "name": name, "value": value});
    let title = "EPG (left): neuron type of hemibrain:v1.2.1";
    let description = "Neuron type EPG, left side: 1 neuron (L 1), 100 inputs, 50 outputs; \
        inputs mostly in EB (60 %); outputs mostly in EB (60 %).";
    let expected = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": title,
        "description": description,
        "url": address,
        "version": "a1b2",
        "sdDatePublished": "2026-11-27",
        "license": licence,
        "citation": &work,
        "keywords": ["neuron type", "connectome"],
        "about": {"@type": "DefinedTerm", "name": "EPG"},
        "isPartOf": {
            "@type": "Dataset",
            "name": "hemibrain:v1.2.1",
            "description": "a table",
            "version": "a1b2",
            "license": licence,
            "citation": &work,
        },
        "variableMeasured": [
            value("neurons", 1),
            value("input synapses (PSDs)", 100),
            value("output sites (T-bars)", 10),
            value("output connections", 50),
        ],
    });
    assert_eq!(page.structured(), expected);
    assert_eq!(text(page.between("<title>", "</title>")), title);
    assert!(page.html.contains(&format!("<meta name=\"description\" content=\"{description}\">")));
    assert_eq!(
        text(page.between("<p class=\"citation\">", "</p>")),
        format!(
            "Neuron type EPG. Dataset hemibrain:v1.2.1, version a1b2. Scheffer et al. 2020, \
             {paper}. Licence CC-BY 4.0, {licence}. Seen with quickpage on 2026-11-27: {address}"
        )
    );
    let footer = page.between("<footer>", "</footer>");
    assert!(footer.contains(&format!("Licence: <a href=\"{licence}\">CC-BY 4.0</a>.")), "{footer}");
    let source = format!("Source: <a href=\"{paper}\">Scheffer et al. 2020</a>.");
    assert!(footer.contains(&source), "{footer}");
}

#[tokio::test]
async fn attributes_are_told_with_how_many_neurons_say_so() {
    let scene = measured_scene().await;
    let material = scene.material("EPG").await;
    let check = |side: Side, expected: &[(&str, &str)]| {
        let page = Read::new(&scene.press, &material, side);
        let list = page.between("<dl class=\"attributes\">", "</dl>");
        let lines = list.split("<div>").skip(1).map(|line| {
            let (label, values) = line.split_once("</dt>").expect("a label");
            (text(label), text(values))
        });
        let lines: Vec<(String, String)> = lines.collect();
        let lines: Vec<(&str, &str)> =
            lines.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(lines, expected);
    };
    let mixed = "mixed acetylcholine 1, GABA 1";
    check(Side::Unknown, &[("Consensus NT", mixed), ("Class", "CX")]);
    check(Side::Left, &[("Consensus NT", "acetylcholine"), ("Class", "CX")]);
}

#[tokio::test]
async fn a_page_without_regions_partners_or_sides_leaves_them_out() {
    let scene = bare_scene().await;
    for material in &scene.materials(None).await {
        let page = Read::new(&scene.press, material, Side::Unknown);
        check_form(&page);
        for part in ["Regions", "Inputs from", "Sides", "Attributes", "Counterparts"] {
            assert!(!page.html.contains(&format!("<h2>{part}")), "{part}");
        }
        assert!(page.html.contains("Worth a second look"), "no side is known");
        let left = scene.press.page(material, Side::Left);
        assert!(matches!(left, Err(PageError::NoNeurons)));
    }
}

#[test]
fn the_style_sheet_is_small_and_its_name_is_that_of_its_content() {
    assert!(STYLE.len() < 8_000, "{} bytes", STYLE.len());
    assert!(style_file_name().starts_with("page-") && style_file_name().ends_with(".css"));
}

#[test]
fn several_threads_may_print_at_once() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Press>();
}

/// The checker's jar.
fn checker() -> Option<PathBuf> {
    let jar = std::env::var_os("QUICKPAGE_VNU").map(PathBuf::from);
    if jar.is_none() {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "CI needs QUICKPAGE_VNU");
        let skipped = b"SKIPPED: no Node or no Java, so no HTML checker: pages are not checked\n";
        std::io::stderr().write_all(skipped).expect("stderr");
    }
    jar
}

/// Java as xtask finds it.
fn java() -> PathBuf {
    let home = std::env::var_os("JAVA_HOME").map(|home| Path::new(&home).join("bin/java"));
    home.filter(|java| java.is_file()).unwrap_or_else(|| "java".into())
}

/// Writes the pages of types into a folder, with their style sheet.
fn write(folder: &Path, scene: &Scene, materials: &[Material]) -> usize {
    std::fs::write(folder.join(style_file_name()), STYLE).expect("a file");
    let mut written = 0;
    for material in materials {
        for side in sides(material) {
            let html = scene.press.page(material, side).expect("a page");
            let mut pages = scene.press.pages.of(&material.summary.name, &material.summary.neurons);
            let address = pages.of_mut(side).take().expect("a page");
            let file = address.strip_prefix("types/").expect("a file of the folder");
            std::fs::write(folder.join(file), html).expect("a file");
            written += 1;
        }
    }
    written
}

/// Writes a site by the command itself and copies what is HTML or CSS of its app into a folder;
/// the checker takes any file of a folder for one of these.
fn write_app(folder: &Path) {
    let place = Place::new();
    let table = place.write("neurons.csv", "bodyId,type,pre,post\n1,A,5,7\n");
    let run = place.run(&["create-index", "--table", &table, "--output-dir", "site"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let entries = std::fs::read_dir(place.path("site")).expect("a site");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let is_read = |path: &PathBuf| path.extension().is_some_and(|it| it == "html" || it == "css");
    let mut copied = Vec::new();
    for path in paths.filter(is_read) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        std::fs::copy(&path, folder.join(&name)).expect("a copy");
        copied.push(name);
    }
    let has = |part: &str| copied.iter().any(|name| name.starts_with(part));
    assert!(has("index.html") && has("style-"), "{copied:?}: is the app built in?");
}

#[tokio::test]
async fn the_html_checker_finds_nothing() {
    let Some(jar) = checker() else { return };
    let temporary = tempfile::tempdir().expect("a folder");
    let named = std::env::var_os("QUICKPAGE_PAGES").map(PathBuf::from);
    let folder = named.unwrap_or_else(|| temporary.path().to_owned());
    let names = some(demo_scene().await);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for (place, scene, names) in [
        ("demo", demo_scene().await, Some(names.as_slice())),
        ("hostile", &Scene::of(hostile()).await, None),
        ("published", &published_scene().await, None),
        ("bare", &bare_scene().await, None),
    ] {
        let folder = folder.join(place);
        std::fs::create_dir_all(&folder).expect("a folder");
        assert!(write(&folder, scene, &scene.materials(names).await) > 1);
        let unread = scene.press.unread("<script>alert(1)</script>", "a & b").expect("a page");
        assert!(!unread.contains("<script"), "{unread}");
        std::fs::write(folder.join("unread.html"), unread).expect("a file");
    }
    std::fs::create_dir_all(folder.join("app")).expect("a folder");
    write_app(&folder.join("app"));
    let output = Command::new(java())
        .arg("-jar")
        .arg(jar)
        .args(["--format", "json", "--stdout", "--exit-zero-always"])
        // A table of names is in no language that could be told.
        .args(["--no-langdetect", "--also-check-css"])
        .args(["demo", "hostile", "published", "bare", "app"].map(|place| folder.join(place)))
        .output()
        .expect("Java runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let messages = found["messages"].as_array().expect("messages");
    let told: BTreeSet<String> = messages.iter().filter(|it| !is_wanted(it)).map(tell).collect();
    assert!(told.is_empty(), "{told:#?}");
}

/// What the checker warns of and is as it should be. A name is shown as it was written, never
/// normalised: two that differ in that are two types. And a page read from a file has no origin
/// that its policy's `'self'` could mean, which holds for JSON only in the checker's eyes: a
/// browser runs no script of that kind and blocks none. Nor does it know hashes of scripts, which
/// the app's policy has, or that property of style; the slashes are Trunk's.
fn is_wanted(message: &serde_json::Value) -> bool {
    let words = message["message"].as_str().unwrap_or_default();
    let of_app = message["url"].as_str().is_some_and(|url| url.contains("/app/"));
    if of_app && words == "CSS: “field-sizing”: Property “field-sizing” doesn't exist." {
        return true;
    }
    if of_app && words.starts_with("Trailing slash on void elements has no effect") {
        return true;
    }
    let begins = ["Inline script violates Content", "Resource violates Content Security Policy"];
    message["type"] == "info"
        && (words.contains("Unicode Normalization Form C")
            || begins.iter().any(|begin| words.starts_with(begin)))
}

fn tell(message: &serde_json::Value) -> String {
    let word = |key: &str| message[key].as_str().unwrap_or_default().to_owned();
    let file = word("url").rsplit('/').next().unwrap_or_default().to_owned();
    format!("{} {}: {} in {:?}", word("type"), file, word("message"), word("extract"))
}

/// axe-core's script.
fn axe() -> Option<String> {
    let Some(path) = std::env::var_os("QUICKPAGE_AXE") else {
        assert!(std::env::var_os("CI").is_none_or(|ci| ci != "true"), "CI needs QUICKPAGE_AXE");
        let skipped = b"SKIPPED: no Node, so no axe-core: pages are not looked at in a browser\n";
        std::io::stderr().write_all(skipped).expect("stderr");
        return None;
    };
    Some(std::fs::read_to_string(path).expect("axe-core's script"))
}

/// A page of many neurons, wide tables and mixed values, as a file beside what it wants.
async fn written_page(folder: &Path) -> String {
    let types = folder.join("types");
    std::fs::create_dir(&types).expect("a folder");
    std::fs::write(folder.join("favicon.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .expect("a file");
    let scene = demo_scene().await;
    write(&types, scene, &[scene.material("KCg-m").await]);
    format!("file://{}", types.join("KCg-m.html").display())
}

#[tokio::test]
async fn a_page_fits_a_phone_and_has_no_barriers_in_light_and_in_dark() {
    let Some(axe) = axe() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let address = written_page(folder.path()).await;
    let browser = chromium::Browser::start().await;
    for width in [1280, 360] {
        browser.page.set_window_size(width.max(500), 900).await.expect("a window");
        browser.open(&address).await;
        // No window is as narrow as a phone; an element can be.
        browser.value(&format!("document.documentElement.style.width = '{width}px'")).await;
        let reach = browser
            .value(
                "Math.max(...[...document.querySelectorAll('body *')].filter(it => \
                !it.closest('.scroll') || it.matches('.scroll')).map(it => \
                it.getBoundingClientRect().right))",
            )
            .await;
        assert!(reach.as_f64().expect("a number") <= f64::from(width), "{reach} of {width}");
        browser.page.execute(&axe, Vec::new()).await.expect("axe-core runs");
        for scheme in ["light", "dark"] {
            let run = format!(
                "(document.documentElement.style.colorScheme = '{scheme}', window.found = null, \
                 axe.run(document, {{resultTypes: ['violations'], preload: false}}).then(results => {{ \
                 window.found = results.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + \
                 n.target.join(' ') + ' ' + n.failureSummary)); }}), 1)"
            );
            browser.value(&run).await;
            browser.until("window.found").await;
            let found = browser.value("window.found").await;
            assert_eq!(found, serde_json::json!([]), "{scheme}, {width}");
        }
    }
    let ground = browser.value("getComputedStyle(document.body).backgroundColor").await;
    assert_eq!(ground, "rgb(16, 19, 18)", "its style sheet is allowed");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// Pages of all types of a demo of the male CNS's size, on two threads.
/// `cargo test --release --test pages -- --ignored --nocapture`
#[tokio::test]
#[ignore = "a measurement"]
async fn many_pages_are_printed_in_a_second() {
    let scene = Scene::of(demo::generate(demo::Size::MaleCns, demo::DEFAULT_SEED)).await;
    let materials = scene.materials(None).await;
    let started = Instant::now();
    let halves = materials.split_at(materials.len() / 2);
    let print = |half: &[Material]| {
        let pages = half.iter().flat_map(|it| sides(it).map(move |side| (it, side)));
        let sizes = pages.map(|(it, side)| scene.press.page(it, side).expect("a page").len());
        sizes.fold((0, 0, 0), |(pages, bytes, most), size| {
            (pages + 1, bytes + size, usize::max(most, size))
        })
    };
    let (one, other) = std::thread::scope(|threads| {
        let other = threads.spawn(|| print(halves.1));
        (print(halves.0), other.join().expect("a thread"))
    });
    let seconds = started.elapsed().as_secs_f64();
    let (pages, bytes) = (one.0 + other.0, one.1 + other.1);
    println!(
        "{pages} pages in {seconds:.2} s, {:.0} pages/s on two threads; {:.0} bytes each, {} at most",
        f64::from(pages) / seconds,
        bytes as f64 / f64::from(pages),
        one.2.max(other.2),
    );
}
