//! `quickpage create-index` through the command itself: a site that is whole, said to be whole,
//! written anew only where something has changed, and never half of one.

mod binary;
mod lab;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lab::{CONNECTIONS, Lab, NEURONS, content, inode, json, read, spoil, without_time};
use quickpage::site::manifest::{Manifest, TypeFiles};
use shared::site::{Bodies, Pages, Site, TypeFile};
use shared::wire::{Line, TypeList};

#[test]
fn a_site_has_all_data_and_a_page_per_type_and_side() {
    let lab = Lab::new();
    let run = lab.done(&[]);
    assert!(run.stdout.contains("lab:v1: 4 types, 9 pages"), "{}", run.stdout);
    assert!(run.stderr.contains("processed 4 of 4 types"), "{}", run.stderr);
    let site = lab.site();
    let about: Site = json(&site, "quickpage.json");
    assert_eq!((about.types, about.untyped, about.dataset.name.as_str()), (4, 2, "lab:v1"));
    assert!(about.dataset.partners);
    let list: TypeList = json(&site, &about.files.types);
    let hashes: BTreeMap<&str, &str> = list
        .types
        .iter()
        .map(|entry| (entry.name.as_str(), entry.hash.as_deref().expect("a hash")))
        .collect();
    let lines = read(&site, &about.files.summaries);
    let lines: Vec<Line> = lines.lines().map(|line| Line::parse(line).expect("a line")).collect();
    assert_eq!(lines.len(), 5);
    for line in &lines[..4] {
        let Line::Summary(summary) = line else { panic!("{line:?}") };
        assert_eq!(hashes[&*summary.name], summary.hash);
        assert!(summary.brief);
    }
    assert!(matches!(&lines[4], Line::End { end } if end.types == 4 && end.failed == 0));
    let pages: Pages = json(&site, &about.files.pages);
    let file = format!("{}/{}.json", about.files.of_types, pages.stem("EPG"));
    let epg: TypeFile = json(&site, &file);
    let ids: Vec<&str> = epg.neurons.iter().map(|row| row.body_id.as_str()).collect();
    assert_eq!((ids, epg.summary.neurons.total), (vec!["1", "2", "3"], 3));
    let partners = epg.partners.expect("partners");
    assert_eq!((partners.output_connections, partners.inputs[0].connections), (11, 5));
    // A page for each type and side that has neurons, and for no other.
    let epg = pages.of("EPG", &epg.summary.neurons);
    let sides = [&epg.combined, &epg.left, &epg.right, &epg.middle];
    let exist: Vec<bool> = sides
        .iter()
        .map(|page| page.as_ref().is_some_and(|page| site.join(page).is_file()))
        .collect();
    assert_eq!(exist, [true, true, true, false]);
    let stems = [pages.stem("KC/a"), pages.stem("KC_a")];
    assert_ne!(stems[0].to_lowercase(), stems[1].to_lowercase());
    assert_eq!(lab.check().code, Some(0));
    for id in ["1", "7", "18446744073709551615"] {
        let shard = id.parse::<u64>().expect("an id") % about.files.body_shards;
        let bodies: Bodies = json(&site, &format!("{}/{shard}.json", about.files.bodies));
        let expected = (id == "1").then_some("EPG");
        assert_eq!(bodies[id].type_name.as_deref(), expected, "{id}");
    }
}

#[test]
fn a_second_run_writes_what_has_changed_and_nothing_else() {
    let lab = Lab::new();
    lab.done(&[]);
    let site = lab.site();
    let first = content(&site);
    let run = lab.done(&[]);
    assert!(run.stdout.contains("nothing has changed"), "{}", run.stdout);
    assert_eq!(content(&site), first);
    // One more connection of PEG with EPG: these two have changed, in their partners only.
    let inodes = ["types/EPG_R.html", "types/KC_a.html"].map(|path| inode(&site.join(path)));
    lab.place.write("connections.csv", &format!("{CONNECTIONS}4,2,9\n"));
    let report = lab.report(&[]);
    assert_eq!((&report["written"], &report["types"]), (&2.into(), &4.into()), "{report}");
    assert_ne!(inode(&site.join("types/EPG_R.html")), inodes[0]);
    assert_eq!(inode(&site.join("types/KC_a.html")), inodes[1], "linked, not written");
    assert_eq!(lab.check().code, Some(0));
    // A type is gone, and another has come.
    let without = NEURONS.replace("6,KC_a,KC_a_L", "6,New,New_L");
    lab.place.write("neurons.csv", &without);
    let report = lab.report(&[]);
    assert_eq!((&report["written"], &report["removed"]), (&1.into(), &1.into()), "{report}");
    assert!(!site.join("types/KC_a.html").exists() && site.join("types/New_L.html").exists());
    // By force all are written.
    let kept = inode(&site.join("types/EPG.html"));
    let report = lab.report(&["--force"]);
    assert_eq!(report["types"], 4);
    assert_ne!(inode(&site.join("types/EPG.html")), kept);
}

/// A table in which each type but the last has partners.
const TOLD: &str = "bodyId,type,instance,pre,post,class,consensusNt\n\
    1,EPG,EPG_L,10,20,CX,acetylcholine\n2,EPG,EPG_R,11,21,CX,acetylcholine\n3,EPG,EPG,12,22,,\n\
    4,PEG,PEG_R,5,6,CX,gaba\n5,KC/a,KC/a_L,1,2,MB,dopamine\n6,KC_a,KC_a_L,3,4,MB,\n7,,,8,9,,\n";

/// A text of a file of the lab, and what is written in its place.
type Edit<'a> = (&'a str, &'a str, &'a str);

/// Changes what a site is made of and writes it again: exactly these types are written anew, and
/// every file is as `--force` writes it, but for the version that a page names.
fn check_second_run(edits: &[Edit<'_>], more: &[&str], expected: &[&str]) {
    let lab = Lab::new();
    let rois = lab.place.write("rois.json", r#"{"name":"brain","children":[{"name":"EB*"}]}"#);
    lab.place.write("neurons.csv", TOLD);
    let hierarchy = ["--roi-hierarchy", &rois];
    lab.done(&hierarchy);
    let (old, old_files) = (version(&lab.site()), inodes(&lab.site()));
    for (file, from, to) in edits {
        let text = read(&lab.place.path(""), file);
        assert!(text.contains(from), "{text}");
        lab.place.write(file, &text.replace(from, to));
    }
    let arguments = [&hierarchy, more].concat();
    let run = lab.done(&arguments);
    let types = types(&lab.site());
    let is_new = |path: &String| !old_files.contains(&inode(&lab.site().join(path)));
    let written = types.iter().filter(|(_, files)| files.iter().any(is_new));
    assert_eq!(written.map(|(name, _)| name.as_str()).collect::<Vec<_>>(), expected, "{edits:?}");
    let is_some_unread = run.stderr.contains("types are as they were, and are not read again");
    assert_eq!(is_some_unread, expected.len() < types.len(), "{edits:?}: {}", run.stderr);
    assert_eq!(lab.check().code, Some(0), "{edits:?}");
    let new = version(&lab.site());
    let named = |text: Vec<u8>| String::from_utf8_lossy(&text).replace(&old, &new);
    let files = || without_time(&lab.site()).into_iter().map(|(path, text)| (path, named(text)));
    let after_all: BTreeMap<PathBuf, String> = files().collect();
    lab.done(&[&arguments, &["--force"][..]].concat());
    assert_eq!(after_all, files().collect(), "{edits:?}");
}

#[test]
fn whatever_files_are_made_of_has_them_written_anew_and_nothing_else_has() {
    let neurons = |from, to| [("neurons.csv", from, to)];
    let connections = |from, to| [("connections.csv", from, to)];
    let all = ["EPG", "KC/a", "KC_a", "PEG"];
    let lines = ["1,EPG,EPG_L,10,20,CX,acetylcholine\n", "6,KC_a,KC_a_L,3,4,MB,\n"];
    let reordered = [("neurons.csv", lines[0], ""), ("neurons.csv", lines[1], &lines.concat())];
    check_second_run(&reordered, &[], &[]);
    check_second_run(&neurons("7,,,8,9", "7,,,8,10"), &[], &[]);
    check_second_run(&neurons("EPG_L,10", "EPG_L,11"), &[], &["EPG"]);
    check_second_run(&neurons("3,4,MB", "3,4,CX"), &[], &["KC_a"]);
    check_second_run(&neurons("6,KC_a", "60,KC_a"), &[], &["KC_a"]);
    // Partners, whose own files change with them or without.
    check_second_run(&neurons("PEG_R", "PEG_L"), &[], &["EPG", "PEG"]);
    check_second_run(&neurons("gaba", "glutamate"), &[], &["EPG", "PEG"]);
    check_second_run(&neurons("4,PEG", "4,PEN"), &[], &["EPG", "PEN"]);
    check_second_run(&neurons("4,PEG,PEG_R", "4,,"), &[], &["EPG"]);
    check_second_run(&connections("3,5,1", "3,5,2"), &[], &["EPG", "KC/a"]);
    check_second_run(&connections("4,1,5\n", ""), &[], &["EPG", "PEG"]);
    // No page shows the body id of a partner.
    let ids = [("neurons.csv", "\n4,", "\n40,"), ("connections.csv", ",4,", ",40,")];
    check_second_run(&[&ids[..], &connections("\n4,", "\n40,")].concat(), &[], &["PEG"]);
    // What all pages depend on: the regions, the file names of others, what is asked for.
    check_second_run(&[("rois.json", "EB*", "FB*")], &[], &all);
    let peg = [&all[..], &["peg"]].concat();
    check_second_run(&neurons("7,,,8,9", "8,peg,peg_R,1,1,,\n7,,,8,9"), &[], &peg);
    check_second_run(&neurons("5,KC/a,KC/a_L", "5,,"), &[], &["EPG", "KC_a", "PEG"]);
    check_second_run(&[], &["--url", "https://example.org/site"], &all);
    check_second_run(&[], &["--no-pages"], &all);
    check_second_run(&[], &["--types", "EPG,KC/a"], &["EPG", "KC/a"]);
}

#[test]
fn without_the_journal_of_the_site_before_all_is_read_and_compared() {
    for damage in [None, Some(""), Some("{}\n"), Some("no JSON")] {
        let lab = Lab::new();
        lab.done(&[]);
        let journal = lab.site().join(".cache/journal.ndjson");
        match damage {
            None => std::fs::remove_file(journal).expect("removed"),
            Some(text) => std::fs::write(journal, text).expect("written"),
        }
        let kept = inode(&lab.site().join("types/KC_a.html"));
        lab.place.write("connections.csv", &format!("{CONNECTIONS}4,2,9\n"));
        let run = lab.done(&[]);
        assert!(!run.stderr.contains("not read again"), "{damage:?}: {}", run.stderr);
        assert!(run.stdout.contains("written anew: 2 types"), "{damage:?}: {}", run.stdout);
        assert_eq!(inode(&lab.site().join("types/KC_a.html")), kept, "{damage:?}");
        assert_eq!(lab.check().code, Some(0), "{damage:?}");
    }
}

#[test]
fn a_damaged_site_is_found_out_and_mended_by_the_next_run() {
    let lab = Lab::new();
    lab.done(&[]);
    let site = lab.site();
    std::fs::remove_file(site.join("types/EPG_L.html")).expect("removed");
    let about: Site = json(&site, "quickpage.json");
    std::fs::write(site.join(&about.files.types), "{}").expect("written");
    let run = lab.check();
    assert_eq!(run.code, Some(1));
    assert!(run.stdout.contains("missing: types/EPG_L.html"), "{}", run.stdout);
    assert!(run.stdout.contains(&format!("changed: {}", about.files.types)), "{}", run.stdout);
    let run = lab.done(&[]);
    assert!(run.stdout.contains("mended: 2 files"), "{}", run.stdout);
    assert_eq!(lab.check().code, Some(0));
}

/// Changes a page, a type's data and the list of types, none of them in its size.
fn spoil_three(lab: &Lab) {
    let about: Site = json(&lab.site(), "quickpage.json");
    let page = types(&lab.site())["KC_a"][1].clone();
    assert!(page.ends_with(".html"), "{page}");
    for path in [&page, "data/types/EPG.json", &about.files.types] {
        spoil(&lab.site().join(path));
    }
}

#[test]
fn a_change_that_keeps_the_size_is_mended_as_check_says() {
    let lab = Lab::new();
    lab.done(&[]);
    let whole = without_time(&lab.site());
    spoil_three(&lab);
    let run = lab.check();
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    assert!(run.stdout.contains("changed: data/types/EPG.json"), "{}", run.stdout);
    assert!(run.stdout.contains("; run create-index again to mend them"), "{}", run.stdout);
    let run = lab.done(&[]);
    assert!(run.stdout.contains("mended: 3 files"), "{}", run.stdout);
    assert_eq!(lab.check().code, Some(0));
    assert_eq!(without_time(&lab.site()), whole);
    let run = lab.done(&[]);
    assert!(run.stdout.contains("nothing has changed"), "{}", run.stdout);
    // Nor is it taken over into a site of other data.
    spoil_three(&lab);
    lab.place.write("connections.csv", &format!("{CONNECTIONS}4,2,9\n"));
    lab.done(&[]);
    assert_eq!(lab.check().code, Some(0));
}

#[test]
fn a_change_that_keeps_size_and_time_is_mended_by_force_as_check_says() {
    let lab = Lab::new();
    lab.done(&[]);
    let path = lab.site().join("types/EPG_L.html");
    let time = std::fs::metadata(&path).and_then(|about| about.modified()).expect("a time");
    spoil(&path);
    let file = std::fs::File::options().append(true).open(&path).expect("a file");
    file.set_modified(time).expect("its old time");
    let run = lab.check();
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    assert!(run.stdout.contains("run create-index with --force to mend them"), "{}", run.stdout);
    lab.done(&["--force"]);
    assert_eq!(lab.check().code, Some(0));
}

#[test]
fn a_demand_is_later_than_all_before_in_a_new_folder_too_and_after_a_rollback() {
    let lab = Lab::new();
    let demanded = |more: &[&str]| {
        lab.done(more);
        json::<Site>(&lab.site(), "quickpage.json").demand
    };
    // A demand of this second may carry the number of the next one.
    let later = || std::thread::sleep(Duration::from_millis(2_100));
    assert_eq!(demanded(&[]), 0);
    let first = demanded(&["--demand-update"]);
    let second = demanded(&["--demand-update"]);
    assert!(second > first, "{first}, {second}");
    assert_eq!(demanded(&["--force"]), second, "nothing new is demanded");
    for folder in ["site", ".site.quickpage"] {
        std::fs::remove_dir_all(lab.place.path(folder)).expect("removed");
    }
    later();
    let third = demanded(&["--demand-update"]);
    assert!(third > second, "a new folder: {second}, {third}");
    let fourth = demanded(&["--demand-update"]);
    assert_eq!(lab.place.run(&["rollback", "--output-dir", "site"]).code, Some(0));
    later();
    let fifth = demanded(&["--demand-update"]);
    assert!(fifth > fourth, "after a rollback: {fourth}, {fifth}");
}

#[test]
fn the_previous_site_can_be_put_back_and_the_new_one_again() {
    let lab = Lab::new();
    let run = lab.place.run(&["rollback", "--output-dir", "site"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("no previous site"), "{}", run.stderr);
    lab.done(&[]);
    let first = content(&lab.site());
    lab.place.write("neurons.csv", &NEURONS.replace("10,20", "10,99"));
    lab.done(&[]);
    let second = content(&lab.site());
    assert_ne!(first, second);
    for expected in [&first, &second] {
        let run = lab.place.run(&["rollback", "--output-dir", "site"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert_eq!(&content(&lab.site()), expected);
        assert_eq!(lab.check().code, Some(0));
    }
}

#[test]
fn a_folder_of_somebody_else_is_left_alone_unless_it_is_to_be_adopted() {
    let lab = Lab::new();
    lab.place.write("site/CNAME", "lab.example.org\n");
    lab.place.write("site/docs/notes.txt", "ours");
    let run = lab.run(&[]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("--adopt"), "{}", run.stderr);
    assert!(!lab.site().join("quickpage.json").exists());
    lab.done(&["--adopt"]);
    for _ in 0..2 {
        assert_eq!(read(&lab.site(), "CNAME"), "lab.example.org\n");
        assert_eq!(read(&lab.site(), "docs/notes.txt"), "ours");
        lab.done(&["--force"]);
    }
    lab.place.write("site/quickpage.txt", "later");
    lab.done(&["--force"]);
    assert_eq!(read(&lab.site(), "quickpage.txt"), "later");
}

#[test]
fn a_file_of_somebody_else_that_would_be_the_same_is_in_nobodys_way() {
    let lab = Lab::new();
    lab.place.write("site/.nojekyll", "");
    lab.done(&["--adopt", "--host", "pages"]);
    assert_eq!(read(&lab.site(), ".nojekyll"), "");
    assert_eq!(lab.check().code, Some(0));
}

/// A host that serves the folder is another user than the one who wrote it.
#[cfg(unix)]
#[test]
fn everybody_may_read_every_file_of_a_site() {
    use std::os::unix::fs::PermissionsExt;
    let lab = Lab::new();
    lab.done(&[]);
    for path in binary::files_below(&lab.site()) {
        let mode = std::fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o044, 0o044, "{}", path.display());
    }
}

#[test]
fn a_site_is_not_replaced_by_an_empty_one_in_passing() {
    let lab = Lab::new();
    lab.done(&[]);
    let before = content(&lab.site());
    lab.place.write("neurons.csv", "bodyId,type\n1,\n");
    let run = lab.run(&[]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("the site is as it was"), "{}", run.stderr);
    assert_eq!(content(&lab.site()), before);
    lab.done(&["--force"]);
    assert!(!lab.site().join("types/EPG.html").exists());
}

#[test]
fn types_can_be_chosen_and_an_unknown_one_is_named() {
    let lab = Lab::new();
    let run = lab.run(&["--types", "EPG,EGP"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("no type EGP"), "{}", run.stderr);
    let report = lab.report(&["--types", "EPG,KC/a"]);
    assert_eq!((&report["types"], &report["pages"]), (&2.into(), &5.into()));
}

#[test]
fn a_type_with_commas_in_its_name_can_be_chosen_too() {
    let lab = Lab::new();
    let rows = "8,\"KCab,p\",x_R,1,1\n9,\"EPG,PEG\",x_R,1,1\n";
    lab.place.write("neurons.csv", &format!("{NEURONS}{rows}"));
    let chosen = |more: &[&str]| {
        lab.done(more);
        types(&lab.site()).into_keys().collect::<Vec<_>>()
    };
    assert_eq!(chosen(&["--types", "KCab,p", "--types", "PEG,KC/a"]), ["KC/a", "KCab,p", "PEG"]);
    assert_eq!(chosen(&["--types", "EPG,PEG"]), ["EPG,PEG"]);
    assert_eq!(chosen(&["--types", "EPG", "--types", "PEG"]), ["EPG", "PEG"]);
    let run = lab.run(&["--types", "EPG,KCab,p"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("no type KCab, p"), "{}", run.stderr);
    assert!(run.stderr.contains("a --types of its own"), "{}", run.stderr);
}

/// What a compressed form unpacks to.
fn unpacked(path: &Path) -> Vec<u8> {
    let packed = std::fs::File::open(path).expect("a file");
    let mut plain = Vec::new();
    let ending = path.extension().and_then(|ending| ending.to_str());
    let read = match ending {
        Some("gz") => flate2::read::GzDecoder::new(packed).read_to_end(&mut plain),
        _ => brotli::Decompressor::new(packed, 4_096).read_to_end(&mut plain),
    };
    read.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    plain
}

#[test]
fn any_host_gets_compressed_forms_that_unpack_to_the_files_beside_them() {
    let lab = Lab::new();
    // So many neurons that the data are worth compressing.
    let row = |n: usize| format!("{n},T{},T{}_R,{},1\n", n / 20, n / 20, n % 7);
    let rows: String = (1..1_000).map(row).collect();
    lab.place.write("neurons.csv", &format!("bodyId,type,instance,pre,post\n{rows}"));
    lab.done(&[]);
    let files = content(&lab.site());
    let beside = |path: &Path, ending: &str| {
        let name = format!("{}.{ending}", path.display());
        files.contains_key(Path::new(&name)).then(|| PathBuf::from(name))
    };
    let mut forms: BTreeMap<String, (bool, bool)> = BTreeMap::new();
    for (path, plain) in &files {
        let of_form = ["gz", "br"].map(|ending| beside(path, ending));
        for form in of_form.iter().flatten() {
            assert_eq!(&unpacked(form), plain, "{}", form.display());
        }
        let below = path.strip_prefix(lab.site()).expect("below");
        forms.insert(below.display().to_string(), (of_form[0].is_some(), of_form[1].is_some()));
    }
    // Everybody reads the lists; one reads the data of a type; pages are left to the server.
    let about: Site = json(&lab.site(), "quickpage.json");
    assert_eq!(forms[&about.files.types], (true, true));
    assert_eq!(forms[&about.files.summaries], (true, true));
    let is_style = |path: &&String| path.starts_with("types/") && path.ends_with(".css");
    assert_eq!(forms[forms.keys().find(is_style).expect("a style")], (true, true));
    assert_eq!(forms["data/types/T1.json"], (true, false));
    assert_eq!(forms["data/bodies/0.json"], (true, false));
    for single in ["types/T1.html", "quickpage.json", "manifest.json", &about.files.pages] {
        assert_eq!(forms[single], (false, false), "{single}");
    }
    let packed = |path: &&String| path.ends_with(".gz") || path.ends_with(".br");
    let (with_gzip, with_brotli) = forms.values().fold((0, 0), |(gzip, brotli), of_form| {
        (gzip + usize::from(of_form.0), brotli + usize::from(of_form.1))
    });
    assert_eq!(forms.keys().filter(packed).count(), with_gzip + with_brotli, "none is alone");
}

#[test]
fn a_pages_host_gets_no_compressed_forms_and_no_jekyll() {
    let lab = Lab::new();
    let run = lab.done(&["--host", "pages"]);
    // The size, which such a host limits: of all that is listed, and of the largest file.
    let manifest: Manifest = json(&lab.site(), "manifest.json");
    let bytes: u64 = manifest.every_file().map(|entry| entry.bytes).sum();
    let largest = manifest.every_file().max_by_key(|entry| entry.bytes).expect("a file");
    let count = manifest.every_file().count();
    let size = format!("lab:v1: 4 types, 9 pages, {count} files, {:.1} MB, in", bytes as f64 / 1e6);
    assert!(run.stdout.contains(&size), "{size}: {}", run.stdout);
    let size = format!("largest file: {}, {:.1} MB", largest.path, largest.bytes as f64 / 1e6);
    assert!(run.stdout.contains(&size), "{size}: {}", run.stdout);
    let files = content(&lab.site());
    let ends =
        |ending: &str| files.keys().filter(|path| path.to_string_lossy().ends_with(ending)).count();
    assert_eq!((ends(".br"), ends(".gz"), ends(".nojekyll")), (0, 0, 1));
    lab.done(&["--no-pages"]);
    assert!(!lab.site().join("types/EPG.html").exists());
    let about: Site = json(&lab.site(), "quickpage.json");
    let pages: Pages = json(&lab.site(), &about.files.pages);
    assert!(!pages.all && pages.of.is_empty());
}

#[test]
fn pages_of_another_tool_are_linked_where_they_exist() {
    let lab = Lab::new();
    lab.place.write("others/EPG.html", "theirs");
    lab.place.write("others/PEG_R.html", "theirs");
    let others = lab.place.path("others");
    lab.done(&["--pages", others.to_str().expect("a path")]);
    let about: Site = json(&lab.site(), "quickpage.json");
    let pages: Pages = json(&lab.site(), &about.files.pages);
    assert_eq!(pages.base, "../others/");
    assert_eq!(pages.of["EPG"].combined.as_deref(), Some("EPG.html"));
    assert_eq!((pages.of["PEG"].right.as_deref(), pages.of.len()), (Some("PEG_R.html"), 2));
    for name in ["EPG", "KC/a", "KC_a"] {
        let data = format!("{}/{}.json", about.files.of_types, pages.stem(name));
        let file: TypeFile = json(&lab.site(), &data);
        assert_eq!(file.summary.name, name, "the app finds its data by the same stem");
    }
    assert!(!lab.site().join("types/EPG.html").exists(), "none are written");
}

#[test]
fn pages_within_the_site_are_linked_if_they_are_not_its_own() {
    let lab = Lab::new();
    lab.done(&[]);
    let before = content(&lab.site());
    let run = lab.run(&["--pages", "site/types"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("site/types has pages of the site itself"), "{}", run.stderr);
    assert_eq!(content(&lab.site()), before);
    lab.place.write("site/theirs/EPG.html", "theirs");
    for _ in 0..2 {
        lab.done(&["--pages", "site/theirs", "--force"]);
        let about: Site = json(&lab.site(), "quickpage.json");
        let pages: Pages = json(&lab.site(), &about.files.pages);
        assert_eq!((&*pages.base, pages.of.len()), ("theirs/", 1));
        assert_eq!(read(&lab.site(), "theirs/EPG.html"), "theirs");
    }
}

#[test]
fn parts_of_four_processes_make_the_site_of_one() {
    let lab = Lab::new();
    let at_once: Vec<_> = (1..=4)
        .map(|which| {
            let shard = format!("{which}/4");
            let mut command = lab.place.command(lab.arguments(&["--shard", &shard]));
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            command.spawn().expect("it starts")
        })
        .collect();
    for part in at_once {
        let output = part.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(!lab.site().exists(), "a part is no site");
    lab.done(&["--merge"]);
    assert_eq!(lab.check().code, Some(0));
    let merged = without_time(&lab.site());
    let other = Lab::new();
    other.done(&[]);
    let whole = without_time(&other.site());
    assert_eq!(whole.keys().collect::<Vec<_>>(), merged.keys().collect::<Vec<_>>());
    assert_eq!(whole, merged);
    let run = lab.run(&["--merge", "--force"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("no parts to merge"), "{}", run.stderr);
    // The parts of the next site take over what they can of this one, one and all.
    lab.place.write("connections.csv", &format!("{CONNECTIONS}4,2,9\n"));
    let kept = inode(&lab.site().join("types/KC_a.html"));
    for shard in ["1/2", "2/2"] {
        let run = lab.done(&["--shard", shard]);
        assert!(run.stderr.contains("1 types are as they were"), "{}", run.stderr);
    }
    assert_eq!(lab.report(&["--merge"])["written"], 2);
    assert_eq!(inode(&lab.site().join("types/KC_a.html")), kept);
    assert_eq!(lab.check().code, Some(0));
}

#[test]
fn a_missing_part_is_named() {
    let lab = Lab::new();
    lab.done(&["--shard", "1/2"]);
    let run = lab.run(&["--merge"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("--shard 2/2"), "{}", run.stderr);
}

#[test]
fn parts_that_another_division_has_left_are_in_nobodys_way() {
    let lab = Lab::new();
    lab.done(&["--shard", "2/3"]);
    lab.done(&["--shard", "1/2"]);
    let run = lab.run(&["--merge"]);
    assert_eq!(run.code, Some(1));
    for shard in ["--shard 2/2; or part 1 of 3", "--shard 1/3"] {
        assert!(run.stderr.contains(shard), "{}", run.stderr);
    }
    lab.done(&["--shard", "2/2"]);
    lab.done(&["--merge"]);
    assert_eq!(lab.check().code, Some(0));
    assert!(!lab.place.path(".site.quickpage/parts").exists());
}

#[test]
fn a_part_that_was_damaged_since_is_named_and_written_again() {
    let lab = Lab::new();
    for shard in ["1/2", "2/2"] {
        lab.done(&["--shard", shard]);
    }
    let parts = lab.place.path(".site.quickpage/parts");
    let page = binary::files_below(&parts).into_iter().find(|path| path.ends_with("EPG.html"));
    let page = page.expect("a page");
    std::fs::write(&page, "").expect("an empty page");
    let shard = if page.starts_with(parts.join("1-of-2")) { "1/2" } else { "2/2" };
    let run = lab.run(&["--merge"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains(&format!("run with --shard {shard} again")), "{}", run.stderr);
    lab.done(&["--shard", shard]);
    lab.done(&["--merge"]);
    assert_eq!(lab.check().code, Some(0));
}

#[test]
fn nobody_else_writes_the_same_part() {
    let lab = Lab::new();
    lab.place.write(".site.quickpage/parts/1-of-2.lock", "");
    let lock = std::fs::File::open(lab.place.path(".site.quickpage/parts/1-of-2.lock"));
    let lock = lock.expect("a file");
    lock.lock().expect("a lock");
    let run = lab.run(&["--shard", "1/2"]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("another run of quickpage works on part 1 of 2"), "{run:?}");
    lab.done(&["--shard", "2/2"]);
    lock.unlock().expect("unlocked");
    lab.done(&["--shard", "1/2"]);
    lab.done(&["--merge"]);
}

#[test]
fn two_runs_at_once_do_not_meet() {
    let lab = Lab::new();
    let place = &lab.place;
    place.write(".site.quickpage/lock", "");
    let lock = std::fs::File::open(place.path(".site.quickpage/lock")).expect("a file");
    lock.lock().expect("a lock");
    let run = lab.run(&[]);
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("another run"), "{}", run.stderr);
    lock.unlock().expect("unlocked");
    lab.done(&[]);
}

/// The types of a site with their files.
fn types(site: &Path) -> BTreeMap<String, Vec<String>> {
    let manifest: Manifest = json(site, "manifest.json");
    let files = |of_type: TypeFiles| of_type.files.into_iter().map(|entry| entry.path).collect();
    manifest.types.into_iter().map(|of_type| (of_type.name.clone(), files(of_type))).collect()
}

fn version(site: &Path) -> String {
    json::<Site>(site, "quickpage.json").dataset.version
}

fn inodes(site: &Path) -> BTreeSet<u64> {
    content(site).keys().map(|path| inode(path)).collect()
}

/// The site is either of two, whole; which one, it says itself.
fn is_one_of(site: &Path, old: &str, new: &str) -> bool {
    let about: Site = json(site, "quickpage.json");
    let is_new = about.dataset.version == new;
    assert!(is_new || about.dataset.version == old, "{}", about.dataset.version);
    is_new
}

/// Kills runs at random moments, goes on, and looks at the site after each. How often is set by
/// `QUICKPAGE_KILLS`; a few times by default.
#[test]
fn a_run_that_is_killed_leaves_the_old_site_or_the_new_one_and_is_gone_on_with() {
    let kills = std::env::var("QUICKPAGE_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
    let lab = Lab::new();
    let table = |version: usize| {
        let row = |n: usize| format!("{n},T{},T{}_R,{},{version}\n", n / 3, n / 3, n % 7);
        let rows: String = (0..1_500).map(row).collect();
        format!("bodyId,type,instance,pre,post\n{rows}")
    };
    lab.place.write("neurons.csv", &table(0));
    lab.place.write("connections.csv", "pre,post,weight\n1,2,3\n");
    let version = || version(&lab.site());
    let began = std::time::Instant::now();
    lab.done(&[]);
    let whole = began.elapsed();
    let (mut killed, mut resumed) = (0, 0);
    for round in 1..=kills {
        let old = version();
        lab.place.write("neurons.csv", &table(round));
        // Spread over the whole run, the exchange at its end included.
        let after = whole * (1 + round as u32 * 7 % 11) / 11;
        let mut child = lab
            .place
            .command(lab.arguments(&[]))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(after.min(Duration::from_secs(20)));
        let ended = child.try_wait().expect("a state").is_some();
        let _ = child.kill();
        child.wait().expect("it ends");
        killed += usize::from(!ended);
        let check = lab.check();
        assert_eq!(check.code, Some(0), "round {round}: {}{}", check.stdout, check.stderr);
        let between = version();
        let run = lab.done(&[]);
        resumed += usize::from(run.stderr.contains("going on with a run"));
        assert!(between == old || between == version(), "round {round}");
        assert!(is_one_of(&lab.site(), "none", &version()));
        assert_eq!(lab.check().code, Some(0), "round {round}");
    }
    assert!(killed > 0, "all {kills} runs were over before they were killed");
    eprintln!("{kills} runs, {killed} killed, {resumed} gone on with");
}

#[test]
fn a_full_disk_leaves_the_old_site_and_says_so() {
    let lab = Lab::new();
    lab.done(&[]);
    let before = content(&lab.site());
    lab.place.write("neurons.csv", &NEURONS.replace("10,20", "10,98"));
    // No file may become larger than this: the system says so as it says that a disk is full.
    let mut command = std::process::Command::new("sh");
    let run = lab.place.command(lab.arguments(&[]));
    let words: Vec<String> = std::iter::once(run.get_program())
        .chain(run.get_args())
        .map(|word| format!("'{}'", word.to_string_lossy()))
        .collect();
    command.args(["-c", &format!("trap '' XFSZ; ulimit -f 1; exec {}", words.join(" "))]);
    command.current_dir(lab.place.path("")).env_clear().env("HOME", lab.place.path(""));
    let output = command.output().expect("it runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("cannot be written"), "{stderr}");
    assert_eq!(content(&lab.site()), before);
    lab.done(&[]);
    assert_eq!(lab.check().code, Some(0));
}
