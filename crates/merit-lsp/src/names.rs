//! What every name in a project stands for: declarations and uses with their exact bytes.
//!
//! Built from the syntax trees alone, in the order in which the compiler declares and resolves, so that it says the same
//! as the compiler where there is no error, and still knows the other names where there is one. Everything is declared
//! first, by all files; then each statement is looked through with what its heading and its event make of bare names.

mod broken;
mod claims;
mod declare;
mod headings;
mod resolve;
mod tables;
mod within;

use merit_diagnostics::{FileId, Place, Span};
use merit_syntax::tree::Tree;

pub use headings::{Heading, headings};

/// A score file of a project.
#[derive(Clone, Copy, Debug)]
pub struct NamedFile<'t> {
    /// Its number.
    pub id: FileId,
    /// Its path from the root of the project.
    pub path: &'t str,
    /// Its text.
    pub text: &'t str,
    /// Its statements.
    pub tree: &'t Tree,
}

/// Number of a symbol in [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymbolId(u32);

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymbolKind {
    /// `event NAME`
    Event,
    /// `has NAME` under an event.
    Property,
    /// `has NAME` under `lead`.
    Attribute,
    /// A value of `one of` or `several of`.
    Choice,
    /// `list NAME`
    List,
    /// `action NAME`
    Action,
    /// `model NAME`
    Model,
    /// `score NAME`
    Score,
    /// `grade NAME`
    Grade,
    /// `A from 70`
    Letter,
    /// `matrix NAME`
    Matrix,
    /// A quoted line under `tiers`.
    Tier,
    /// A quoted cell of a matrix.
    Cell,
    /// `segment "..."`
    Segment,
    /// `group "..."`
    Group,
    /// `called "..."`
    Label,
    /// `test "..."`
    Test,
    /// The name of a check after `allow`; declared nowhere.
    Check,
}

impl SymbolKind {
    /// What it is called in messages, without an article.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Property => "property",
            Self::Attribute => "attribute",
            Self::Choice => "value",
            Self::List => "list",
            Self::Action => "action",
            Self::Model => "model",
            Self::Score => "score",
            Self::Grade => "grade",
            Self::Letter => "letter",
            Self::Matrix => "matrix",
            Self::Tier => "tier",
            Self::Cell => "cell",
            Self::Segment => "segment",
            Self::Group => "group",
            Self::Label => "label",
            Self::Test => "test",
            Self::Check => "check",
        }
    }

    /// The same with its article.
    #[must_use]
    pub const fn a(self) -> &'static str {
        match self {
            Self::Event => "an event",
            Self::Property => "a property",
            Self::Attribute => "an attribute of a lead",
            Self::Choice => "a value",
            Self::List => "a list",
            Self::Action => "an action",
            Self::Model => "a model",
            Self::Score => "a score",
            Self::Grade => "a grade",
            Self::Letter => "a letter",
            Self::Matrix => "a matrix",
            Self::Tier => "a tier",
            Self::Cell => "a cell",
            Self::Segment => "a segment",
            Self::Group => "a group",
            Self::Label => "a label",
            Self::Test => "a test",
            Self::Check => "a check",
        }
    }

    /// It is written in quotation marks.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(
            self,
            Self::Choice | Self::Tier | Self::Cell | Self::Segment | Self::Group | Self::Label | Self::Test
        )
    }
}

/// Where a symbol is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Declared {
    /// The name itself, quotation marks and backticks included.
    pub place: Place,
    /// The number of its statement in the tree of the file.
    pub statement: usize,
}

/// Something with a name.
#[derive(Clone, Debug)]
pub struct Symbol {
    /// What it is.
    pub kind: SymbolKind,
    /// Its name as it is compared.
    pub name: String,
    /// What it belongs to: the event of a property, the score of a tier, the grade of a letter, the matrix of a cell, the
    /// property or attribute of a value, the heading of a group or label.
    pub of: Option<SymbolId>,
    /// Where it is declared; a check is not.
    pub declared: Option<Declared>,
}

/// What a mention does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// It declares the symbol.
    Declares,
    /// It uses it.
    Uses,
}

/// A name where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mention {
    /// Where, quotation marks and backticks included.
    pub place: Place,
    /// What it stands for.
    pub symbol: SymbolId,
    /// What it does.
    pub role: Role,
}

/// Every name of a project.
#[derive(Clone, Debug, Default)]
pub struct Names {
    symbols: Vec<Symbol>,
    mentions: Vec<Mention>,
}

impl Names {
    /// Looks through the files of a project; the first one is the one that is asked for, and its tests alone are looked
    /// at (the tests of a used file belong to that file as it stands alone).
    #[must_use]
    pub fn of(files: &[NamedFile<'_>]) -> Self {
        let order = tables::in_order(files);
        let headings: Vec<Vec<Option<usize>>> = files.iter().map(|file| headings(file.tree)).collect();
        let mut declared = declare::declare(files, &headings, &order);
        resolve::resolve(files, &headings, &mut declared);
        let mut names = declared.names;
        names.mentions.sort_unstable();
        names.mentions.dedup();
        names
    }

    /// A symbol.
    #[must_use]
    pub fn symbol(&self, id: SymbolId) -> Option<&Symbol> {
        self.symbols.get(id.0 as usize)
    }

    /// All symbols with their numbers.
    pub fn symbols(&self) -> impl Iterator<Item = (SymbolId, &Symbol)> {
        (0..).map(SymbolId).zip(&self.symbols)
    }

    /// All mentions, in the order of files and bytes.
    #[must_use]
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// The mentions of a file, in order.
    #[must_use]
    pub fn in_file(&self, file: FileId) -> &[Mention] {
        let from = self.mentions.partition_point(|mention| mention.place.file < file);
        let to = self.mentions.partition_point(|mention| mention.place.file <= file);
        self.mentions.get(from..to).unwrap_or(&[])
    }

    /// What stands at a byte of a file: the mentions around it, or else those that end there. More than one when a name
    /// stands for several things at once, such as the property that a streak is counted by.
    #[must_use]
    pub fn at(&self, file: FileId, byte: u32) -> Vec<Mention> {
        let touching = |inside: fn(Span, u32) -> bool| -> Vec<Mention> {
            let here = self.in_file(file);
            let to = here.partition_point(|mention| mention.place.span.start <= byte);
            let before = here.get(..to).unwrap_or(&[]).iter().rev();
            // Mentions do not overlap, so the last few that begin before are enough.
            before.take(4).filter(|mention| inside(mention.place.span, byte)).copied().collect()
        };
        let around = touching(|span, byte| span.start <= byte && byte < span.end);
        if around.is_empty() { touching(|span, byte| span.end == byte) } else { around }
    }

    /// The mentions of a symbol, in order.
    pub fn mentions_of(&self, symbol: SymbolId) -> impl Iterator<Item = &Mention> {
        self.mentions.iter().filter(move |mention| mention.symbol == symbol)
    }

    /// A symbol with the name of what it belongs to: `page_view.path`.
    #[must_use]
    pub fn full_name(&self, symbol: &Symbol) -> String {
        let of = symbol.of.and_then(|of| self.symbol(of));
        match (symbol.kind, of) {
            (SymbolKind::Property, Some(event)) => format!("{}.{}", event.name, symbol.name),
            _ => symbol.name.clone(),
        }
    }
}
