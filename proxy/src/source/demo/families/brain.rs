//! The central brain, but for the central complex.

use super::Crowd::{Dozens, Few, Hundreds, Thousands};
use super::Names::{Glomeruli, Listed, Made};
use super::{ACETYLCHOLINE, DOPAMINE, GABA, GLUTAMATE, MIXED, OCTOPAMINE, SEROTONIN, TYRAMINE};
use super::{Group, Part, family};

pub(super) const GROUPS: &[Group] = &[
    INTRINSIC,
    GNATHAL,
    LATERAL_HORN,
    KENYON_CELLS,
    MUSHROOM_BODY,
    DOPAMINERGIC,
    SEROTONERGIC,
    OCTOPAMINERGIC,
    RECEPTORS,
    PROJECTION,
    LOCAL,
    MOTOR,
    ENDOCRINE,
];

const INTRINSIC: Group = Group {
    part: Part::Brain,
    superclass: "cb_intrinsic",
    class: "",
    subclass: "",
    transmitters: MIXED,
    neuromeres: "",
    families: &[
        family(
            Made("SMP###", 630),
            Few,
            "SMPpd2 SMPad1 SMPad2 DM4_dorsal",
            "SMP SLP SIP CRE SCL ATL",
        ),
        family(Made("AVLP###", 630), Few, "VLPl1 VLPl2_medial VLPa2", "AVLP PVLP SCL ICL PLP GOR"),
        family(Made("SLP###", 490), Few, "SLPad1 SLPpl1 SLPav2", "SLP SMP LH SCL SIP PLP"),
        family(Made("CL###", 380), Few, "CLp1 DL1_dorsal", "ICL SCL SPS PLP IB SMP GOR"),
        family(Made("PS###", 310), Few, "PSp1 PSp3 VPNd3", "SPS IPS VES IB GNG GOR CAN"),
        family(Made("PLP###", 260), Few, "PLPd1 VLPp2", "PLP PVLP SLP SPS ICL LO WED"),
        family(
            Made("LAL###", 200),
            Few,
            "LALa1_anterior LALv1_dorsal",
            "LAL VES CRE SMP SPS GA EPA",
        ),
        family(Made("WED###", 195), Few, "WEDd1 WEDa2", "WED PLP SAD AMMC IPS LAL CAN"),
        family(Made("PVLP###", 155), Few, "VLPd1 VLPp1", "PVLP AVLP PLP EPA WED VES"),
        family(Made("IB###", 120), Few, "DM6_posterior", "IB SPS ICL ATL SMP PLP"),
        family(Made("CRE###", 115), Few, "CREa1_dorsal CREa2_ventral", "CRE LAL SMP SIP RUB ROB"),
        family(Made("SIP###", 92), Few, "SIPa1_ventral", "SIP SMP SLP CRE AOTU"),
        family(Made("VES###", 85), Few, "VESa1 VESa2", "VES LAL SAD FLA GNG EPA"),
        family(Made("AOTU###", 67), Few, "AOTUv3_dorsal AOTUv4_dorsal", "AOTU SIP LAL SMP BU PVLP"),
        family(Made("ATL###", 45), Few, "DM5 DL2_dorsal", "ATL IB SMP PLP SCL"),
        family(
            Made("CB####", 700),
            Few,
            "SLPal1 SIPp1 LHl1 VLPl4 putative_primary",
            "SLP SMP SCL AVLP PLP LH",
        ),
        family(
            Listed(&["TuBu01", "TuBu02", "TuBu09", "Tlp12a/b"]),
            Dozens,
            "DL2_dorsal",
            "AOTU BU SIP",
        ),
    ],
};

const GNATHAL: Group = Group {
    neuromeres: "LB MX MD",
    families: &[
        family(Made("GNG###", 500), Few, "LB0_anterior MX3 MD3", "GNG SAD FLA PRW AMMC VES"),
        family(Made("SAD###", 98), Few, "VESa1 MX12", "SAD AMMC GNG WED IPS FLA"),
        family(Made("PRW###", 80), Few, "LB11 MD3", "PRW FLA GNG SMP CAN"),
        family(Made("FLA###", 40), Few, "FLAa2 FLAa3", "FLA PRW GNG SMP VES SAD"),
        family(Made("AMMC-A#", 8), Few, "TRdm VLPl1", "AMMC SAD WED GNG"),
    ],
    ..INTRINSIC
};

const LATERAL_HORN: Group = Group {
    class: "LH",
    families: &[
        family(Made("LHAV#@#", 290), Few, "LHa2 LHa3 VLPl2_medial", "LH SLP AVLP SCL PLP"),
        family(Made("LHPV#@#", 240), Few, "LHp1 LHp2 SLPpl2", "LH SLP PLP SCL SMP CRE"),
        family(Made("LHAD#@#", 82), Few, "LHd1 SLPad1", "LH SLP SIP SMP AVLP"),
        family(Made("LHPD#@#", 56), Few, "LHd2 SLPpm1", "LH SLP CA SIP SMP"),
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
        family(
            Listed(&["KCg-m", "KCab-m"]),
            Thousands,
            "MBp1 MBp2 MBp3 MBp4",
            "CA gL aL bL PED a'L b'L",
        ),
        family(
            Listed(&[
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
        family(Made("PPL#0#", 14), Few, "PLPl1", "SMP SIP CRE gL aL a'L"),
        family(Listed(&["PPM1201", "PPM1203", "DANc"]), Few, "", "LAL VES CRE SMP"),
    ],
    ..INTRINSIC
};

const SEROTONERGIC: Group = Group {
    transmitters: &[SEROTONIN],
    families: &[family(
        Listed(&["5-HTPMPV03", "5-HTPMPV01", "5-HTPMPD01", "5-HTPLP01", "CSD"]),
        Few,
        "putative_primary",
        "IB ATL SMP PLP LAL SLP LH",
    )],
    ..INTRINSIC
};

const OCTOPAMINERGIC: Group = Group {
    transmitters: &[OCTOPAMINE, OCTOPAMINE, OCTOPAMINE, TYRAMINE],
    families: &[family(
        Listed(&[
            "OA-VUMa1", "OA-VUMa2", "OA-VUMa3", "OA-VUMa6", "OA-VPM3", "OA-VPM4", "OA-ASM1",
            "TyrVUM1",
        ]),
        Few,
        "VPNp1",
        "GNG FLA SMP VES LAL SAD PRW",
    )],
    neuromeres: "LB MX MD",
    ..INTRINSIC
};

const RECEPTORS: Group = Group {
    superclass: "cb_sensory",
    class: "olfactory",
    subclass: "ORN",
    transmitters: &[ACETYLCHOLINE],
    families: &[
        family(Glomeruli("ORN_*"), Dozens, "", "AL LH SLP"),
        family(Listed(&["JO-A/B/C", "JO-B", "JO-E(DV)"]), Hundreds, "", "AMMC SAD WED GNG"),
        family(
            Listed(&["LB1a", "LB2d", "PhG1a", "PhG5", "TPMN1", "BM_InOm"]),
            Dozens,
            "",
            "GNG PRW FLA SAD",
        ),
    ],
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
        family(Made("lLN#^_@", 30), Dozens, "ALl1_dorsal ALlv1", "AL LH PLP"),
        family(Made("v2LN##", 20), Few, "ALv2", "AL SAD GNG"),
    ],
    ..INTRINSIC
};

const MOTOR: Group = Group {
    superclass: "cb_motor",
    transmitters: &[GLUTAMATE, ACETYLCHOLINE],
    neuromeres: "LB MX MD TC",
    families: &[
        family(Made("MN##", 14), Few, "", "GNG PRW SAD FLA"),
        family(
            Listed(&["Proboscis retractor MN", "Haustellum ext. MN"]),
            Few,
            "",
            "GNG PRW FLA SAD",
        ),
    ],
    ..INTRINSIC
};

const ENDOCRINE: Group = Group {
    superclass: "endocrine",
    transmitters: &[ACETYLCHOLINE, GLUTAMATE],
    families: &[
        family(
            Listed(&["IPC", "DH44", "DMS", "Hugin-RG", "CRZ(1)", "SIFa"]),
            Dozens,
            "",
            "PRW SMP FLA GNG CAN",
        ),
        family(
            Listed(&["s-LNv", "l-LNv", "LNd_b", "DN1pA", "DN1pB", "5thsLNv"]),
            Few,
            "",
            "SLP AME SMP PLP ME SCL",
        ),
    ],
    ..INTRINSIC
};
