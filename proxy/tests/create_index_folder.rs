//! `quickpage create-index` and the folder that it writes into: what it keeps of it, and when it
//! leaves it alone.

mod binary;
mod lab;

use std::path::Path;

use lab::{Lab, NEURONS};

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
    std::fs::set_permissions(&site, PermissionsExt::from_mode(0o2750)).expect("a mode");
    assert_eq!(lab.place.run(&["rollback", "--output-dir", "site"]).code, Some(0));
    assert_eq!(whose(&site), (user, group, 0o2750), "a site that is put back, too");
}
