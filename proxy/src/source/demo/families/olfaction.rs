//! What smells and learns: antennal lobe, lateral horn and mushroom body.

use super::Crowd::{Dozens, Few, Hundreds, Thousands};
use super::Names::{Glomeruli, Listed, Made};
use super::brain::INTRINSIC;
use super::{ACETYLCHOLINE, DOPAMINE, GABA, GLUTAMATE, Group, family};

pub(super) const GROUPS: &[Group] =
    &[RECEPTORS, PROJECTION, LOCAL, LATERAL_HORN, KENYON_CELLS, MUSHROOM_BODY, DOPAMINERGIC];

const RECEPTORS: Group = Group {
    superclass: "cb_sensory",
    class: "olfactory",
    subclass: "ORN",
    transmitters: &[ACETYLCHOLINE],
    families: &[family(Glomeruli("ORN_*"), Dozens, "", "AL LH SLP")],
    ..INTRINSIC
};

const PROJECTION: Group = Group {
    class: "ALPN",
    subclass: "uniglomerular",
    transmitters: &[ACETYLCHOLINE, ACETYLCHOLINE, ACETYLCHOLINE, GABA],
    families: &[
        family(Glomeruli("*_adPN"), Few, "ALad1", "AL LH CA SLP"),
        family(
            Listed(&["VP1d+VP4_l2PN1", "DA1_vPN", "VP3+VP1l_ivPN", "Z_vPNml1"]),
            Few,
            "ALl1_dorsal",
            "AL LH CA PLP SLP",
        ),
        family(Made("M_vPNml##", 40), Few, "ALv1 ALv2", "AL LH SLP PLP SIP"),
        family(Made("M_lvPNm##", 25), Few, "ALl1_ventral", "AL LH SLP SCL AVLP"),
        family(Made("WEDPN##", 35), Few, "WEDd1 PLPd1", "WED PLP LH SLP SAD"),
    ],
    ..INTRINSIC
};

const LOCAL: Group = Group {
    class: "ALLN",
    transmitters: &[GABA, GABA, GLUTAMATE],
    families: &[
        family(Made("lLN%^_@", 30), Dozens, "ALl1_dorsal ALlv1", "AL LH PLP"),
        family(Made("v2LN##", 20), Few, "ALv2", "AL SAD GNG"),
    ],
    ..INTRINSIC
};

const LATERAL_HORN: Group = Group {
    class: "LH",
    families: &[
        family(Made("LHAV%@%", 290), Few, "LHa2 LHa3 VLPl2_medial", "LH SLP AVLP SCL PLP"),
        family(Made("LHPV%@%", 240), Few, "LHp1 LHp2 SLPpl2", "LH SLP PLP SCL SMP CRE"),
        family(Made("LHAD%@%", 82), Few, "LHd1 SLPad1", "LH SLP SIP SMP AVLP"),
        family(Made("LHPD%@%", 56), Few, "LHd2 SLPpm1", "LH SLP CA SIP SMP"),
        family(
            Listed(&["LHCENT1", "LHCENT2", "LHCENT3", "LHCENT9"]),
            Few,
            "LHd2",
            "SLP LH CRE SIP bL",
        ),
    ],
    ..INTRINSIC
};

const KENYON_CELLS: Group = Group {
    class: "Kenyon_Cell",
    transmitters: &[ACETYLCHOLINE],
    families: &[
        family(Listed(&["KCg-m"]), Thousands, "MBp1 MBp2 MBp3 MBp4", "CA gL aL bL PED a'L b'L"),
        family(
            Listed(&[
                "KCab-m",
                "KCab-c",
                "KCab-s",
                "KCa'b'-m",
                "KCg-d",
                "KCa'b'-ap1",
                "KCa'b'-ap2",
                "KCα′β′-x",
                "KCg-s1(super)",
                "KCab-p",
                "KCg-t",
            ]),
            Hundreds,
            "MBp1 MBp2 MBp3 MBp4",
            "CA a'L b'L PED gL SLP",
        ),
    ],
    ..INTRINSIC
};

const MUSHROOM_BODY: Group = Group {
    class: "MBON",
    transmitters: &[ACETYLCHOLINE, GLUTAMATE, GABA],
    families: &[
        family(Made("MBON##", 40), Few, "FLAa2 SMPpv2 MBp1", "gL aL bL CRE SMP SIP b'L a'L"),
        family(Listed(&["MB-C1", "APL", "DPM", "MB-CP1"]), Few, "", "CA PED gL aL bL a'L b'L SIP"),
    ],
    ..INTRINSIC
};

const DOPAMINERGIC: Group = Group {
    class: "DAN",
    transmitters: &[DOPAMINE],
    families: &[
        family(Made("PAM##", 18), Dozens, "CREa2_ventral", "gL CRE SMP bL b'L SIP"),
        family(Made("PPL%0%", 14), Few, "PLPl1", "SMP SIP CRE gL aL a'L"),
        family(Listed(&["PPM1201", "PPM1203", "DANc"]), Few, "", "LAL VES CRE SMP"),
    ],
    ..INTRINSIC
};
