//! `quickpage create-index` and the folder that it writes into: what it keeps of it, and when it
//! leaves it alone.

mod binary;
mod lab;

use std::path::Path;

use lab::{Lab, NEURONS, content, json, read};
use shared::site::Site;

/// Another site than that of [`NEURONS`].
fn other_neurons() -> String {
    NEURONS.replace("10,20", "10,99")
}

#[cfg(unix)]
#[test]
fn a_new_site_has_the_owner_the_group_and_the_mode_of_the_one_before() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let lab = Lab::new();
    let about = |path: &Path| std::fs::metadata(path).expect("a folder");
    let whose = |path: &Path| (about(path).uid(), about(path).gid(), about(path).mode() & 0o7777);
    lab.done(&[]);
    let site = lab.site();
    let (mut user, mut group, _) = whose(&site);
    let beside = lab.place.path(".site.quickpage");
    let (writer, _, mode) = whose(&beside);
    // Only root may give a folder away.
    if user == 0 {
        (user, group) = (1_234, 2_345);
        chown(&site, Some(user), Some(group)).expect("given away");
    }
    std::fs::set_permissions(&site, PermissionsExt::from_mode(0o2775)).expect("a mode");
    lab.place.write("neurons.csv", &other_neurons());
    lab.done(&[]);
    assert_eq!(whose(&site), (user, group, 0o2775));
    // As the bit says, what is new in it is of the same group.
    assert_eq!(about(&site.join("types/EPG.html")).gid(), group);
    // What lies beside it stays with who writes sites: nobody else may put anything there.
    assert_eq!(whose(&beside), (writer, group, mode | 0o2000));
    std::fs::set_permissions(&site, PermissionsExt::from_mode(0o2750)).expect("a mode");
    assert_eq!(lab.place.run(&["rollback", "--output-dir", "site"]).code, Some(0));
    assert_eq!(whose(&site), (user, group, 0o2750), "a site that is put back, too");
}

#[test]
fn a_site_whose_manifest_is_of_no_use_is_told_so_and_written_anew_by_force() {
    let newer = r#"{"format":99}"#;
    for (text, said) in [
        (Some(""), "manifest.json is of no use: EOF"),
        (Some("{\"format\":1,"), "manifest.json is of no use: EOF"),
        (Some(newer), "manifest.json is of no use: another version of quickpage wrote it"),
        (None, "manifest.json is missing"),
    ] {
        let lab = Lab::new();
        lab.done(&["--demand-update"]);
        let demand = json::<Site>(&lab.site(), "quickpage.json").demand;
        lab.place.write("site/CNAME", "lab.example.org\n");
        let path = lab.site().join("manifest.json");
        match text {
            Some(text) => std::fs::write(path, text).expect("written"),
            None => std::fs::remove_file(path).expect("removed"),
        }
        let damaged = content(&lab.site());
        assert_eq!(lab.check().code, Some(1));
        for more in [&[][..], &["--adopt"], &["--shard", "1/2"]] {
            let run = lab.run(more);
            assert_eq!(run.code, Some(1), "{run:?}");
            assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
            assert!(run.stderr.contains("--force writes the site anew"), "{}", run.stderr);
        }
        assert_eq!(content(&lab.site()), damaged);
        lab.done(&["--force"]);
        let check = lab.check();
        assert_eq!(check.code, Some(0), "{}", check.stdout);
        assert!(check.stdout.contains("files of others, which are kept: 1\n"), "{}", check.stdout);
        assert_eq!(read(&lab.site(), "CNAME"), "lab.example.org\n");
        assert_eq!(json::<Site>(&lab.site(), "quickpage.json").demand, demand);
        let rollback = lab.place.run(&["rollback", "--output-dir", "site"]);
        assert_eq!(rollback.code, Some(0), "{}", rollback.stderr);
        assert_eq!(content(&lab.site()), damaged);
    }
}

#[test]
fn somebody_elses_manifest_is_never_written_over() {
    let lab = Lab::new();
    lab.place.write("site/manifest.json", r#"{"name":"an app of ours"}"#);
    let before = content(&lab.site());
    for (more, said) in [
        (&["--force"][..], "files that quickpage did not write"),
        (&["--force", "--adopt"], "manifest.json is not of quickpage"),
    ] {
        let run = lab.run(more);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(run.stderr.contains(said), "{}", run.stderr);
        assert_eq!(content(&lab.site()), before);
    }
}

/// What lies in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("an entry").file_name();
    let mut names: Vec<String> =
        entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_told_at_once_and_one_that_leads_to_a_folder_is_followed() {
    let lab = Lab::new();
    std::os::unix::fs::symlink("elsewhere", lab.site()).expect("a link");
    let before = names(&lab.place.path(""));
    for command in [lab.arguments(&[]), vec!["rollback", "--output-dir", "site"]] {
        let run = lab.place.run(&command);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(run.stderr.contains("site is a link that leads nowhere"), "{}", run.stderr);
        assert!(!run.stderr.contains("types"), "nothing is read before: {}", run.stderr);
        assert_eq!(names(&lab.place.path("")), before);
    }
    std::fs::create_dir(lab.place.path("elsewhere")).expect("a folder");
    lab.done(&[]);
    assert!(lab.place.path("elsewhere/quickpage.json").is_file() && lab.site().is_symlink());
}

#[test]
fn a_rollback_of_what_is_no_site_leaves_nothing() {
    let lab = Lab::new();
    lab.place.write("theirs/notes.txt", "ours");
    let before = names(&lab.place.path(""));
    for site in ["site", "theirs", "theirs/below", "nowhere/site"] {
        let run = lab.place.run(&["rollback", "--output-dir", site]);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert_eq!(names(&lab.place.path("")), before);
        assert_eq!(names(&lab.place.path("theirs")), ["notes.txt"]);
    }
}

/// Even where what is mounted is of the same file system.
#[cfg(target_os = "linux")]
#[test]
fn a_mount_point_is_told_at_once() {
    let lab = Lab::new();
    std::fs::create_dir(lab.site()).expect("a folder");
    let within = |script: &str| {
        let run = lab.place.command(lab.arguments(&[]));
        let mut command = std::process::Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", script]);
        command.arg(run.get_program()).args(run.get_args());
        command.current_dir(lab.place.path("")).output().ok()
    };
    if !within("mount --bind site site").is_some_and(|output| output.status.success()) {
        eprintln!("SKIPPED: nothing can be mounted here");
        return;
    }
    let before = names(&lab.place.path(""));
    let output = within("mount --bind site site && exec \"$0\" \"$@\"").expect("it runs");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("(a mount point)") && !stderr.contains("types"), "{stderr}");
    assert_eq!(names(&lab.place.path("")), before);
}

#[test]
fn the_address_of_a_proxy_cannot_widen_the_policy_of_the_page() {
    let lab = Lab::new();
    for address in [
        "https://lab.example.org/;script-src *",
        "https://lab.example.org;script-src",
        "https://lab.example.org/,default-src",
        "https://lab.example.org/'unsafe-inline'",
        "https://me:secret@lab.example.org/",
        "https://[::1]:8787/",
    ] {
        let run = lab.run(&["--proxy", address]);
        assert_eq!(run.code, Some(2), "{address}: {run:?}");
        assert!(run.stderr.contains("Content-Security-Policy"), "{address}: {}", run.stderr);
    }
    for address in
        ["https://a b.example.org", "https://lab.example.org\">", "https://lab.example.org/#there"]
    {
        assert_eq!(lab.run(&["--proxy", address]).code, Some(2), "{address}");
    }
    lab.done(&["--proxy", "https://lab.example.org:8787/a%20b/~c"]);
    let proxy = json::<Site>(&lab.site(), "quickpage.json").proxy;
    assert_eq!(proxy.as_deref(), Some("https://lab.example.org:8787/a%20b/~c/"));
}

#[test]
fn a_site_is_replaced_by_that_of_another_dataset_by_force_only() {
    let lab = Lab::new();
    lab.done(&[]);
    let before = content(&lab.site());
    let named = |dataset: &str, more: &[&str]| {
        let own = ["create-index", "--table", "neurons.csv", "--output-dir", "site"];
        lab.place.run(&[&own[..], &["--dataset", dataset], more].concat())
    };
    for more in [&[][..], &["--shard", "1/1"]] {
        let run = named("other:v1", more);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(run.stderr.contains("has a site of lab:v1, and this one would be of other:v1"));
        assert!(run.stderr.contains("--force"), "{}", run.stderr);
    }
    assert_eq!(content(&lab.site()), before);
    for (dataset, more) in [("lab:v2", &[][..]), ("other:v1", &["--force"])] {
        let run = named(dataset, more);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert_eq!(json::<Site>(&lab.site(), "quickpage.json").dataset.name, dataset);
    }
}
