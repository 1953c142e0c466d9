//! Data and settings in the documentation are in the form they claim.

use merit_events::SourcesConfig;

use crate::root;
use crate::snippet::{Snippet, pages, snippets};

fn all(language: &str) -> Vec<Snippet> {
    let found = pages(&root().join("docs")).into_iter().flat_map(|page| snippets(root(), &page));
    let found: Vec<Snippet> = found.filter(|snippet| snippet.language == language).collect();
    assert!(!found.is_empty(), "no {language}");
    found
}

#[test]
fn records_and_results_are_lines_of_json() {
    for snippet in all("ndjson").iter().chain(&all("json")) {
        for line in snippet.text.lines() {
            let value: Result<serde_json::Value, _> = serde_json::from_str(line);
            assert!(value.is_ok_and(|value| value.is_object()), "{}: {line}", snippet.place());
        }
    }
}

#[test]
fn sources_are_understood() {
    for snippet in all("toml") {
        let mut settings: toml::Table =
            snippet.text.parse().unwrap_or_else(|error| panic!("{}: {error}", snippet.place()));
        let Some(sources) = settings.remove("source") else { continue };
        let sources: Result<SourcesConfig, _> = sources.try_into();
        assert!(sources.is_ok(), "{}: {sources:?}", snippet.place());
    }
}
