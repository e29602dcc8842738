//! The central complex.

use super::Crowd::{Dozens, Few, Hundreds};
use super::Names::{Listed, Made};
use super::{ACETYLCHOLINE, GABA, GLUTAMATE, Group, MIXED, Part, SEROTONIN, family};

pub(super) const GROUPS: &[Group] = &[COLUMNAR, FAN_SHAPED_COLUMNS, TANGENTIAL, RING, EXTRINSIC];

const COLUMNAR: Group = Group {
    part: Part::Brain,
    superclass: "cb_intrinsic",
    class: "CX",
    subclass: "columnar",
    transmitters: &[ACETYLCHOLINE],
    neuromeres: "",
    families: &[
        family(
            Listed(&[
                "EPG",
                "EPGt",
                "PEG",
                "PEN_a(PEN1)",
                "PEN_b(PEN2)",
                "EL",
                "Delta7",
                "P6-8P9",
                "SpsP",
                "IbSpsP",
            ]),
            Dozens,
            "DM1_CX_p DM2_CX_p DM3_CX_p DM4_CX_p",
            "PB EB GA NO IB SPS",
        ),
        family(
            Listed(&["PFNa", "PFNd", "PFNv", "PFNm_a", "PFNm_b", "PFNp_a", "PFNp_b", "PFNp_c"]),
            Hundreds,
            "DM1_CX_d2 DM2_CX_d2 DM3_CX_d1 DM4_CX_d1",
            "PB FB NO LAL",
        ),
        family(
            Listed(&["PFL1", "PFL2", "PFL3", "PFR_a", "PFR_b", "PFGs"]),
            Dozens,
            "DM1_CX_v DM2_CX_v DM3_CX_v DM4_CX_v",
            "FB PB LAL CRE ROB RUB",
        ),
    ],
};

const FAN_SHAPED_COLUMNS: Group = Group {
    transmitters: &[ACETYLCHOLINE, ACETYLCHOLINE, GLUTAMATE],
    families: &[
        family(Made("hDelta^", 14), Dozens, "DM1_CX_d2 DM4_CX_d2", "FB NO CRE SMP"),
        family(Made("vDelta^_@", 18), Dozens, "DM2_CX_d2 DM3_CX_d2", "FB NO AB SMP"),
        family(
            Listed(&["hDeltaK", "vΔA_a", "vΔA_b", "vDeltaA_a", "vDeltaM"]),
            Dozens,
            "DM2_CX_d2",
            "FB AB NO",
        ),
        family(Made("FC%^", 10), Dozens, "DM4_CX_v", "FB CRE LAL SMP"),
        family(Made("FS%^", 9), Dozens, "DM3_CX_v", "FB SMP CRE SIP"),
        family(Made("FR%", 4), Dozens, "DM2_CX_v", "FB RUB LAL CRE"),
    ],
    ..COLUMNAR
};

const TANGENTIAL: Group = Group {
    subclass: "FB tangential",
    transmitters: MIXED,
    families: &[
        family(Made("FB%^", 145), Few, "SMPad1 SMPpl1 AOTUv1", "FB SMP CRE SIP LAL SLP"),
        family(
            Listed(&["FB4A_a", "FB4A_b", "FB6A", "FB2B_b"]),
            Few,
            "CREa2_ventral",
            "FB CRE LAL SMP",
        ),
    ],
    ..COLUMNAR
};

const RING: Group = Group {
    subclass: "ring neuron",
    transmitters: &[GABA],
    families: &[family(
        Listed(&[
            "ER1_a", "ER2_c", "ER3a_a", "ER3d_b", "ER3m", "ER3w_a", "ER4d", "ER4m", "ER5", "ER6",
        ]),
        Dozens,
        "EBa1",
        "EB BU LAL CRE",
    )],
    ..COLUMNAR
};

const EXTRINSIC: Group = Group {
    subclass: "extrinsic",
    transmitters: &[GABA, GLUTAMATE, SEROTONIN],
    families: &[
        family(Made("ExR%", 8), Few, "EBa1 putative_primary", "EB LAL BU GA CRE"),
        family(
            Listed(&["LNO1", "LCNOp", "GLNO", "LCNOpm", "LPsP"]),
            Few,
            "LALv1_dorsal",
            "LAL NO CRE VES GA PB",
        ),
    ],
    ..COLUMNAR
};
