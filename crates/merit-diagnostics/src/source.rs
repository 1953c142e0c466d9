//! Files, byte spans, and the one conversion from bytes to lines and columns.

/// A range of bytes in one file: `start` included, `end` excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// A span from `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// A span from byte offsets; offsets beyond 4 GiB are cut (no source file is that large: see [`Sources::MAX_BYTES`]).
    #[must_use]
    pub fn of(range: std::ops::Range<usize>) -> Self {
        let cut = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: cut(range.start), end: cut(range.end) }
    }

    /// The span as a range for slicing text.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Number of bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// True when nothing is inside.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The smallest span around both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// True when `other` lies inside.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Number of a file in [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A span in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The bytes in it.
    pub span: Span,
}

/// A position for people: both count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in Unicode characters.
    pub column: u32,
}

/// One file: its name as shown to people, its text, and where its lines begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    name: String,
    text: String,
    line_starts: Vec<u32>,
}

impl SourceFile {
    /// Takes the text of a file. `name` is what messages show: a path with forward slashes.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let mut line_starts = vec![0];
        line_starts.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, byte)| *byte == b'\n')
                .map(|(at, _)| u32::try_from(at + 1).unwrap_or(u32::MAX)),
        );
        Self { name: name.into(), text, line_starts }
    }

    /// The name shown to people.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Number of lines; a final line break does not begin another one.
    #[must_use]
    pub fn line_count(&self) -> u32 {
        let starts = u32::try_from(self.line_starts.len()).unwrap_or(u32::MAX);
        if self.text.ends_with('\n') { starts.saturating_sub(1) } else { starts }
    }

    /// The text inside a span; empty when the span does not fit the text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or("")
    }

    /// The line (from 1) that holds a byte.
    #[must_use]
    pub fn line_of(&self, byte: u32) -> u32 {
        u32::try_from(self.line_starts.partition_point(|start| *start <= byte)).unwrap_or(u32::MAX).max(1)
    }

    /// The bytes of a line (from 1) without its line break.
    #[must_use]
    pub fn line_span(&self, line: u32) -> Span {
        let index = line.saturating_sub(1) as usize;
        let start = self.line_starts.get(index).copied().unwrap_or_else(|| self.end());
        let end = self.line_starts.get(index + 1).copied().unwrap_or_else(|| self.end());
        let line = self.slice(Span::new(start, end));
        let kept = line.trim_end_matches(['\n', '\r']).len();
        Span::new(start, start.saturating_add(u32::try_from(kept).unwrap_or(u32::MAX)))
    }

    /// Line and column of a byte, both from 1; the column counts Unicode characters.
    #[must_use]
    pub fn line_column(&self, byte: u32) -> LineColumn {
        let line = self.line_of(byte);
        let start = self.line_span(line).start;
        let column = self.text.get(start as usize..byte as usize).map_or_else(
            || byte.saturating_sub(start),
            |before| u32::try_from(before.chars().count()).unwrap_or(u32::MAX),
        );
        LineColumn { line, column: column.saturating_add(1) }
    }

    /// Line and column of a byte, both from 0; the column counts UTF-16 units, as editors do.
    #[must_use]
    pub fn utf16(&self, byte: u32) -> (u32, u32) {
        let line = self.line_of(byte);
        let start = self.line_span(line).start;
        let units = self.text.get(start as usize..byte as usize).map_or(0, |before| before.encode_utf16().count());
        (line.saturating_sub(1), u32::try_from(units).unwrap_or(u32::MAX))
    }

    fn end(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }
}

/// All files of one run, in the order they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Files larger than this are refused before they are read.
    pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

    /// No files yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { files: Vec::new() }
    }

    /// Adds a file and returns its number.
    pub fn add(&mut self, file: SourceFile) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(file);
        id
    }

    /// The file with this number.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// The text at a place; empty when the place is not there.
    #[must_use]
    pub fn slice(&self, place: Place) -> &str {
        self.get(place.file).map_or("", |file| file.slice(place.span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        let file = SourceFile::new("a.score", "ab\r\nไทย x\n");
        assert_eq!(file.line_column(0), LineColumn { line: 1, column: 1 });
        let x = u32::try_from(file.text().find('x').unwrap()).unwrap();
        assert_eq!(file.line_column(x), LineColumn { line: 2, column: 5 });
        assert_eq!(file.utf16(x), (1, 4));
        assert_eq!(file.slice(file.line_span(1)), "ab");
        assert_eq!(file.line_count(), 2);
    }
}
