//! The ventral nerve cord, and what joins it to the brain.

use super::Crowd::{Dozens, Few, Hundreds};
use super::Names::{Listed, Made};
use super::{ACETYLCHOLINE, GABA, GLUTAMATE, Group, MIXED, OCTOPAMINE, Part, family};

pub(super) const GROUPS: &[Group] = &[
    INTRINSIC,
    LEG_MOTOR,
    WING_MOTOR,
    EFFERENT,
    SENSORY,
    ASCENDING,
    SENSORY_ASCENDING,
    DESCENDING,
];

const INTRINSIC: Group = Group {
    part: Part::Cord,
    superclass: "vnc_intrinsic",
    class: "",
    subclass: "",
    transmitters: MIXED,
    neuromeres: "T1 T2 T3 A1 A2 A3 A4 A5 A6 A7 A8",
    families: &[
        family(
            Made("IN0#?###", 750),
            Few,
            "01A 01B 02A 03A 03B 05B 06A 06B 07B 08A 08B 09A 09B",
            "LegNp(T1) LegNp(T2) LegNp(T3) LTct IntTct",
        ),
        family(
            Made("IN1#?###", 750),
            Few,
            "10B 11A 11B 12A 12B 13A 13B 14A 16B 17A 18B 19A 19B",
            "LegNp(T2) LegNp(T3) LegNp(T1) WTct(UTct-T2) IntTct",
        ),
        family(
            Made("IN2#?###", 200),
            Few,
            "20A 21A 23B",
            "LegNp(T3) LegNp(T2) LegNp(T1) mVAC(T2) Ov",
        ),
        family(
            Made("INXXX###", 400),
            Few,
            "putative_primary 01A 05B 12A",
            "ANm LegNp(T3) LTct AbNT HTct(UTct-T3)",
        ),
    ],
};

const LEG_MOTOR: Group = Group {
    superclass: "vnc_motor",
    class: "leg motor neuron",
    transmitters: &[GLUTAMATE],
    neuromeres: "T1 T2 T3",
    families: &[
        family(
            Listed(&[
                "Acc. ti flexor MN",
                "Acc. tr flexor MN",
                "Ti extensor MN",
                "Ti flexor MN",
                "Tr extensor MN",
                "Tr flexor MN",
                "Fe reductor MN",
                "Sternal posterior rotator MN",
                "Pleural remotor/abductor MN",
                "Tergopleural/Pleural promotor MN",
                "ltm1-tibia MN",
                "ltm2-femur MN",
            ]),
            Dozens,
            "15B 20A 21A 22A",
            "LegNp(T1) LegNp(T2) LegNp(T3) ProLN MesoLN MetaLN",
        ),
        family(Made("MNhl##", 10), Few, "15B", "LegNp(T3) MetaLN LTct"),
    ],
    ..INTRINSIC
};

const WING_MOTOR: Group = Group {
    class: "wing motor neuron",
    neuromeres: "T2 T1",
    families: &[
        family(
            Listed(&[
                "DLMn a, b",
                "DLMn c-f",
                "DVMn 1a-c",
                "b1 MN",
                "b2 MN",
                "i1 MN",
                "iii3 MN",
                "hg1 MN",
                "ps1 MN",
                "tp1 MN",
                "STTMm",
            ]),
            Few,
            "19A 24B",
            "WTct(UTct-T2) IntTct NTct(UTct-T1) ADMN PDMN MesoAN",
        ),
        family(Made("MNwm##", 12), Few, "24B", "WTct(UTct-T2) ADMN PDMN"),
        family(Made("MNad##", 34), Few, "", "ANm AbNT AbN1 AbN2 AbN3 AbN4"),
        family(Made("MNnm##", 12), Few, "", "NTct(UTct-T1) ProAN DProN VProN PrN"),
    ],
    ..LEG_MOTOR
};

const EFFERENT: Group = Group {
    superclass: "vnc_efferent",
    class: "",
    transmitters: &[OCTOPAMINE, GLUTAMATE],
    families: &[
        family(Made("EN###@", 20), Few, "", "ANm AbNT AbN1 LegNp(T3)"),
        family(
            Listed(&["mesVUM-MJ", "pMP-VUM(abd)", "ENXXX012"]),
            Few,
            "00A",
            "WTct(UTct-T2) LegNp(T2) ANm LTct",
        ),
    ],
    ..INTRINSIC
};

const SENSORY: Group = Group {
    superclass: "vnc_sensory",
    class: "proprioceptive",
    transmitters: &[ACETYLCHOLINE],
    neuromeres: "",
    families: &[
        family(
            Made("SNta##", 30),
            Hundreds,
            "",
            "LegNp(T1) LegNp(T2) LegNp(T3) ProLN MesoLN MetaLN",
        ),
        family(
            Made("SNpp##", 50),
            Dozens,
            "",
            "LegNp(T2) LegNp(T3) mVAC(T2) MesoLN WTct(UTct-T2) ADMN",
        ),
        family(Made("SNch##", 12), Dozens, "", "LegNp(T1) ProLN ProCN VProN LTct"),
        family(Made("SNxx##", 30), Dozens, "", "ANm AbN1 AbN2 AbN3 AbNT"),
        family(Made("IN-SN###", 10), Few, "", "Ov ADMN WTct(UTct-T2)"),
    ],
    ..INTRINSIC
};

const ASCENDING: Group = Group {
    superclass: "ascending_neuron",
    neuromeres: "T1 T2 T3 A1 A2 A3 A4",
    families: &[
        family(
            Made("AN0#?###", 200),
            Few,
            "05B 06B 07B 08B 09B",
            "LegNp(T1) GNG LTct SAD VES CV IntTct FLA",
        ),
        family(
            Made("AN1#?###", 200),
            Few,
            "10B 17A 19A 19B",
            "LegNp(T2) GNG IntTct CV AVLP SAD WED",
        ),
        family(Made("ANXXX###", 110), Few, "putative_primary 05B", "ANm GNG LTct CV PRW FLA"),
        family(
            Listed(&["AN_GNG_12", "AN_GNG_34", "AN_AVLP_8", "AN_multi_106"]),
            Few,
            "10B",
            "GNG LegNp(T2) CV AVLP SAD",
        ),
    ],
    ..INTRINSIC
};

const SENSORY_ASCENDING: Group = Group {
    superclass: "sensory_ascending",
    families: &[
        family(Made("SA_VTV_##", 14), Dozens, "", "GNG WTct(UTct-T2) ADMN CV SAD"),
        family(Made("SApp##", 14), Dozens, "", "HTct(UTct-T3) IPS GNG CV WTct(UTct-T2)"),
    ],
    ..SENSORY
};

const DESCENDING: Group = Group {
    part: Part::Brain,
    superclass: "descending_neuron",
    transmitters: &[ACETYLCHOLINE, ACETYLCHOLINE, ACETYLCHOLINE, GABA, GLUTAMATE],
    neuromeres: "",
    families: &[
        family(
            Made("DNge###", 155),
            Few,
            "MX3 LB0_anterior",
            "GNG SAD IPS CV LegNp(T1) NTct(UTct-T1)",
        ),
        family(Made("DNg##", 80), Few, "MD3 WEDd2", "GNG SAD VES CV IntTct LegNp(T1)"),
        family(Made("DNp##", 60), Few, "CLp2 PSp3", "SPS GNG IPS PLP CV LTct VES"),
        family(Made("DNa##", 12), Few, "LALa1_anterior", "LAL VES SPS IPS GNG CV LegNp(T2)"),
        family(Made("DNb##", 8), Few, "VESa2", "LAL SPS GNG CV IntTct"),
        family(Made("DNpe###", 45), Few, "DL1_ventral", "IB SPS ICL GNG CV ANm"),
        family(
            Listed(&["DNp01(GF)", "DNp16/17", "DNp27", "MDN", "pIP10"]),
            Few,
            "",
            "PVLP SPS GNG CV LTct WTct(UTct-T2)",
        ),
    ],
    ..INTRINSIC
};
