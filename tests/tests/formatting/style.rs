//! The one style, piece by piece.

use merit_syntax::format;

use crate::meaning::checked;

/// `before` under an edition is formatted as `after`.
fn assert_formats(before: &str, after: &str) {
    let formatted = checked(&format!("edition 1\n{before}"));
    assert_eq!(formatted.strip_prefix("edition 1\n").unwrap().trim_start_matches('\n'), after);
}

#[test]
fn clauses_stand_in_one_order_with_two_spaces_before_each() {
    assert_formats(
        r#"score s
 +10 a  called "A" expires after 1 days decays evenly over 010 day up to 40.50 point once per day
 -5 a  down to -1 points every 22 nd time during 2025-01-01 to 2025-02-01
 +1000 a every 11th time
 +1 +2 +2.5 a restarting after 1 days without one
 reset  a  called "R"  at most 1 times in any 1 hours
 group "G" expires after 2 day best one only up to 1 points
     +1  a 3 times in any 2 day where x is 1 every 2nd time
"#
        .replace("22 nd", "22nd")
        .as_str(),
        r#"score s
  +10  a  once per day  up to 40.5 points  decays evenly over 10 days  expires after 1 day  called "A"
  -5   a  every 22nd time  down to -1 points  during 2025-01-01 to 2025-02-01
  +1000  a  every 11th time
  +1 +2 +2.5  a  restarting after 1 day without one
  reset  a  at most 1 time in any 1 hour  called "R"
  group "G" up to 1 point  best one only  expires after 2 days
    +1   a where x is 1 3 times in any 2 days  every 2nd time
"#,
    );
}

#[test]
fn long_lines_break_at_clauses_then_at_parts_then_at_and_then_at_commas() {
    assert_formats(
        r#"score s
  +10  page_view where path starts with "/pricing" and lead.country is known  at most 3 times per week  up to 40 points  expires after 90 days
  +10  page_view where path starts with "/a-long-path" then form_submit where form is one of "contact", "quote" within 2 days  once
  +10  page_view where (path starts with "/a-long-path-number-one" or path starts with "/a-long-path-number-two") and title is known and country is one of "Estonia", "Latvia", "Lithuania", "Finland", "Sweden", "Norway", "Denmark", "Iceland", "Poland"  once
list countries: text "Estonia", "Latvia", "Lithuania", "Finland", "Sweden", "Norway", "Denmark", "Iceland", "Poland", "Germany"
"#,
        r#"score s
  +10  page_view where path starts with "/pricing" and lead.country is known
      at most 3 times per week
      up to 40 points
      expires after 90 days
  +10  page_view
      where path starts with "/a-long-path"
      then form_submit
      where form is one of "contact", "quote"
      within 2 days
      once
  +10  page_view
      where (path starts with "/a-long-path-number-one" or path starts with "/a-long-path-number-two")
      and title is known
      and country is one of "Estonia", "Latvia", "Lithuania", "Finland", "Sweden", "Norway", "Denmark", "Iceland",
      "Poland"
      once
list countries: text "Estonia", "Latvia", "Lithuania", "Finland", "Sweden", "Norway", "Denmark", "Iceland", "Poland",
    "Germany"
"#,
    );
}

#[test]
fn width_is_what_is_seen() {
    // Each of these characters takes 2 columns: the line is 119 columns wide, though it has fewer characters.
    let title = "点击邮件访问页面".repeat(4) + "nine more";
    let before = format!("score s\n  +10  点击邮件 where 表单 is \"{title}\"  once per day\n");
    let after = format!("score s\n  +10  点击邮件 where 表单 is \"{title}\"\n      once per day\n");
    assert_formats(&before, &after);
    let shorter = before.replace("nine", "nin");
    assert_formats(&shorter, &shorter);
}

#[test]
fn only_closed_lists_align_and_by_display_width() {
    assert_formats(
        r#"score s
  +1  a  once
  inactivity measured by any activity
  after 7 days and every 10 days further -5
  on return keep
tiers of s
  "潜在客户" from 50 until below 45
  "ใหม่" above 20
  "Giám đốc" otherwise
grade g
  +1  if x is 1
  A+ from 10
  B otherwise
matrix m
  columns g grade: A+, B
  row "潜在客户": "a", "b"
  row "ใหม่":   "a", "b"
"#,
        r#"score s
  +1   a  once
  inactivity measured by any activity
    after 7 days and every 10 days  further -5
    on return                       keep

tiers of s
  "潜在客户"  from 50  until below 45
  "ใหม่"       above 20
  "Giám đốc"  otherwise

grade g
  +1   if x is 1
  A+  from 10
  B   otherwise

matrix m
  columns g grade: A+, B
  row "潜在客户": "a", "b"
  row "ใหม่": "a", "b"
"#,
    );
}

#[test]
fn brackets_stand_only_where_they_are_needed() {
    assert_formats(
        r#"segment "S"
  include when ((a is 1)) and (b is 2 or (c is 3)) and not ((d is 4))
  include when (a is 1 and b is 2) or (had x where ((y is 1)) ever)
  include when a is 1 and (b is 2 and c is 3)
"#,
        r#"segment "S"
  include when a is 1 and (b is 2 or c is 3) and not (d is 4)
  include when (a is 1 and b is 2) or had x where (y is 1) ever
  include when a is 1 and (b is 2 and c is 3)
"#,
    );
}

#[test]
fn comments_keep_their_place() {
    assert_formats(
        r#"# about the score

# and this
score s # beside the heading
  # above the rule
  +10 a # after the event
     # alone
     where x is 1 # after the condition
     once # after the end
  +10 a where x is one of "a", # first
       "b" # second
     expires after 2 days # the expiry
     once # how often
  # +10 b once
  # the last rule was taken out

# about the tiers
tiers of s
 "A" from 1 # good
 "B" otherwise
# the end

# really
"#,
        r#"# about the score

# and this
score s  # beside the heading
  # above the rule
  +10  a  # after the event
      # alone
      where x is 1  # after the condition
      once  # after the end
  +10  a where x is one of "a",  # first
      "b"  # second
      once  # how often
      expires after 2 days  # the expiry
  # +10 b once
  # the last rule was taken out

# about the tiers
tiers of s
  "A"  from 1  # good
  "B"  otherwise
# the end

# really
"#,
    );
}

#[test]
fn blank_lines_stand_between_headings_and_are_never_doubled() {
    assert_formats(
        "\n\n\nmodel m\n  timezone \"UTC\"\nevent a\n  has x: text\nevent b\n\n\n\nevent c\nallow no_decay because \"x\"\n# why\nscore s\n  range 0 to 1\n\n  +1  a  once\n  group \"G\"\n  \n\n    +1  b  once\ntrigger t on entering \"X\" once\ntrigger u on entering \"X\" once\n\n\n",
        "model m\n  timezone \"UTC\"\n\nevent a\n  has x: text\nevent b\n\nevent c\n\nallow no_decay because \"x\"\n# why\nscore s\n  range 0 to 1\n\n  +1   a  once\n  group \"G\"\n\n    +1   b  once\ntrigger t  on entering \"X\"  once\ntrigger u  on entering \"X\"  once\n",
    );
}

#[test]
fn allow_stands_like_what_it_covers() {
    assert_formats(
        "score s\nallow no_decay because \"x\"\n  +1 a once\nallow no_decay because \"x\"\n  group \"G\"\n  allow no_decay because \"x\"\n    +1 a once\n",
        "score s\n  allow no_decay because \"x\"\n  +1   a  once\n  allow no_decay because \"x\"\n  group \"G\"\n    allow no_decay because \"x\"\n    +1   a  once\n",
    );
}

#[test]
fn look_alikes_are_mended_and_nothing_else() {
    let before = "edition 1\nscore s\n  –10  a where x is “y” and z ≥ ２  once\n";
    assert_eq!(checked_loosely(before), "edition 1\n\nscore s\n  -10  a where x is \"y\" and z >= 2  once\n");
    for refused in [
        "edition 1\nscore s\n  +0,5  a  once\n",
        "edition 1\nscore s\n  +5  a\n",
        "edition 1\nscore s\n  +5  a  once\n  nonsense\n",
        "edition 1\nscore s\n  +5  a where x is \"y  once\n",
        "score s\n  +5  a  once\n",
        "edition 1\nscore s\n  group \"G\"\n  +5  a  once\n",
        "edition 1\nscore s\n  row \"a\": \"b\"\n",
        "edition 1\nscore s\n  inactivity measured by any activity\n    after 1 day  total -1\n",
    ] {
        let findings = format(refused).unwrap_err();
        assert!(findings.iter().all(|finding| finding.code.id().starts_with('S')), "{findings:#?}");
        assert!(!findings.is_empty());
    }
}

fn checked_loosely(text: &str) -> String {
    let formatted = format(text).unwrap_or_else(|findings| panic!("{findings:#?}"));
    assert_eq!(format(&formatted).unwrap(), formatted);
    formatted
}

#[test]
fn text_is_composed_and_names_keep_their_backticks() {
    assert_formats(
        "event `mo\u{31b}\u{309}` \"Ri\u{304}ga \"\"x\"\"\" # e\u{301}\nevent `once`\n",
        "event `m\u{1edf}` \"R\u{12b}ga \"\"x\"\"\"  # \u{e9}\nevent `once`\n",
    );
}

#[test]
fn many_comments_and_items_take_no_more_than_linear_time() {
    let items: String = (0..20_000).map(|n| format!("    \"entry {n}\", # remark {n}\n")).collect();
    let text = format!("edition 1\n\nlist many: text \"first\",\n{items}    \"last\"\n");
    let began = std::time::Instant::now();
    assert_eq!(format(&text).unwrap().lines().count(), 20_003);
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
