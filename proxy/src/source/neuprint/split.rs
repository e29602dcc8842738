//! Cuts neuPrint's answer `{"columns":[…],"data":[[…],…],"debug":"…"}` into its columns and rows
//! while it arrives, so that no more than one row and one chunk are ever held.
//!
//! Only the answer's outline is read here: where values begin and end. What is cut out goes to
//! serde_json; what nobody asked for (the echo of the query) is skipped and not kept.

use crate::source::SourceError;
use crate::source::cypher::unreadable;

/// No row is as large; guards the memory against an answer that never closes a bracket.
const LARGEST_PIECE: usize = 64 << 20;

/// A part of the answer, as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// The list of columns.
    Columns(&'a [u8]),
    /// One row.
    Row(&'a [u8]),
}

/// Where in the answer the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    FirstKey,
    Key,
    Colon,
    Member,
    AfterMember,
    FirstRow,
    Row,
    AfterRow,
    End,
}

/// What a value is, and so what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Key,
    Columns,
    Data,
    Row,
    Other,
}

/// The splitter's state between two chunks.
#[derive(Debug)]
pub struct Splitter {
    place: Place,
    /// The member whose key has been read.
    member: Kind,
    /// The value that is being read.
    value: Option<(Kind, Extent)>,
    /// Its bytes from earlier chunks.
    kept: Vec<u8>,
}

impl Splitter {
    /// Stands before the answer.
    pub fn new() -> Splitter {
        Splitter { place: Place::Start, member: Kind::Other, value: None, kept: Vec::new() }
    }

    /// Takes the next bytes of the answer and hands over the pieces that end in them.
    ///
    /// # Errors
    /// When the answer is not of its form, or when `take` fails.
    pub fn feed(
        &mut self,
        chunk: &[u8],
        take: &mut dyn FnMut(Piece<'_>) -> Result<(), SourceError>,
    ) -> Result<(), SourceError> {
        let mut at = 0;
        while at < chunk.len() {
            at += match self.value {
                Some(_) => self.read_value(&chunk[at..], take)?,
                None => self.read_outline(chunk[at])?,
            };
        }
        Ok(())
    }

    /// Checks that the answer has come to its end.
    ///
    /// # Errors
    /// When it has not.
    pub fn finish(&self) -> Result<(), SourceError> {
        match self.place {
            Place::End => Ok(()),
            _ => Err(unreadable("it ends early")),
        }
    }

    /// Reads a byte between two values; returns how many bytes that took: none where a value
    /// begins.
    fn read_outline(&mut self, byte: u8) -> Result<usize, SourceError> {
        use Place::*;
        self.place = match (self.place, byte) {
            (place, b' ' | b'\t' | b'\n' | b'\r') => place,
            (Start, b'{') => FirstKey,
            (FirstKey | Key, b'"') => return Ok(self.begin(Kind::Key)),
            (Colon, b':') => Member,
            (Member, b'[') if self.member == Kind::Data => FirstRow,
            (Member, _) if self.member == Kind::Data => {
                return Err(unreadable("its data are not a list"));
            }
            (Member, b'"' | b'[' | b'{' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => {
                return Ok(self.begin(self.member));
            }
            (AfterMember, b',') => Key,
            (FirstRow | AfterRow, b']') => AfterMember,
            (FirstRow | Row, b'[') => return Ok(self.begin(Kind::Row)),
            (AfterRow, b',') => Row,
            (FirstKey | AfterMember, b'}') => End,
            _ => return Err(unreadable("it is not what neuPrint answers to a query")),
        };
        Ok(1)
    }

    fn begin(&mut self, kind: Kind) -> usize {
        self.value = Some((kind, Extent::default()));
        0
    }

    /// Reads on in a value; returns how many of the bytes belong to it.
    fn read_value(
        &mut self,
        bytes: &[u8],
        take: &mut dyn FnMut(Piece<'_>) -> Result<(), SourceError>,
    ) -> Result<usize, SourceError> {
        let Some((kind, extent)) = &mut self.value else {
            return Ok(0);
        };
        let kind = *kind;
        let Some(length) = extent.end(bytes) else {
            self.keep(kind, bytes)?;
            return Ok(bytes.len());
        };
        self.value = None;
        if self.kept.is_empty() {
            self.end_value(kind, &bytes[..length], take)?;
        } else {
            self.keep(kind, &bytes[..length])?;
            let kept = std::mem::take(&mut self.kept);
            self.end_value(kind, &kept, take)?;
            self.kept = kept;
            self.kept.clear();
        }
        Ok(length)
    }

    fn keep(&mut self, kind: Kind, bytes: &[u8]) -> Result<(), SourceError> {
        if kind == Kind::Other {
            return Ok(());
        }
        if self.kept.len() + bytes.len() > LARGEST_PIECE {
            return Err(unreadable("one of its rows is too large"));
        }
        self.kept.extend_from_slice(bytes);
        Ok(())
    }

    fn end_value(
        &mut self,
        kind: Kind,
        value: &[u8],
        take: &mut dyn FnMut(Piece<'_>) -> Result<(), SourceError>,
    ) -> Result<(), SourceError> {
        self.place = match kind {
            Kind::Key => Place::Colon,
            Kind::Row => Place::AfterRow,
            Kind::Columns | Kind::Data | Kind::Other => Place::AfterMember,
        };
        match kind {
            Kind::Key => {
                self.member = match value {
                    b"\"columns\"" => Kind::Columns,
                    b"\"data\"" => Kind::Data,
                    _ => Kind::Other,
                };
                Ok(())
            }
            Kind::Columns => take(Piece::Columns(value)),
            Kind::Row => take(Piece::Row(value)),
            Kind::Data | Kind::Other => Ok(()),
        }
    }
}

/// How far a JSON value has been read: just enough to find its last byte.
#[derive(Debug, Clone, Copy, Default)]
struct Extent {
    depth: u32,
    in_text: bool,
    escaped: bool,
}

impl Extent {
    /// How many of the bytes belong to the value, if it ends within them. A number or a word
    /// ends before the byte that follows it.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = usize::from(std::mem::take(&mut self.escaped));
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match (self.in_text, byte) {
                (true, b'\\') => {
                    self.escaped = at == bytes.len();
                    at += 1;
                }
                (true, b'"') => self.in_text = false,
                (true, _) => continue,
                (false, b'"') => self.in_text = true,
                (false, b'[' | b'{') => self.depth += 1,
                (false, b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r') if self.depth == 0 => {
                    return Some(at - 1);
                }
                (false, b']' | b'}') => self.depth -= 1,
                (false, _) => continue,
            }
            if self.depth == 0 && !self.in_text {
                return Some(at);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#" {"columns": ["a","b"], "data":[ [1,"]\"\\"] ,[[2],{"c":"}"}]],
        "debug":"MATCH … \"data\":[", "more":[{}], "n":1.5e3 , "z":null}
"#;

    /// The pieces of an answer that arrives in chunks of this size.
    fn pieces(answer: &str, size: usize) -> Result<Vec<String>, SourceError> {
        let mut splitter = Splitter::new();
        let mut pieces = Vec::new();
        for chunk in answer.as_bytes().chunks(size) {
            splitter.feed(chunk, &mut |piece| {
                let (name, bytes) = match piece {
                    Piece::Columns(bytes) => ("columns", bytes),
                    Piece::Row(bytes) => ("row", bytes),
                };
                pieces.push(format!("{name} {}", String::from_utf8_lossy(bytes)));
                Ok(())
            })?;
        }
        splitter.finish()?;
        Ok(pieces)
    }

    #[test]
    fn the_pieces_are_the_same_however_the_answer_is_cut() {
        let expected = [r#"columns ["a","b"]"#, r#"row [1,"]\"\\"]"#, r#"row [[2],{"c":"}"}]"#];
        for size in 1..=ANSWER.len() {
            assert_eq!(pieces(ANSWER, size).expect("a good answer"), expected);
        }
        let nothing = r#"{"columns":[],"data":[]}"#;
        assert_eq!(pieces(nothing, 4).expect("no rows"), ["columns []"]);
    }

    #[test]
    fn an_answer_that_ends_early_is_an_error_wherever_it_ends() {
        let whole = ANSWER.trim_end();
        for end in (0..whole.len()).filter(|end| whole.is_char_boundary(*end)) {
            assert!(pieces(&whole[..end], 7).is_err(), "{}", &whole[..end]);
        }
    }

    #[test]
    fn what_is_not_an_answer_is_an_error() {
        let bad = [
            "<html>",
            "[]",
            r#"{"data":null}"#,
            r#"{"data":{}}"#,
            r#"{"data":[1]}"#,
            r#"{"data":[[1],]}"#,
            r#"{"data":[[1][2]]}"#,
            r#"{"data":[,[1]]}"#,
            r#"{"columns":,"data":[]}"#,
            r#"{"columns" []}"#,
            r#"{"data":[]} x"#,
            r#"{"data":[]}{"#,
        ];
        for answer in bad {
            assert!(pieces(answer, 3).is_err(), "{answer}");
        }
    }
}
