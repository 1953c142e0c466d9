//! The pages of the checks, as `merit check --explain` prints them.

use merit_diagnostics::Code;

/// Code and page, by code; made by the build script from `docs/checks`.
const PAGES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The page of a check.
pub(crate) fn page(code: Code) -> Option<&'static str> {
    PAGES.iter().find(|(id, _)| *id == code.id()).map(|(_, page)| *page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_that_names_it() {
        let missing: Vec<&str> = Code::ALL
            .iter()
            .filter(|code| !page(**code).is_some_and(|page| page.contains(code.id()) && page.contains(code.name())))
            .map(|code| code.id())
            .collect();
        assert!(missing.is_empty(), "no page, or one that does not name its code: {missing:?}");
    }
}
