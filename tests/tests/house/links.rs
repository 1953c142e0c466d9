//! Every relative link of every page leads somewhere, and the book lists every page.

use std::collections::BTreeSet;
use std::fs;

use crate::markdown::{anchors, links};
use crate::{files, root, shown};

#[test]
fn relative_links_lead_somewhere() {
    let mut broken = Vec::new();
    let pages = files(root(), "md");
    assert!(pages.len() > 80, "only {} pages were found", pages.len());
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for link in links(&text) {
            if link.contains("://") || link.starts_with("mailto:") {
                continue;
            }
            let (path, anchor) = link.split_once('#').map_or((&*link, None), |(path, anchor)| (path, Some(anchor)));
            let target = if path.is_empty() { page.clone() } else { page.parent().unwrap().join(path) };
            if !target.exists() {
                broken.push(format!("{}: {link}", shown(&page)));
            } else if let Some(anchor) = anchor {
                let headings = anchors(&fs::read_to_string(&target).unwrap());
                if !headings.iter().any(|heading| heading == anchor) {
                    broken.push(format!("{}: {link}: no such heading", shown(&page)));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_book_lists_every_page_once() {
    let docs = root().join("docs");
    let listed = links(&fs::read_to_string(docs.join("SUMMARY.md")).unwrap());
    let listed: BTreeSet<String> = listed.into_iter().collect();
    let there = files(&docs, "md").into_iter().map(|page| {
        page.strip_prefix(&docs).unwrap().iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/")
    });
    let there: BTreeSet<String> = there.filter(|page| page != "SUMMARY.md").collect();
    assert_eq!(listed, there);
}
