//! Aligned columns of text for people, whatever the script, that fit the terminal. Cells may hold any text of data: they are
//! escaped here.

use unicode_width::UnicodeWidthStr;

use crate::terminal::{escape, fit};

/// Columns never become narrower than this.
const NARROWEST: usize = 6;

/// Two blanks between columns.
const GAP: usize = 2;

/// One column.
#[derive(Debug)]
struct Column {
    head: String,
    right: bool,
    cells: Vec<String>,
}

/// Columns of cells.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    columns: Vec<Column>,
    indent: usize,
}

impl Grid {
    /// No columns yet; lines begin after so many blanks.
    pub(crate) const fn indented(indent: usize) -> Self {
        Self { columns: Vec::new(), indent }
    }

    /// Adds a column of text.
    pub(crate) fn column(&mut self, head: &str) {
        self.add(head, false);
    }

    /// Adds a column of numbers, which stand at its right.
    pub(crate) fn numbers(&mut self, head: &str) {
        self.add(head, true);
    }

    fn add(&mut self, head: &str, right: bool) {
        self.columns.push(Column { head: escape(head).into_owned(), right, cells: Vec::new() });
    }

    /// Adds a row: one cell for each column.
    pub(crate) fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.cells.push(escape(cell.as_ref()).into_owned());
        }
    }

    /// True when there are no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.columns.first().is_none_or(|column| column.cells.is_empty())
    }

    /// The line of heads, and the lines of the rows; `width` is that of the terminal, if there is one.
    pub(crate) fn lines(&self, width: Option<usize>) -> (String, Vec<String>) {
        let mut widths: Vec<usize> = self
            .columns
            .iter()
            .map(|column| column.cells.iter().chain([&column.head]).map(|cell| cell.width()).max().unwrap_or(0))
            .collect();
        if let Some(width) = width {
            self.narrow(&mut widths, width);
        }
        let rows = self.columns.first().map_or(0, |column| column.cells.len());
        let head = self.line(&widths, |column| &column.head);
        let line = |row: usize| self.line(&widths, |column| column.cells.get(row).map_or("", String::as_str));
        (head, (0..rows).map(line).collect())
    }

    /// Takes from the widest columns until everything fits.
    fn narrow(&self, widths: &mut [usize], width: usize) {
        let gaps = GAP * widths.len().saturating_sub(1) + self.indent;
        loop {
            let used: usize = widths.iter().sum::<usize>() + gaps;
            let Some(widest) = widths.iter_mut().max() else { return };
            if used <= width || *widest <= NARROWEST {
                return;
            }
            *widest -= 1;
        }
    }

    fn line<'g>(&'g self, widths: &[usize], cell: impl Fn(&'g Column) -> &'g str) -> String {
        let mut line = " ".repeat(self.indent);
        for (index, (column, width)) in self.columns.iter().zip(widths).enumerate() {
            if index > 0 {
                line.push_str(&" ".repeat(GAP));
            }
            let cell = fit(cell(column), *width);
            let padding = " ".repeat(width.saturating_sub(cell.width()));
            if column.right {
                line.push_str(&padding);
                line.push_str(&cell);
            } else {
                line.push_str(&cell);
                line.push_str(&padding);
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_whatever_they_hold() {
        let mut grid = Grid::indented(1);
        grid.column("lead");
        grid.numbers("now");
        grid.column("why");
        let long = "x".repeat(10_000);
        let leads = ["4711", "สมชาย", "王小明", "\u{1b}[31m\u{202e}evil\nid", long.as_str()];
        for lead in leads {
            grid.row([lead, "+10.00", "|"]);
        }
        for width in [Some(30), Some(80), None] {
            let (head, lines) = grid.lines(width);
            let place = |line: &str| line.split('|').next().map(|before| before.width());
            let places: Vec<_> = lines.iter().map(|line| place(line)).collect();
            assert!(places.windows(2).all(|pair| pair[0] == pair[1]), "{places:?}");
            assert!(lines.iter().all(|line| !line.contains(['\u{1b}', '\n', '\u{202e}'])));
            if let Some(width) = width {
                assert!(lines.iter().chain([&head]).all(|line| line.width() <= width), "{lines:?}");
            }
        }
    }
}
