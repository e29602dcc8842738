//! The central brain, but for what smells and learns and for the central complex.

use super::Crowd::{Dozens, Few, Hundreds};
use super::Names::{Listed, Made};
use super::{ACETYLCHOLINE, GLUTAMATE, MIXED, OCTOPAMINE, SEROTONIN, TYRAMINE};
use super::{Group, Part, family};

pub(super) const GROUPS: &[Group] = &[
    INTRINSIC,
    GNATHAL,
    SEROTONERGIC,
    OCTOPAMINERGIC,
    TYRAMINERGIC,
    TOUCH,
    TASTE,
    MOTOR,
    ENDOCRINE,
];

pub(super) const INTRINSIC: Group = Group {
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
        family(Made("AMMC-A%", 8), Few, "TRdm VLPl1", "AMMC SAD WED GNG"),
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
    transmitters: &[OCTOPAMINE],
    families: &[family(
        Listed(&["OA-VUMa1", "OA-VUMa2", "OA-VUMa3", "OA-VUMa6", "OA-VPM3", "OA-VPM4", "OA-ASM1"]),
        Few,
        "VPNp1",
        "GNG FLA SMP VES LAL SAD PRW",
    )],
    neuromeres: "LB MX MD",
    ..INTRINSIC
};

const TYRAMINERGIC: Group = Group {
    transmitters: &[TYRAMINE],
    families: &[family(
        Listed(&["TyrVUM1", "TyrVUM2", "TyrVPM3", "TyrASM1"]),
        Few,
        "VPNp1",
        "GNG FLA SAD PRW",
    )],
    ..OCTOPAMINERGIC
};

const TOUCH: Group = Group {
    superclass: "cb_sensory",
    class: "mechanosensory",
    transmitters: &[ACETYLCHOLINE],
    families: &[
        family(Listed(&["JO-A/B/C", "JO-B", "JO-E(DV)"]), Hundreds, "", "AMMC SAD WED GNG"),
        family(Listed(&["BM_InOm", "BM_Vib"]), Dozens, "", "GNG SAD AMMC"),
    ],
    ..INTRINSIC
};

const TASTE: Group = Group {
    class: "gustatory",
    families: &[family(
        Listed(&["LB1a", "LB2d", "PhG1a", "PhG5", "TPMN1"]),
        Dozens,
        "",
        "GNG PRW FLA SAD",
    )],
    ..TOUCH
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
