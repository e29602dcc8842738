//! Sites of every kind of source, of names that mean harm, and where a type cannot be read.

mod binary;
mod database;
mod fixture;
mod lab;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use binary::Place;
use fixture::neo4j::{Reader, Token, tokens};
use fixture::{Fixture, Seen, data};
use lab::{content, json, without_time};
use quickpage::site::files::FileEntry;
use serde_json::Value;
use shared::site::{Bodies, Pages, Site, TypeFile};
use shared::wire::{Line, TypeList};

/// The types of a site by name, each from its own file.
fn types(site: &Path) -> BTreeMap<String, TypeFile<'static>> {
    let about: Site = json(site, "quickpage.json");
    let list: TypeList = json(site, &about.files.types);
    let pages: Pages = json(site, &about.files.pages);
    let names = list.types.into_iter().map(|entry| entry.name);
    let file = |name: String| {
        let path = format!("{}/{}.json", about.files.of_types, pages.stem(&name));
        let file: TypeFile = json(site, &path);
        assert_eq!(file.summary.name, name);
        (name, file)
    };
    names.map(file).collect()
}

/// All addresses in a page.
fn addresses(html: &str) -> BTreeSet<String> {
    let parts = ["href=\"", "src=\""].iter().flat_map(|mark| html.split(mark).skip(1));
    let addresses = parts.map(|rest| rest.split('"').next().unwrap_or_default());
    addresses
        .map(|address| address.replace("&#39;", "'").replace("&#38;", "&").replace("&amp;", "&"))
        .collect()
}

fn decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut text = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let escaped = (bytes[at] == b'%').then(|| address.get(at + 1..at + 3)).flatten();
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                text.push(byte);
                at += 3;
            }
            None => {
                text.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(text).expect("UTF-8")
}

/// Follows every link of every page that stays within the site; tells how many there are.
fn crawl(site: &Path) -> usize {
    let mut followed = 0;
    for (path, html) in content(site) {
        if path.extension().is_none_or(|ending| ending != "html") {
            continue;
        }
        let html = String::from_utf8(html).expect("UTF-8");
        for address in addresses(&html) {
            if address.starts_with("https://")
                || address.starts_with('#')
                || address.starts_with("data:")
            {
                continue;
            }
            assert!(!address.contains("://") && !address.starts_with('/'), "{address}");
            let file = decoded(address.split(['?', '#']).next().unwrap_or_default());
            let target = path.parent().expect("a folder").join(file);
            let target = target.canonicalize();
            let target = target.unwrap_or_else(|_| panic!("{}: {address} is dead", path.display()));
            assert!(target.starts_with(site.canonicalize().expect("a folder")), "{address}");
            followed += 1;
        }
    }
    followed
}

fn site_of(place: &Place) -> PathBuf {
    place.path("site")
}

const TO: [&str; 3] = ["create-index", "--output-dir", "site"];

#[tokio::test(flavor = "multi_thread")]
async fn names_that_mean_harm_survive_from_a_server_to_files_and_pages() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    let url = fixture.url();
    let source = ["--server", &url, "--dataset", data::HEMIBRAIN];
    let run = place.run_beside(&[&TO[..], &source].concat()).await;
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let site = site_of(&place);
    let dataset = &data::datasets()[0];
    let expected: Vec<(String, u64)> =
        dataset.types().into_iter().filter(|(name, _)| !name.is_empty()).collect();
    assert!(expected.len() > 51, "{}", expected.len());
    let found: Vec<(String, u64)> =
        types(&site).into_iter().map(|(name, it)| (name, it.summary.neurons.total)).collect();
    assert_eq!(found, expected);
    assert!(crawl(&site) > 2 * expected.len());
    let mut pages = 0;
    for (path, html) in content(&site.join("types")) {
        if path.extension().is_some_and(|ending| ending == "html") {
            let html = String::from_utf8(html).expect("UTF-8").to_lowercase();
            // The structured data are no script that runs.
            assert_eq!(html.matches("<script").count(), 1, "{}", path.display());
            assert!(html.contains("<script type=\"application/ld+json\">"), "{}", path.display());
            assert!(!html.contains(" onerror="), "{}", path.display());
            pages += 1;
        }
    }
    assert!(pages >= expected.len());
    // What is kept of the ROIs is used by the next run, and read anew when that is asked for.
    for (more, from) in [(None, "from the cache"), (Some("--refresh"), "from the source")] {
        let more: Vec<&str> = more.into_iter().collect();
        let run = place.run_beside(&[&TO[..], &source, &more].concat()).await;
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(run.stderr.contains(&format!("ROI hierarchy {from}")), "{}", run.stderr);
        assert!(run.stdout.contains("nothing has changed"), "{}", run.stdout);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_of_several_datasets_wants_one_named() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    let run = place.run_beside(&[&TO[..], &["--server", &fixture.url()]].concat()).await;
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("--dataset") && run.stderr.contains(data::MANC), "{}", run.stderr);
    assert!(!site_of(&place).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_type_that_cannot_be_read_ends_the_run_or_is_left_out_and_tried_again() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    let url = fixture.url();
    let arguments = [&TO[..], &["--server", &url, "--dataset", data::HEMIBRAIN]].concat();
    let run = place.run_beside(&arguments).await;
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let site = site_of(&place);
    let page = lab::read(&site, "types/EPG.html");
    assert!(page.contains("The regions of 1 neuron could not be read: its synapses"), "{page}");
    let before = content(&site);
    let edit = "lastDatabaseEdit".to_owned();
    fixture.change(|datasets| drop(datasets[0].meta.insert(edit.clone(), "2021-01-01".into())));
    fixture.poison("EPG");
    let run = place.run_beside(&arguments).await;
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("EPG cannot be read"), "{}", run.stderr);
    assert!(run.stderr.contains("--keep-going"), "{}", run.stderr);
    assert_eq!(content(&site), before, "the site is as it was");
    let run = place.run_beside(&[&arguments[..], &["--keep-going"]].concat()).await;
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stdout.contains("cannot be read: EPG"), "{}", run.stdout);
    let about: Site = json(&site, "quickpage.json");
    assert_eq!(about.failed, ["EPG"]);
    assert!(!types(&site).contains_key("EPG"));
    assert!(lab::read(&site, "types/EPG.html").contains("could not be read"));
    crawl(&site);
    let check = place.run(&["create-index", "--output-dir", "site", "--check"]);
    assert_eq!(check.code, Some(0), "{}", check.stdout);
    // Another server, the same data: it can be read there.
    let mended = Fixture::start().await;
    mended.change(|datasets| drop(datasets[0].meta.insert(edit, "2021-01-01".into())));
    let url = mended.url();
    let arguments = [&TO[..], &["--server", &url, "--dataset", data::HEMIBRAIN]].concat();
    let run = place.run_beside(&arguments).await;
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let about: Site = json(&site, "quickpage.json");
    assert!(about.failed.is_empty() && types(&site).contains_key("EPG"));
}

/// Row 24.
#[tokio::test(flavor = "multi_thread")]
async fn a_site_whose_dataset_changes_meanwhile_is_begun_anew_and_at_the_third_change_given_up() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    let url = fixture.url();
    let of = ["--server", &url, "--dataset", data::HEMIBRAIN, "--force"];
    let arguments = [&TO[..], &of].concat();
    let edit = |date: String| {
        let key = "lastDatabaseEdit".to_owned();
        fixture.change(|datasets| drop(datasets[0].meta.insert(key, date.into())));
    };
    // How often the types were listed, and whether a batch has been asked for since.
    let attempts = || {
        let seen = fixture.seen();
        let queries: Vec<&String> = seen.iter().filter_map(|seen| seen.cypher.as_ref()).collect();
        let is_list = |query: &&String| query.contains("count(n) AS neurons");
        let last = queries.iter().rposition(is_list).unwrap_or_default();
        let is_read = queries[last..].iter().any(|query| query.contains("AS target_type"));
        (queries.into_iter().filter(is_list).count(), is_read)
    };
    let site = site_of(&place);
    let mut before = None;
    fixture.set_delay(Duration::from_millis(200));
    for (changes, code) in [(1, 0), (2, 0), (3, 1)] {
        let mut command = place.command(&arguments);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.expect("it runs");
        let (known, _) = attempts();
        for change in 1..=changes {
            // Between a batch and the last look at the version.
            while attempts() < (known + change, true) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            edit(format!("2021-0{changes}-0{change}"));
        }
        let output = tokio::task::block_in_place(|| child.wait_with_output()).expect("its end");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{changes} changes: {said}");
        assert_eq!(said.matches("it is read anew").count(), changes.min(2), "{said}");
        if code == 0 {
            let about: Site = json(&site, "quickpage.json");
            assert!(
                about.dataset.version.contains(&format!("2021-0{changes}-0{changes}")),
                "{about:?}"
            );
            before = Some(content(&site));
        } else {
            assert!(said.contains("run the command again"), "{said}");
            assert_eq!(Some(content(&site)), before, "the site is as it was");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_is_not_replaced_by_less_than_half_of_it_in_passing() {
    let mut dataset = forty_types();
    dataset.neurons.truncate(12);
    let fixture = Fixture::with(vec![dataset]).await;
    let place = Place::new();
    let url = fixture.url();
    let arguments = [&TO[..], &["--server", &url]].concat();
    let run = place.run_beside(&arguments).await;
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let site = site_of(&place);
    let before = content(&site);
    let edit = "lastDatabaseEdit".to_owned();
    fixture.change(|datasets| drop(datasets[0].meta.insert(edit, "2021-01-01".into())));
    let names = ["T1", "T2", "T3"];
    names.iter().for_each(|name| fixture.poison(name));
    let keep_going = [&arguments[..], &["--keep-going"]].concat();
    let run = place.run_beside(&keep_going).await;
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let said = "3 of 4 types could not be read: the site is as it was, with 4 types";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert_eq!(content(&site), before);
    // Once it is replaced, it is not better than what replaces it.
    for more in [&["--force"][..], &[]] {
        let run = place.run_beside(&[&keep_going[..], more].concat()).await;
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        let failed = json::<Site>(&site, "quickpage.json").failed;
        assert_eq!(BTreeSet::from_iter(failed.iter().map(String::as_str)), names.into());
    }
}

/// Row 24.
#[tokio::test(flavor = "multi_thread")]
async fn parts_that_leave_types_out_make_the_site_that_one_run_makes() {
    let fixture = Fixture::start().await;
    fixture.poison("EPG");
    let url = fixture.url();
    let arguments = [&TO[..], &["--server", &url, "--dataset", data::HEMIBRAIN]].concat();
    let [of_parts, of_one] = [Place::new(), Place::new()];
    // Without a word for it, such a part fails, and the merge misses a type.
    let shards = [["--shard", "1/2"], ["--shard", "2/2"]];
    let mut codes = Vec::new();
    for shard in &shards {
        let run = of_parts.run_beside(&[&arguments[..], shard].concat()).await;
        codes.push(run.code);
        assert_eq!(
            run.code == Some(1),
            run.stderr.contains("EPG cannot be read"),
            "{}",
            run.stderr
        );
    }
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(1)]);
    let run = of_parts.run_beside(&[&arguments[..], &["--merge"]].concat()).await;
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    assert!(run.stderr.contains("types are in no part"), "{}", run.stderr);
    let left_out = "left out, since they cannot be read: EPG; the next run tries them again";
    for shard in &shards {
        let run = of_parts.run_beside(&[&arguments[..], shard, &["--keep-going"]].concat()).await;
        let has_it = run.code == Some(1);
        assert_eq!(has_it, run.stderr.contains("left out: EPG: "), "{}", run.stderr);
    }
    let merge = [&arguments[..], &["--keep-going", "--merge"]].concat();
    let merged = of_parts.run_beside(&merge).await;
    let one = of_one.run_beside(&[&arguments[..], &["--keep-going"]].concat()).await;
    for (run, place) in [(&merged, &of_parts), (&one, &of_one)] {
        assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
        assert!(run.stdout.contains(left_out), "{}", run.stdout);
        assert!(run.stderr.contains("left out: EPG: "), "{}", run.stderr);
        let about: Site = json(&site_of(place), "quickpage.json");
        assert_eq!(about.failed, ["EPG"]);
        assert!(lab::read(&site_of(place), "types/EPG.html").contains("could not be read"));
    }
    assert_eq!(without_time(&site_of(&of_parts)), without_time(&site_of(&of_one)));
    let check = of_parts.run(&["create-index", "--output-dir", "site", "--check"]);
    assert_eq!(check.code, Some(0), "{}", check.stdout);
    // The next parts try it again: first they leave it out once more, then it can be read.
    for shard in &shards {
        of_parts.run_beside(&[&arguments[..], shard, &["--keep-going"]].concat()).await;
    }
    let mended = Fixture::start().await;
    let url = mended.url();
    let arguments = [&TO[..], &["--server", &url, "--dataset", data::HEMIBRAIN]].concat();
    for shard in &shards {
        let run = of_parts.run_beside(&[&arguments[..], shard].concat()).await;
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains("going on with a run that ended early"), "{}", run.stderr);
    }
    let run = of_parts.run_beside(&[&arguments[..], &["--merge"]].concat()).await;
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let about: Site = json(&site_of(&of_parts), "quickpage.json");
    assert!(about.failed.is_empty() && types(&site_of(&of_parts)).contains_key("EPG"));
}

/// Forty types of three neurons each.
fn forty_types() -> data::Dataset {
    let mut dataset = data::datasets().swap_remove(0);
    let neuron = |n: u64| {
        let neuron = serde_json::json!({"bodyId": n + 1, "type": format!("T{}", n / 3), "pre": 1});
        neuron.as_object().expect("an object").clone()
    };
    dataset.neurons = (0..120).map(neuron).collect();
    dataset
}

/// How many types each query for the neurons of types names.
fn types_per_query(fixture: &Fixture) -> Vec<usize> {
    let queries = fixture.seen().into_iter().filter_map(|request| request.cypher);
    let names = |query: String| {
        let tokens = tokens(&query, Reader::Five).expect("tokens");
        tokens.iter().filter(|it| matches!(it, Token::Text(name) if name.starts_with('T'))).count()
    };
    queries.map(names).filter(|count| *count > 0).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_size_and_a_concurrency_bound_what_is_asked() {
    for (neurons, types_at_once, concurrency, queries_at_once) in
        [("7", 2, "1", 1), ("12", 4, "3", 3)]
    {
        let fixture = Fixture::with(vec![forty_types()]).await;
        fixture.set_delay(Duration::from_millis(40));
        let place = Place::new();
        let url = fixture.url();
        let bounds = ["--batch-size", neurons, "--concurrency", concurrency, "--limit", "fixed"];
        let run = place.run_beside(&[&TO[..], &["--server", &url], &bounds].concat()).await;
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
        let asked = types_per_query(&fixture);
        assert_eq!(asked.iter().sum::<usize>(), 40, "{asked:?}");
        assert_eq!(asked.iter().max(), Some(&types_at_once), "{asked:?}");
        assert_eq!(fixture.most_queries_at_once(), queries_at_once);
    }
}

/// The types that a run has noted as written, each with its files.
fn noted(building: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let journal = quickpage::site::part::journal(building).ok().flatten();
    let records = journal.into_iter().flat_map(|journal| journal.records);
    let files = |files: Vec<FileEntry>| files.into_iter().map(|it| PathBuf::from(it.path));
    records.map(|record| (record.name, files(record.files).collect())).collect()
}

/// The types whose neurons these queries ask for.
fn asked(seen: &[Seen]) -> BTreeSet<String> {
    let queries = seen.iter().filter_map(|request| request.cypher.as_deref());
    let tokens = queries.flat_map(|query| tokens(query, Reader::Five).expect("tokens"));
    let name = |token| match token {
        Token::Text(name) if name.starts_with('T') => Some(name),
        _ => None,
    };
    tokens.filter_map(name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_killed_is_gone_on_with_and_what_it_had_is_neither_read_nor_written_again() {
    let fixture = Fixture::with(vec![forty_types()]).await;
    fixture.set_delay(Duration::from_millis(40));
    let place = Place::new();
    let url = fixture.url();
    let bounds = ["--batch-size", "7", "--concurrency", "1", "--limit", "fixed"];
    let arguments = [&TO[..], &["--server", &url], &bounds].concat();
    let mut child = place
        .command(&arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let building = place.path(".site.quickpage/building");
    while noted(&building).len() < 10 {
        assert!(child.try_wait().expect("a state").is_none(), "it was over before it was killed");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    child.kill().expect("a run that runs");
    child.wait().expect("it ends");
    let had = noted(&building);
    assert!((10..40).contains(&had.len()), "{}", had.len());
    let inodes = |root: &Path| -> BTreeMap<&PathBuf, u64> {
        had.values().flatten().map(|path| (path, lab::inode(&root.join(path)))).collect()
    };
    let (before, seen) = (inodes(&building), fixture.seen().len());

    let run = place.run_beside(&arguments).await;
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let told = format!("going on with a run that ended early: {} types are there", had.len());
    assert!(run.stderr.contains(&told), "{told}: {}", run.stderr);
    assert!(run.stderr.contains("processed 40 of 40 types"), "{}", run.stderr);
    // The bar counts what is left to be read.
    let left = 40 - had.len();
    assert!(run.stderr.contains(&format!(": {left} of {left}")), "{}", run.stderr);
    let all: BTreeSet<String> = (0..40).map(|n| format!("T{n}")).collect();
    let missing: BTreeSet<String> =
        all.iter().filter(|name| !had.contains_key(*name)).cloned().collect();
    assert_eq!(asked(&fixture.seen()[seen..]), missing, "what was there is not read again");
    let site = site_of(&place);
    assert_eq!(inodes(&site), before, "nor written again");
    assert_eq!(types(&site).into_keys().collect::<BTreeSet<_>>(), all);
    let check = place.run(&["create-index", "--output-dir", "site", "--check"]);
    assert_eq!(check.code, Some(0), "{}", check.stdout);
}

/// A log with each number replaced by `#`.
fn without_numbers(log: &str) -> String {
    let digit = |c: char| c.is_ascii_digit();
    let mut text = String::new();
    for word in log.split_inclusive([' ', '\n']) {
        let number = word.trim_end_matches([' ', '\n', ',', ';']);
        match number.starts_with(digit) && number.trim_matches(digit).len() <= 1 {
            true => text += &word.replace(number, "#"),
            false => text += word,
        }
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_over_a_server_logs_what_it_has_found_and_how_long_it_took() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    let url = fixture.url();
    let arguments = [&TO[..], &["--server", &url, "--dataset", data::HEMIBRAIN]].concat();
    for (more, hierarchy) in [(None, "source"), (Some("--force"), "cache")] {
        let more: Vec<&str> = more.into_iter().collect();
        let run = place.run_beside(&[&arguments[..], &more].concat()).await;
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let count = types(&site_of(&place)).len();
        assert!(run.stderr.contains(&format!("list of {count} types")), "{}", run.stderr);
        let processed = format!("processed {count} of {count} types");
        assert!(run.stderr.contains(&processed), "{}", run.stderr);
        let log = without_numbers(&run.stderr);
        let mut rest = log.lines();
        for line in [
            "connected to neuPrint at 127.0.0.1 in # ms",
            "list of # types: # s",
            &format!("ROI hierarchy from the {hierarchy}: # s"),
            "batches: # s, # types/s; processed # of # types",
        ] {
            assert!(rest.any(|it| it == line), "{line}, in this order: {log}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roi_hierarchy_is_kept_in_the_site_for_a_day_however_often_it_is_written() {
    let fixture = Fixture::start().await;
    let place = Place::new();
    let url = fixture.url();
    let arguments = [&TO[..], &["--server", &url, "--dataset", data::HEMIBRAIN]].concat();
    let path = ".cache/roi_hierarchy.json";
    let age = |hours: u64| {
        let mut kept: Value = json(&site_of(&place), path);
        let written = kept["written"].as_u64().expect("a time") - hours * 3_600;
        kept["written"] = written.into();
        std::fs::write(site_of(&place).join(path), kept.to_string()).expect("written");
    };
    let from = async |from: &str, more: &[&str]| {
        let run = place.run_beside(&[&arguments[..], more].concat()).await;
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert!(run.stderr.contains(&format!("ROI hierarchy from the {from}")), "{}", run.stderr);
    };
    from("source", &[]).await;
    age(23);
    from("cache", &[]).await;
    from("cache", &["--force"]).await;
    // A site that was written meanwhile does not make it younger.
    age(2);
    from("source", &[]).await;
    from("cache", &[]).await;
    age(25);
    from("source", &["--force"]).await;
    from("cache", &[]).await;
}

/// Neurons of a hundred types, two without one, and connections, as tables.
fn hundred_types() -> [String; 2] {
    let rows = |n: usize| {
        format!("{},T{},T{}_{},{},{}\n", n, n / 4, n / 4, ["L", "R"][n % 2], n % 9, n % 7)
    };
    let neurons: String = (1..400).map(rows).collect();
    let connections: String = (1..399).map(|n| format!("{n},{},{}\n", n + 1, n % 5 + 1)).collect();
    [
        format!("bodyId,type,instance,pre,post\n{neurons}9001,,x_R,1,2\n9002,,,3,4\n"),
        format!("pre,post,weight\n{connections}"),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn partners_are_asked_for_in_batches_and_the_fault_of_one_type_costs_no_other() {
    let Some(uri) = support::neo4j() else { return };
    let [neurons, connections] = hundred_types();
    let table = support::table_of(&neurons, Some(&connections), None);
    database::fill(&uri, "batched:v1", &table).await;
    let sites = [None, Some("T7")].map(async |poison| {
        let fixture = Fixture::before_neo4j(&uri).await;
        poison.iter().for_each(|name| fixture.poison_partners(name));
        let place = Place::new();
        let source = ["--server", &fixture.url(), "--dataset", "batched:v1", "--keep-going"];
        let run = place.run_beside(&[&TO[..], &source].concat()).await;
        let seen = fixture.seen().into_iter().filter_map(|request| request.cypher);
        let asked = seen.filter(|cypher| cypher.contains("[p.bodyId, c.weight]")).count();
        (run, asked, types(&site_of(&place)))
    });
    let [whole, spoiled] = sites;
    let (whole, spoiled) = (whole.await, spoiled.await);
    let (run, asked, mut expected) = whole;
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert!(asked <= 5, "{asked} queries for the partners of 100 types");
    let (run, asked, found) = spoiled;
    assert_eq!(run.code, Some(1), "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains("cannot be read: T7"), "{}", run.stdout);
    assert!(asked <= 25, "{asked} queries, the halves of batches included");
    expected.remove("T7");
    assert_eq!(found, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_database_gives_the_site_of_the_table_that_it_was_filled_from() {
    let Some(uri) = support::neo4j() else { return };
    let [neurons, connections] = hundred_types();
    let place = Place::new();
    let paths = [place.write("n.csv", &neurons), place.write("c.csv", &connections)];
    let table = support::table_of(&neurons, Some(&connections), None);
    database::fill(&uri, "site:v1", &table).await;
    let fixture = Fixture::before_neo4j(&uri).await;
    let url = fixture.url();
    let sources = [
        vec!["--table", &paths[0], "--connections", &paths[1], "--dataset", "site:v1"],
        vec!["--neo4j", &uri, "--dataset", "site:v1"],
        vec!["--server", &url, "--dataset", "site:v1"],
    ];
    let mut found = Vec::new();
    for source in &sources {
        let run = place.run_beside(&[&TO[..], source, &["--force"]].concat()).await;
        assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
        let site = site_of(&place);
        let about: Site = json(&site, "quickpage.json");
        assert_eq!((about.types, about.untyped), (100, 2));
        let summaries = lab::read(&site, &about.files.summaries);
        let lines = summaries.lines().filter_map(|line| Line::parse(line).ok()).count();
        let bodies: Vec<Bodies> = (0..about.files.body_shards)
            .map(|shard| json(&site, &format!("{}/{shard}.json", about.files.bodies)))
            .collect();
        let ids: usize = bodies.iter().map(BTreeMap::len).sum();
        assert_eq!((lines, ids), (101, 401));
        crawl(&site);
        found.push((types(&site), bodies));
    }
    let some = [&["--types", "T7,T8"], &sources[0][..]].concat();
    let run = place.run_beside(&[&TO[..], &some].concat()).await;
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    crawl(&site_of(&place));
    assert!(found[0].0["T7"].partners.as_ref().is_some_and(|it| it.input_connections > 0));
    assert_eq!(found[1], found[0]);
    assert_eq!(found[2], found[0]);
}
