//! The two versions of Portolan's model.

use merit_workbench::{Change, ChangeKind, compare};

use crate::support::{folder, model, model_with, said};

#[test]
fn the_difference_is_exactly_what_it_means() {
    let old = model(&folder().join("2026-03-02"), "portolan.score");
    let new = model(&folder().join("2026-09-07"), "marina.score");
    let rules = |model: &merit_ir::Model| {
        let scores = model.scores.iter().flat_map(|score| &score.groups);
        scores
            .chain(model.grades.iter().flat_map(|grade| &grade.groups))
            .map(|group| group.rules.len())
            .sum::<usize>()
    };
    assert!(rules(&old) >= 40, "{}", rules(&old));
    let found: Vec<String> = compare(&old, &new).changes.iter().map(said).collect();
    let expected = [
        "~ model [] portolan; reviewed: 2026-03-02 -> 2026-09-07 (words)",
        "~ property [form_submit] form; kind: one of \"contact\", \"quote\", \"newsletter\", \"demo\" -> one of \"demo\", \"contact\", \
         \"quote\", \"newsletter\", \"call back\"",
        "+ attribute [lead] region: text",
        "~ list [] free_email; entries: 4 -> 5; came: gmx.de, proton.me; went: yahoo.com",
        "~ list [] competitors; entries: 2 -> 3; came: quayside.example",
        "~ group [engagement] Awareness; cap: 25 points -> 20 points",
        "~ stage [engagement] after 60 days  total -25; line: after 60 days  total -30 -> after 60 days  total -25",
        "~ letter [fit] B; bound: from 45 -> from 40",
        "~ rule [engagement, Awareness] email_click where campaign contains \"news\"; limit: once per day -> at most 3 times per \
         week",
        "- rule [engagement, Interest] +5  page_view where path starts with \"/integrations\"  at most 3 times per week  decays \
         evenly over 180 days",
        "~ rule [engagement, Interest] page_view where path starts with any of \"/pricing\", \"/prices\"; occasion: page_view where \
         path starts with \"/pricing\" -> page_view where path starts with any of \"/pricing\", \"/prices\"",
        "~ rule [engagement, Interest] webinar where minutes >= 30; points: +15 -> +20",
        "~ rule [engagement, Intent] Demo request; called: called \"Demo\" -> called \"Demo request\" (words)",
        "+ rule [engagement, Intent] +15  form_submit where form is \"call back\"  once per month  decays by half every 90 days",
        "> rule [engagement, Losing interest] trial_started then no login within 3 days; stands in: engagement, Trial -> \
         engagement, Losing interest",
        "~ tier [engagement] \"Engaged\"; bound: from 50 -> from 45; until below: until below 45 -> until below 40",
        "~ cell [priority] \"Warm\", D; cell: \"Wait\" -> \"Nurture\"",
        "+ exclude [MQL] when opted_in is no",
        "~ trigger [] notify_sales  on entering \"MQL\"; limit: at most 1 time in any 30 days -> at most 1 time in any 14 days",
    ];
    let mut missing: Vec<&str> =
        expected.iter().copied().filter(|line| !found.iter().any(|known| known == line)).collect();
    missing.extend(found.iter().map(String::as_str).filter(|line| !expected.contains(line)));
    assert_eq!(missing, Vec::<&str>::new(), "\n{}", found.join("\n"));
    assert_eq!(found.len(), expected.len());
}

#[test]
fn the_way_back_is_the_same_turned_round() {
    let old = model(&folder().join("2026-03-02"), "portolan.score");
    let new = model(&folder().join("2026-09-07"), "marina.score");
    let there = compare(&old, &new);
    let back = compare(&new, &old);
    assert_eq!(there.changes.len(), back.changes.len());
    let count = |changes: &[Change], kind| changes.iter().filter(|change| change.kind == kind).count();
    assert_eq!(count(&there.changes, ChangeKind::Added), count(&back.changes, ChangeKind::Removed));
    assert_eq!(count(&there.changes, ChangeKind::Moved), count(&back.changes, ChangeKind::Moved));
}

#[test]
fn comments_and_indentation_are_no_change() {
    let examples = folder().parent().unwrap().parent().unwrap().join("examples");
    let models = [
        (examples.join("models"), "acme.score"),
        (examples.join("models"), "b2b.score"),
        (examples.join("models"), "small-ladders.score"),
        (examples.join("models"), "website.score"),
        (examples.join("shop"), "shop.score"),
        (examples.join("pega"), "offers.score"),
        (folder().join("2026-03-02"), "portolan.score"),
    ];
    for (folder, file) in models {
        let plain = model(&folder, file);
        let wild = model_with(&folder, file, |_, text| {
            let lines = text.lines().map(|line| {
                let indent = line.len() - line.trim_start().len();
                let comment = if line.is_empty() || line.contains('#') { "" } else { "   # a comment" };
                format!("{}{}{comment}\n", " ".repeat(indent * 2), line.trim())
            });
            lines.collect()
        });
        assert_eq!(compare(&plain, &wild).changes, Vec::new(), "{file}");
        assert_eq!(compare(&plain, &plain).changes, Vec::new(), "{file}");
    }
}
