//! Lists that are pasted into the search box.
#![allow(clippy::unwrap_used)]

mod made;

use made::{index_of, named};
use proptest::prelude::*;
use shared::index::Index;
use shared::neuron::NameKind;
use shared::search::{Resolved, pasted, resolve};

#[test]
fn a_list_is_parted_as_it_was_written() {
    let check = |text: &str, expected: &[&str]| assert_eq!(pasted(text), expected, "{text:?}");
    check("LC4\nLC6\r\n\r\nLC9\n", &["LC4", "LC6", "LC9"]);
    check("LC4, LC6,LC9,", &["LC4", "LC6", "LC9"]);
    check("PEN_b(PEN2), a(b,c); x\ty", &["PEN_b(PEN2)", "a(b,c)", "x", "y"]);
    check("['LC4', \"KCa'b'-m\"]", &["LC4", "KCa'b'-m"]);
    check("c(\"LC4\", \"LC6\")", &["LC4", "LC6"]);
    check("a(b), c(d)", &["a(b)", "c(d)"]);
    check("(a), (b)", &["(a)", "(b)"]);
    check("Acc. ti flexor MN, Fe reductor MN", &["Acc. ti flexor MN", "Fe reductor MN"]);
    check("1234567 720575940612453042", &["1234567", "720575940612453042"]);
    check("a(b\nc", &["a(b", "c"]);
}

#[test]
fn one_name_is_no_list() {
    for text in ["", "LC4", "LC4,", "\nLC4\n", "kenyon cell", "a(b,c)", "LC 10", "?, !", "12345678"]
    {
        assert_eq!(pasted(text), [""; 0], "{text:?}");
    }
}

fn an_index() -> Index {
    index_of(&[
        named("KCa'b'-m", &[]),
        named("KCab-m", &[]),
        named("LC10a", &[(NameKind::HemibrainType, "LC10")]),
        named("LC10b", &[(NameKind::HemibrainType, "LC10")]),
        named("EPG", &[(NameKind::Synonym, "E-PG"), (NameKind::Synonym, "compass neuron")]),
        named("PEG", &[(NameKind::Synonym, "Δ7")]),
        named("compass", &[]),
        named("123456", &[]),
    ])
}

fn names(index: &Index, resolved: &Resolved) -> Vec<String> {
    resolved.found.iter().map(|id| index.entries[*id as usize].name.to_string()).collect()
}

#[test]
fn each_part_is_a_type_or_a_body_id_or_told_as_not_found() {
    let index = an_index();
    let list = ["epg", "Compass Neuron", "nothing", "123456", "7654321", "kca’b’-m", "d7", "e-pg"];
    let resolved = resolve(&index, &list);
    assert_eq!(names(&index, &resolved), ["EPG", "123456", "KCa'b'-m", "PEG"]);
    assert_eq!(resolved.not_found, ["nothing"]);
    assert_eq!(resolved.ids, ["7654321"]);
    assert_eq!(resolved.ambiguous, []);
}

#[test]
fn a_name_of_several_types_is_told_with_them() {
    let index = an_index();
    let resolved = resolve(&index, &["LC10", "kcab-m", "KC-abm", "LC10a"]);
    let ids = |names: [&str; 2]| names.map(|name| index.find(name).unwrap()).to_vec();
    assert_eq!(
        resolved.ambiguous,
        [
            ("LC10".to_owned(), ids(["LC10a", "LC10b"])),
            ("KC-abm".to_owned(), ids(["KCa'b'-m", "KCab-m"]))
        ]
    );
    assert_eq!(names(&index, &resolved), ["KCab-m", "LC10a"]);
}

proptest! {
    #[test]
    fn names_that_are_pasted_line_by_line_come_back(names in prop::collection::vec("[a-zA-Z][a-z0-9'_()-]{0,8}[a-z0-9]", 2..9)) {
        let text = names.join("\n");
        prop_assert_eq!(pasted(&text), names.iter().collect::<Vec<_>>());
        let index = index_of(&names.iter().map(|name| named(name, &[])).collect::<Vec<_>>());
        let asked: Vec<&str> = names.iter().map(String::as_str).collect();
        prop_assert_eq!(resolve(&index, &asked).found.len(), index.len());
    }

    #[test]
    fn any_text_can_be_pasted(text in any::<String>()) {
        let index = an_index();
        resolve(&index, &pasted(&text));
    }
}
