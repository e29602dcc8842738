//! The optic lobes, and what joins them to the central brain.

use super::Crowd::{Dozens, Few, Hundreds, Thousands};
use super::Names::{Listed, Made};
use super::{ACETYLCHOLINE, GABA, GLUTAMATE, Group, HISTAMINE, MIXED, Part, family};

pub(super) const GROUPS: &[Group] = &[RECEPTORS, COLUMNAR, AMACRINE, PROJECTION, CENTRIFUGAL];

const RECEPTORS: Group = Group {
    part: Part::Optic,
    superclass: "ol_sensory",
    class: "visual",
    subclass: "",
    transmitters: &[HISTAMINE],
    neuromeres: "",
    families: &[
        family(Listed(&["R8"]), Thousands, "", "ME LA AME"),
        family(Listed(&["R1-R6", "R7", "R7d", "R8d", "HBeyelet"]), Hundreds, "", "LA ME AME"),
    ],
};

const COLUMNAR: Group = Group {
    superclass: "ol_intrinsic",
    class: "columnar",
    transmitters: &[ACETYLCHOLINE, ACETYLCHOLINE, GLUTAMATE, GABA],
    families: &[
        family(Listed(&["T4a"]), Thousands, "", "ME LO LOP LA"),
        family(
            Listed(&[
                "Mi1", "Tm3", "L2", "T5a", "T4b", "T4c", "T4d", "T5b", "T5c", "T5d", "T2", "T2a",
                "T3", "C2", "C3", "L1", "L3", "L5",
            ]),
            Hundreds,
            "",
            "ME LO LOP LA",
        ),
        family(Made("Mi##", 14), Hundreds, "", "ME LA AME"),
        family(Made("Tm##", 36), Hundreds, "", "ME LO PLP"),
        family(Made("TmY##", 20), Hundreds, "", "ME LO LOP"),
        family(Made("MeLo##", 14), Dozens, "", "ME LO AME"),
        family(Listed(&["T4a/T4b", "Y3", "Lawf1", "Lawf2", "Tm5a/b"]), Dozens, "", "ME LA LO LOP"),
    ],
    ..RECEPTORS
};

const AMACRINE: Group = Group {
    class: "amacrine",
    transmitters: &[GLUTAMATE, GLUTAMATE, GABA],
    families: &[
        family(Made("Dm##", 20), Hundreds, "", "ME LA AME"),
        family(Made("Pm##", 16), Dozens, "", "ME AME LO"),
        family(Made("Cm##", 34), Dozens, "", "ME AME LA"),
        family(Made("Li##", 38), Dozens, "", "LO PLP PVLP ME"),
        family(Made("LPi%@", 14), Dozens, "", "LOP LO ME PLP"),
        family(Made("Lat%@", 8), Few, "", "LA ME AME"),
        family(Listed(&["CT1", "Am1", "Dm8a", "Dm8b"]), Few, "", "ME LO LOP LA"),
    ],
    ..COLUMNAR
};

const PROJECTION: Group = Group {
    superclass: "visual_projection",
    class: "",
    transmitters: &[ACETYLCHOLINE, ACETYLCHOLINE, ACETYLCHOLINE, GLUTAMATE, GABA],
    families: &[
        family(
            Listed(&["LC4", "LC6", "LC9", "LC10a", "LC12", "LC17", "LPLC2", "LPC1"]),
            Hundreds,
            "",
            "LO PVLP AVLP PLP LOP AOTU",
        ),
        family(Made("LC##", 20), Dozens, "", "LO PVLP PLP AVLP AOTU"),
        family(Made("LLPC%@", 10), Dozens, "", "LOP LO PLP PVLP"),
        family(Made("MeTu%@", 14), Dozens, "", "ME AOTU SIP"),
        family(Made("LT##", 56), Few, "", "LO PLP PVLP ICL SPS IPS"),
        family(Made("MeVP##", 60), Few, "", "ME PLP AME SLP ICL SCL"),
        family(Made("LoVP###", 110), Few, "", "LO PLP ICL SPS SCL SLP"),
        family(Made("aMe##", 27), Few, "", "AME ME PLP SLP ICL"),
        family(Listed(&["HSN", "HSE", "HSS", "VS", "H2", "VCH"]), Few, "", "LOP IPS SPS ME PLP"),
    ],
    ..COLUMNAR
};

const CENTRIFUGAL: Group = Group {
    superclass: "visual_centrifugal",
    class: "",
    transmitters: MIXED,
    families: &[
        family(Made("LoVC##", 28), Few, "", "LO PLP SPS ICL IB LOP"),
        family(Made("MeVC##", 26), Few, "", "ME IPS SPS PLP GNG"),
        family(Made("cL##", 20), Few, "", "LO LOP ME PLP SPS"),
    ],
    ..COLUMNAR
};
