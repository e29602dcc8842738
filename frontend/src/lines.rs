//! Lines out of bytes that arrive in pieces. Pieces may end anywhere, within a character too;
//! a line break is never part of another character in UTF-8, so lines are split first and read
//! as text then.

use std::string::FromUtf8Error;

/// What has arrived of the line that is not whole yet.
#[derive(Debug, Default)]
pub struct Lines {
    pending: Vec<u8>,
}

impl Lines {
    /// Takes the next piece and gives the lines that are whole now, without empty ones.
    ///
    /// # Errors
    /// When a line is not UTF-8.
    pub fn push(&mut self, piece: &[u8]) -> Result<Vec<String>, FromUtf8Error> {
        let mut lines = Vec::new();
        let mut rest = piece;
        while let Some(at) = rest.iter().position(|byte| *byte == b'\n') {
            self.pending.extend_from_slice(&rest[..at]);
            rest = &rest[at + 1..];
            let line = String::from_utf8(std::mem::take(&mut self.pending))?;
            if !line.trim().is_empty() {
                lines.push(line);
            }
        }
        self.pending.extend_from_slice(rest);
        Ok(lines)
    }

    /// The last line, where no line break ends it.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn finish(&mut self) -> Result<Option<String>, FromUtf8Error> {
        let line = String::from_utf8(std::mem::take(&mut self.pending))?;
        Ok(Some(line).filter(|line| !line.trim().is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_the_same_wherever_the_pieces_end() {
        let text = "{\"type\":\"Δ7\"}\n\n{\"type\":\"a′L\"}\r\n{\"end\":{}}";
        let expected = ["{\"type\":\"Δ7\"}", "{\"type\":\"a′L\"}\r", "{\"end\":{}}"];
        for size in 1..=text.len() {
            let mut lines = Lines::default();
            let mut all = Vec::new();
            for piece in text.as_bytes().chunks(size) {
                all.extend(lines.push(piece).expect("UTF-8"));
            }
            all.extend(lines.finish().expect("UTF-8"));
            assert_eq!(all, expected, "pieces of {size} bytes");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_an_error() {
        assert!(Lines::default().push(b"\xff\n").is_err());
    }
}
