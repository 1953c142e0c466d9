//! The tree-sitter grammar of the Merit scoring language, and its queries. Editors build the parser from `src`; this crate
//! is for programs in Rust, and for the tests that compare it with the normative grammar.

use tree_sitter_language::LanguageFn;

#[expect(unsafe_code, reason = "the parser is in C; this is how tree-sitter names it")]
unsafe extern "C" {
    fn tree_sitter_score() -> *const ();
}

/// The language.
#[expect(unsafe_code, reason = "the function is the one that tree-sitter generates")]
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_score) };

/// The query for highlighting.
pub const HIGHLIGHTS_QUERY: &str = include_str!("../../queries/highlights.scm");
