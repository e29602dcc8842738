//! The tree as text, and its reading.

use super::{Roi, RoiId};

/// One more blank at the start of a line is one level deeper: the line's ROIs lie within the
/// last ROI of the line above. `!` marks a primary ROI, `+` one that is a nerve. `±` stands for both sides; below an ROI
/// of one side it stands for that side.
const TREE: &str = "\
CNS
 CentralBrain
  CX
   EB!
    EBr1 EBr2r4 EBr3am EBr3d EBr3pw EBr5 EBr6
   FB!
    FBl1 FBl2 FBl3 FBl4 FBl5 FBl6 FBl7 FBl8 FBl9
   PB!
    PB(L1) PB(L2) PB(L3) PB(L4) PB(L5) PB(L6) PB(L7) PB(L8) PB(L9)
    PB(R1) PB(R2) PB(R3) PB(R4) PB(R5) PB(R6) PB(R7) PB(R8) PB(R9)
   NO! AB(±)!
  MB(±)
   CA(±)! PED(±)!
   a'L(±)!
    a'1(±) a'2(±) a'3(±)
   aL(±)!
    a1(±) a2(±) a3(±)
   b'L(±)!
    b'1(±) b'2(±)
   bL(±)!
    b1(±) b2(±)
   gL(±)!
    g1(±) g2(±) g3(±) g4(±) g5(±)
  LX(±)
   BU(±)! LAL(±)! GA(±)!
  INP
   CRE(±)! ROB(±)! RUB(±)! SCL(±)! ICL(±)! ATL(±)! IB!
  SNP(±)
   SLP(±)! SIP(±)! SMP(±)!
  VLNP(±)
   AOTU(±)! AVLP(±)! PVLP(±)! PLP(±)! WED(±)!
  VMNP
   VES(±)! EPA(±)! GOR(±)! SPS(±)! IPS(±)!
  PENP
   SAD! AMMC(±)! FLA(±)! CAN(±)! PRW!
  AL(±)!
   AL-D(±) AL-DA1(±) AL-DA2(±) AL-DA3(±) AL-DA4l(±) AL-DA4m(±) AL-DC1(±) AL-DC2(±)
   AL-DC3(±) AL-DC4(±) AL-DL1(±) AL-DL2d(±) AL-DL2v(±) AL-DL3(±) AL-DL4(±) AL-DL5(±)
   AL-DM1(±) AL-DM2(±) AL-DM3(±) AL-DM4(±) AL-DM5(±) AL-DM6(±) AL-DP1l(±) AL-DP1m(±)
   AL-V(±) AL-VA1d(±) AL-VA1v(±) AL-VA2(±) AL-VA3(±) AL-VA4(±) AL-VA5(±) AL-VA6(±)
   AL-VA7l(±) AL-VA7m(±) AL-VC1(±) AL-VC2(±) AL-VC3l(±) AL-VC3m(±) AL-VC4(±) AL-VC5(±)
   AL-VL1(±) AL-VL2a(±) AL-VL2p(±) AL-VM1(±) AL-VM2(±) AL-VM3(±) AL-VM4(±) AL-VM5d(±)
   AL-VM5v(±) AL-VM7d(±) AL-VM7v(±) AL-VP1d(±) AL-VP1l(±) AL-VP1m(±) AL-VP2(±) AL-VP3(±)
   AL-VP4(±) AL-VP5(±)
  LH(±)! GNG! AOT(±) mALT(±) GC POC
 Optic(±)
  ME(±)!
   ME(±)-layers
    ME_±_layer_01 ME_±_layer_02 ME_±_layer_03 ME_±_layer_04 ME_±_layer_05
    ME_±_layer_06 ME_±_layer_07 ME_±_layer_08 ME_±_layer_09 ME_±_layer_10
   ME(±)-columns
    ME_±_col_01_01 ME_±_col_01_02 ME_±_col_02_01
  LO(±)!
   LO(±)-layers
    LO_±_layer_1 LO_±_layer_2 LO_±_layer_3 LO_±_layer_4 LO_±_layer_5 LO_±_layer_6 LO_±_layer_7
   LO(±)-columns
    LO_±_col_01_01 LO_±_col_01_02
  LOP(±)!
   LOP(±)-layers
    LOP_±_layer_1 LOP_±_layer_2 LOP_±_layer_3 LOP_±_layer_4
   LOP(±)-columns
    LOP_±_col_01_01
  AME(±)! LA(±)!
 CV+
 VNC
  LegNp(T1)(±)! LegNp(T2)(±)! LegNp(T3)(±)! mVAC(T1)(±)! mVAC(T2)(±)! mVAC(T3)(±)!
  NTct(UTct-T1)(±)! WTct(UTct-T2)(±)! HTct(UTct-T3)(±)! IntTct! LTct! Ov(±)! ANm!
  ADMN(±)+ AbN1(±)+ AbN2(±)+ AbN3(±)+ AbN4(±)+ AbNT(±)+ DProN(±)+ MesoAN(±)+ MesoLN(±)+
  MetaLN(±)+ PDMN(±)+ PrN(±)+ ProAN(±)+ ProCN(±)+ ProLN(±)+ VProN(±)+
";

/// An ROI as the text writes it.
struct Pattern {
    name: &'static str,
    primary: bool,
    nerve: bool,
    children: Vec<usize>,
}

/// All ROIs, each one after those around it.
pub(super) fn rois() -> Vec<Roi> {
    let mut rois = Vec::new();
    grow(&mut rois, &patterns(), 0, None, None);
    rois
}

fn patterns() -> Vec<Pattern> {
    let mut patterns: Vec<Pattern> = Vec::new();
    let mut last_of_level: Vec<usize> = Vec::new();
    for line in TREE.lines() {
        let level = line.len() - line.trim_start().len();
        last_of_level.truncate(level);
        let parent = last_of_level.last().copied();
        for word in line.split_whitespace() {
            if let Some(parent) = parent {
                let own = patterns.len();
                patterns[parent].children.push(own);
            }
            patterns.push(Pattern {
                name: word.trim_end_matches(['!', '+']),
                primary: word.ends_with(['!', '+']),
                nerve: word.ends_with('+'),
                children: Vec::new(),
            });
        }
        last_of_level.push(patterns.len() - 1);
    }
    patterns
}

/// Adds an ROI and all within it; both sides of it, unless the side is settled already.
fn grow(
    rois: &mut Vec<Roi>,
    patterns: &[Pattern],
    at: usize,
    side: Option<&str>,
    parent: Option<RoiId>,
) {
    let pattern = &patterns[at];
    let both = side.is_none() && pattern.name.contains('±');
    let sides: &[Option<&str>] = if both { &[Some("L"), Some("R")] } else { &[side] };
    for side in sides {
        let own = rois.len();
        if let Some(parent) = parent {
            rois[parent].children.push(own);
        }
        rois.push(Roi {
            name: pattern.name.replace('±', side.unwrap_or_default()),
            base: pattern.name.replace("(±)", "").replace("_±", ""),
            parent,
            primary: pattern.primary,
            nerve: pattern.nerve,
            children: Vec::new(),
        });
        for child in &pattern.children {
            grow(rois, patterns, *child, *side, Some(own));
        }
    }
}
