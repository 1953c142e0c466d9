//! What is known about the place under the cursor.

use merit_lsp::features::hover::hover;

use crate::drawn::{Drawn, files, shop};

fn text(drawn: &Drawn) -> String {
    hover(&drawn.snapshot, &drawn.file, drawn.byte).map_or_else(String::new, |found| found.text)
}

#[test]
fn a_name_is_what_it_is_and_where_it_is_declared() {
    assert_eq!(
        text(&shop("+5   page_‸view")),
        "**event** `page_view`\n\n```score\nevent page_view \"Page viewed\"\n```\n\nProperties:\n\n- `path`: url\n- `seconds`: number\n\nDeclared in vocabulary.score, line 4; used 3 times."
    );
    assert_eq!(
        text(&shop("where pa‸th starts")),
        "**property** `path` of `page_view`\n\n```score\nhas path: url\n```\n\nDeclared in vocabulary.score, line 5; used 2 times."
    );
    assert!(
        text(&shop("is in free_‸email\n  +30"))
            .contains("2 domains, compared whatever their case: gmail.com, web.de")
    );
}

#[test]
fn a_tier_is_its_band() {
    let band = |cursor: &str| text(&shop(cursor));
    let warm = band("row \"Wa‸rm\"");
    assert!(warm.contains("**20 to 50**"), "{warm}");
    assert!(warm.contains("Once in, a lead stays until the score is below 15."), "{warm}");
    assert!(warm.contains("Values from 20 to 50 can be reached here."), "{warm}");
    assert!(band("\"Ho‸t\"   above").contains("**more than 50**"));
    assert!(band("\"Co‸ld\"  otherwise").contains("**below 20**"));
    // On the bound as well, and for letters.
    assert!(band("from 2‸0  until").starts_with("**20 to 50**"));
    assert!(band("B  from 2‸0").starts_with("**20 to below 40**"));
}

#[test]
fn a_rule_says_what_it_can_give_and_what_is_left() {
    let once = text(&shop("+2‸0  form_submit"));
    assert_eq!(
        once,
        "**At most 20 points** at one time: it counts once.\n\n| of 20 points | are left |\n|---|---|\n| after 30 days | 10 |\n| after 60 days | 5 |\n| after 90 days | 2.5 |"
    );
    let ladder = text(&shop("+1 +‸2 +3  page_view"));
    assert!(ladder.contains("| of 3 points | are left |"), "{ladder}");
    let standing = text(&shop("+3‸0  if title"));
    assert_eq!(standing, "**At most 30 points** at one time: they stand as long as the condition is true.");
}

#[test]
fn a_rule_says_how_its_highest_sum_comes_about() {
    let model =
        "edition 1\nevent 浏览\n  has หน้า: one of \"ราคา\", \"บล็อก\"\nmodel m\n  timezone \"UTC\"\nscore s\n  RULE\n";
    let said = |rule: &str| {
        let (sign, rest) = rule.split_at(1);
        let all = text(&files(&[("a.score", &model.replace("RULE", &format!("{sign}‸{rest}")))]));
        all.split("\n\n").next().unwrap().replace("at one time: ", "")
    };
    let table = [
        ("+10  浏览  at most 3 times", "**At most 30 points** 3 × 10."),
        ("+10  浏览  once per หน้า", "**At most 30 points** (2 values of หน้า + unknown) × 10."),
        ("+10  浏览 where หน้า is known  at most 2 times per หน้า", "**At most 40 points** 2 values of หน้า × 2 × 10."),
        (
            "+1   浏览  at most 5 times per week  expires after 1 year",
            "**At most 270 points** 54 weeks in 1 year × 5 × 1.",
        ),
        ("-5   浏览  once per day  expires after 90 days", "**At least -450 points** 90 days in 90 days × -5."),
        (
            "+5   浏览  at most 2 times in any 7 days  expires after 30 days",
            "**At most 50 points** 5 windows of 7 days in 30 days × 2 × 5.",
        ),
        ("+5   浏览  once per month  decays evenly over 90 days", "**At most 25 points** 5 months in 90 days × 5."),
        ("+5   浏览  once per day  during 2025-01-01 to 2025-01-10", "**At most 50 points** 10 days in 10 days × 5."),
        (
            "+5   浏览  once per day  decays by half every 1 day",
            "**At most 10.002441 points** 5 a day, halved every 1 day.",
        ),
        ("+1 +2 +3  浏览", "**At most 6 points** 1+2+3."),
        (
            "+1 +2 +3  浏览  restarting every month  expires after 60 days",
            "**At most 24 points** 4 times in 60 days × (1+2+3).",
        ),
        (
            "+1 +2  浏览  restarting after 30 days without one  expires after 60 days",
            "**At most 9 points** 3 times in 60 days × (1+2).",
        ),
        (
            "+20  浏览  at most 3 times  up to 40 points",
            "**At most 40 points** its lid ends it; without it 60 = 3 × 20.",
        ),
        (
            "+20  浏览  every time  up to 40 points",
            "**At most 40 points** its lid ends it; without it there is no end.",
        ),
        ("+20  浏览  every time", "**There is no highest sum**: it counts again and again, and nothing limits it."),
    ];
    for (rule, expected) in table {
        assert_eq!(said(rule), expected, "{rule}");
    }
}

#[test]
fn a_score_says_how_its_ends_come_about() {
    let score = text(&shop("score inter‸est"));
    assert!(score.contains("**At least 0, at most 60.**"), "{score}");
    assert!(score.contains("highest: 60 ="), "{score}");
    let never = files(&[(
        "a.score",
        "edition 1\nevent a\nmodel m\n  timezone \"UTC\"\nscore s\n  +5‸  a  every time\ntiers of s\n  \"A\"  from 3\n  \"B\"  otherwise\n",
    )]);
    assert_eq!(text(&never), "**There is no highest sum**: it counts again and again, and nothing limits it.");
}

#[test]
fn a_check_says_what_it_looks_for() {
    let check = text(&files(&[("a.score", "edition 1\nallow no_de‸cay because \"x\"\nscore a\n")]));
    assert!(check.starts_with("**B403** `no_decay`, warning\n\n"), "{check}");
}

#[test]
fn names_are_no_markdown() {
    let drawn = files(&[(
        "a.score",
        "edition 1\nevent a\nscore s\n  +1  a  once  called \"`*b*`\"\ntest \"t\"\n  expect \"`*‸b*`\" 1 on day 0\n",
    )]);
    assert!(text(&drawn).starts_with("**label** ``\"`*b*`\"`` of `s`"), "{}", text(&drawn));
}

#[test]
fn nothing_is_known_about_blank_space() {
    assert_eq!(text(&shop("edition 1\n‸use")), "");
    let drawn = files(&[("a.score", "‸")]);
    assert_eq!(text(&drawn), "");
}
