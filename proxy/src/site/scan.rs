//! Which pages there are in a folder that another tool has filled.
//!
//! A page is `NAME.html`, or `NAME_L.html` and its like for a side. `NAME` is a type's name as
//! quickpage writes it, or with `_` in the place of slashes and spaces, as neuView does; of the
//! latter, a file that could be of two pages is of neither.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::path::Path;

use shared::links::encoded;
use shared::side::Side;
use shared::site::{Pages, PagesOfType, file_name};

/// The pages of these types in a folder, which the app reaches at `base`.
///
/// # Errors
/// When the folder cannot be read.
pub fn scan<'a>(
    folder: &Path,
    base: String,
    names: impl Iterator<Item = &'a str> + Clone,
    stems: &BTreeMap<String, String>,
) -> io::Result<Pages> {
    let mut files = HashSet::new();
    for entry in std::fs::read_dir(folder)? {
        if let Ok(name) = entry?.file_name().into_string()
            && name.ends_with(".html")
        {
            files.insert(name);
        }
    }
    let own = |name: &'a str| stems.get(name).map_or(name, String::as_str);
    let theirs =
        |name: &'a str| Some(name.replace(['/', ' '], "_")).filter(|stem| stem != own(name));
    // In lower case: where names differ by that only, a tool may have written one page over another.
    let all: HashSet<String> = names.clone().map(|name| own(name).to_lowercase()).collect();
    let ends = Side::ALL.map(|side| file_name("", side).to_lowercase());
    let is_own = |file: &str| {
        ends.iter().any(|end| file.strip_suffix(end).is_some_and(|stem| all.contains(stem)))
    };
    // Of how many pages it could be, for the few that are not called as quickpage calls them.
    let mut claims: HashMap<String, u32> = HashMap::new();
    for stem in names.clone().filter_map(theirs) {
        for side in Side::ALL {
            *claims.entry(file_name(&stem, side).to_lowercase()).or_default() += 1;
        }
    }
    let is_theirs = |file: &String| {
        let file = file.to_lowercase();
        claims.get(&file) == Some(&1) && !is_own(&file)
    };
    let mut of = BTreeMap::new();
    for name in names {
        let mut pages = PagesOfType::default();
        let theirs = theirs(name);
        for side in Side::ALL {
            let theirs = theirs.iter().map(|stem| file_name(stem, side)).filter(is_theirs);
            let mut candidates = std::iter::once(file_name(own(name), side)).chain(theirs);
            *pages.of_mut(side) =
                candidates.find(|file| files.contains(file)).map(|file| encoded(&file));
        }
        if pages != PagesOfType::default() {
            of.insert(name.to_owned(), pages);
        }
    }
    // The files of a type's data have them, whoever made its pages.
    Ok(Pages { base, of, stems: stems.clone(), ..Pages::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_is_found_and_each_page_for_its_own_side() {
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["EPG.html", "EPG_R.html", "KC_a.html", "notes.txt", "Other.html"] {
            std::fs::write(folder.path().join(file), "").expect("a file");
        }
        let names = ["EPG", "KC/a", "PEG"];
        let pages = scan(folder.path(), "types/".to_owned(), names.into_iter(), &BTreeMap::new());
        let of = pages.expect("pages").of;
        assert_eq!(of.keys().collect::<Vec<_>>(), ["EPG", "KC/a"]);
        let epg = &of["EPG"];
        assert_eq!((epg.combined.as_deref(), epg.left.as_deref()), (Some("EPG.html"), None));
        assert_eq!(epg.right.as_deref(), Some("EPG_R.html"));
        assert_eq!(of["KC/a"].combined.as_deref(), Some("KC_a.html"));
    }

    #[test]
    fn a_file_that_could_be_of_two_pages_is_of_the_one_that_has_its_name_or_of_none() {
        let folder = tempfile::tempdir().expect("a folder");
        for file in ["KC_a.html", "PEN_b.html", "X_L.html", "y_Z.html", "One_b.html"] {
            std::fs::write(folder.path().join(file), "").expect("a file");
        }
        let names = ["KC/a", "KC a", "PEN/b", "PEN_b", "X", "X L", "y/Z", "Y/Z", "One b"];
        let pages = scan(folder.path(), "types/".to_owned(), names.into_iter(), &BTreeMap::new());
        let of = pages.expect("pages").of;
        assert_eq!(of.keys().collect::<Vec<_>>(), ["One b", "PEN_b", "X"]);
        assert_eq!(of["X"].left.as_deref(), Some("X_L.html"));
    }
}
