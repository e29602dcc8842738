//! Which pages there are in a folder that another tool has filled.
//!
//! A page is `NAME.html`, or `NAME_L.html` and its like for a side. `NAME` is a type's name as
//! quickpage writes it, or with `_` in the place of slashes and spaces, as neuView does.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::Path;

use shared::links::encoded;
use shared::side::Side;
use shared::site::{Pages, PagesOfType, SIDES_WITH_PAGES, file_name};

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
    let mut of = BTreeMap::new();
    let all: HashSet<&str> = names.clone().collect();
    for name in names {
        let own = stems.get(name).map_or(name, String::as_str);
        let theirs = name.replace(['/', ' '], "_");
        // Where another type has that very name, its page is that one's.
        let theirs = if all.contains(theirs.as_str()) { own } else { &theirs };
        let stems = [own, theirs];
        let mut pages = PagesOfType::default();
        for side in SIDES_WITH_PAGES.into_iter().chain([Side::Unknown]) {
            let mut candidates = stems.iter().map(|stem| file_name(stem, side));
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
}
