//! From names of types to names of files: safe on every file system, and each its own.
//!
//! A name that is harmless is its own stem. Any other gets `~` and a hash behind what is
//! harmless of it; no harmless name has a `~`, so the two kinds never meet. What a file is called
//! depends on the name alone, but for names that differ in case only: of these none is its own
//! stem, so that the address of one never becomes that of another.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

/// Longer names are shortened: with side, ending and what compression appends, a file name stays
/// well below the 255 bytes that file systems take.
const LONGEST: usize = 100;

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The stems of those names that are not their own.
pub fn stems<'a>(names: impl Iterator<Item = &'a str> + Clone) -> BTreeMap<String, String> {
    let mut spellings: HashMap<String, u32> = HashMap::new();
    for name in names.clone() {
        *spellings.entry(name.to_lowercase()).or_default() += 1;
    }
    let is_alone = |name: &str| spellings[&name.to_lowercase()] == 1;
    let others = names.filter(|name| !is_harmless(name) || !is_alone(name));
    others.map(|name| (name.to_owned(), marked(name))).collect()
}

fn is_harmless(name: &str) -> bool {
    let fits = (1..=LONGEST).contains(&name.len()) && name.chars().all(is_harmless_within);
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let is_device = DEVICES.contains(&stem.as_str())
        || stem
            .strip_prefix("com")
            .or(stem.strip_prefix("lpt"))
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()));
    // What ends like the page of a side would be taken for one.
    let end = name.to_lowercase();
    let is_like_side = ["_l", "_r", "_m"].iter().any(|side| end.ends_with(side));
    fits && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !name.ends_with('.')
        && !is_device
        && !is_like_side
}

/// Characters that need no escape in an address either.
fn is_harmless_within(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.()'+,".contains(c)
}

/// What is harmless of a name, and its hash.
fn marked(name: &str) -> String {
    let mut stem = String::new();
    for c in name.chars() {
        match is_harmless_within(c) && (!stem.is_empty() || c.is_ascii_alphanumeric()) {
            true => stem.push(c),
            false if stem.ends_with('_') => {}
            false => stem.push('_'),
        }
    }
    stem.truncate(LONGEST / 2);
    let hash = Sha256::digest(name);
    stem.push('~');
    hash.iter().take(5).for_each(|byte| stem.push_str(&format!("{byte:02x}")));
    stem
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn stem_of(names: &[&str], name: &str) -> String {
        stems(names.iter().copied()).get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    #[test]
    fn usual_names_are_their_own_stems() {
        let names = ["EPG", "KCa'b'-ap1", "PFNd", "5-HTPMPV01", "MeTu3c_dorsal", "hDeltaA", "a.b"];
        assert_eq!(stems(names.into_iter()), BTreeMap::new());
    }

    #[test]
    fn names_that_differ_somehow_have_files_that_differ_by_more_than_case() {
        let names = [
            "KC/a",
            "KC_a",
            "KC a",
            "KC\\a",
            "Mi1",
            "mi1",
            "X_L",
            "X",
            "x_l",
            ".",
            "..",
            "...",
            "",
            "CON",
            "con.x",
            "LPT1",
            "../../etc/passwd",
            "é",
            "e\u{301}",
            "a~b",
            "-rf",
            "a\0b",
            "<script>",
            "%2e%2e",
            "tab\there",
            "\u{202e}x",
        ];
        let long = "y".repeat(300);
        let longer = "y".repeat(301);
        let names: Vec<&str> = names.into_iter().chain([&*long, &longer]).collect();
        let files: HashSet<String> =
            names.iter().map(|name| stem_of(&names, name).to_lowercase()).collect();
        assert_eq!(files.len(), names.len(), "{files:?}");
        for file in files {
            assert!(file.len() <= LONGEST + 11 && !file.is_empty(), "{file}");
            assert!(file.chars().all(|c| is_harmless_within(c) || c == '~'), "{file}");
            assert!(!file.starts_with(['.', '-']), "{file}");
        }
        assert_eq!(stem_of(&names, "KC_a"), "KC_a");
        assert_ne!(stem_of(&names, "Mi1"), "Mi1", "else mi1 would one day take its address");
        assert_ne!(stem_of(&names, "X_L"), "X_L", "else it would be the left page of X");
    }
}
