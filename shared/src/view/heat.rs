//! How the heat map is arranged, and its part of the URL: `heat=out.types.regions`,
//! `heat.by=EB`.

use super::Way;

/// How the heat map is arranged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heat {
    /// Inputs or outputs.
    pub way: Way,
    /// The order of the types.
    pub rows: Rows,
    /// Whether like regions stand side by side, else they stand in the order of the tree.
    pub clusters_regions: bool,
}

/// In which order the types of a heat map stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Rows {
    /// As in the list.
    #[default]
    Listed,
    /// Like types side by side.
    Clustered,
    /// By their shares in the region with this name, the largest first.
    By(String),
}

impl Default for Heat {
    fn default() -> Self {
        Heat { way: Way::Input, rows: Rows::Listed, clusters_regions: false }
    }
}

const TYPES: &str = "types";
const REGIONS: &str = "regions";

impl Heat {
    /// The region that the types are ordered by.
    pub fn by(&self) -> Option<&str> {
        match &self.rows {
            Rows::By(region) => Some(region),
            Rows::Listed | Rows::Clustered => None,
        }
    }

    /// Orders the types by a region; by the one that they are ordered by: as in the list.
    pub fn turn_by(&mut self, region: &str) {
        let is_ordered = self.by() == Some(region);
        self.rows = if is_ordered { Rows::Listed } else { Rows::By(region.to_owned()) };
    }

    /// As the URL has it, but for the region; `None` for the arrangement that it opens with.
    pub(super) fn written(&self) -> Option<String> {
        let words = [
            (self.way == Way::Output, Way::Output.key()),
            (self.rows == Rows::Clustered, TYPES),
            (self.clusters_regions, REGIONS),
        ];
        let words: Vec<&str> = words.iter().filter(|(holds, _)| *holds).map(|it| it.1).collect();
        (!words.is_empty()).then(|| words.join("."))
    }

    /// Reads it; words that mean nothing are left out. A region goes before `types`, wherever in
    /// the address it stands.
    pub(super) fn read(&mut self, text: &str) {
        let has = |word: &str| text.split('.').any(|it| it == word);
        self.way = if has(Way::Output.key()) { Way::Output } else { Way::Input };
        self.clusters_regions = has(REGIONS);
        if has(TYPES) && self.by().is_none() {
            self.rows = Rows::Clustered;
        }
    }
}
