//! Names that a careless program trips over: each one has broken some index, file or query.

use super::Crowd::Few;
use super::Names::Listed;
use super::{Group, MIXED, Part, family};

pub(super) const GROUPS: &[Group] = &[ODD];

const ODD: Group = Group {
    part: Part::Brain,
    superclass: "cb_intrinsic",
    class: "",
    subclass: "",
    transmitters: MIXED,
    neuromeres: "",
    families: &[
        family(Listed(DIFFERING_BY_CASE), Few, "SMPpd1", "SMP AL aL PLP"),
        family(Listed(SAME_FILE_NAME), Few, "SLPpm1", "SLP SMP CRE SCL"),
        family(Listed(ATTACKING), Few, "WEDa2", "WED PLP SAD"),
        family(Listed(HARD_TO_SHOW), Few, "putative_primary", "ICL SCL IB ATL"),
    ],
};

/// Pairs that are one type to a program that ignores case (the other one of `mi1` is in the
/// optic lobes).
pub(in super::super) const DIFFERING_BY_CASE: &[&str] =
    &["ALa1", "aLA1", "mi1", "Psx12", "PSx12", "CRz3", "CRZ3"];

/// Names that become one when a file name is made of them carelessly.
const SAME_FILE_NAME: &[&str] = &["KC/a", "KC_a", "KC a", "KC\\a", "../KCa", "CON", "100%KC"];

/// Names that mean something in Cypher, HTML, JSON, a URL or a spreadsheet.
pub(in super::super) const ATTACKING: &[&str] = &[
    "x'] AS t //",
    "x\"]}) DETACH DELETE n //",
    "<b>bold</b>",
    "<img src=x onerror=alert(1)>",
    "back\\slash\\",
    "a&b=c#d?e+f",
    "=SUM(A1:A9)",
    "\"quoted\", `ticked`",
    "${name}{{name}}",
];

/// Names that are hard to show, or to tell apart.
pub(in super::super) const HARD_TO_SHOW: &[&str] = &[
    "right\u{200F}to-left(1)",
    "Å1 (ångström)",
    "ニューロン7",
    "α′/β′ [γ]-δ",
    "A very long name, as annotators write them while a type is still open (see SMP123, SMP124 and perhaps CB1234)",
];
