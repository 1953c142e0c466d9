//! Claims: what `merit check` says of them, and that nothing else looks at them.

mod support;

use support::Folder;

const SITE: &str = r#"edition 1

event quote
  has plan: one of "Gold", "Silver"

lead
  has email: email

list free_email: domains "gmail.com", "mail.example"

model site
  timezone "Europe/Riga"

score interest
  range 0 to 100
  +30  quote  once per day  expires after 90 days

tiers of interest
  "Hot"   from 60
  "Cold"  otherwise

segment "Sales"
  include when interest tier is "Hot"
  exclude when email.domain is in free_email

claim never in "Sales"  when email.domain is in free_email
"#;

fn folder(model: &str) -> Folder {
    let folder = Folder::new();
    folder.write("site.score", model);
    folder
}

/// The test that a finding prints, without what stands before its lines.
fn printed(out: &str) -> String {
    let mut lines = out.lines().skip_while(|line| !line.trim_start().starts_with("test \"a lead that breaks"));
    let first = lines.next().unwrap_or_default();
    let indent = first.len() - first.trim_start().len();
    let rest = lines.take_while(|line| line.starts_with(&" ".repeat(indent)));
    std::iter::once(first).chain(rest).map(|line| format!("{}\n", &line[indent..])).collect()
}

#[test]
fn a_proved_claim_is_silent_and_counted() {
    let ran = folder(SITE).merit("check").status(0).says("1 claim proved.");
    assert!(!ran.out.contains("X50"), "{}", ran.out);
}

#[test]
fn a_refuted_claim_shows_a_test_that_passes() {
    let broken = SITE.replace("  exclude when email.domain is in free_email\n", "");
    let folder = folder(&broken);
    for format in ["human", "plain"] {
        let ran = folder.merit(&format!("check --format {format}")).status(1).says("error[X504]");
        let test = printed(&ran.out);
        folder.write("pasted.score", format!("{broken}\n{test}"));
        folder.merit("test pasted.score").status(0).says("1 test passed");
        assert!(test.contains("lead has email"), "{test}");
    }
    folder.merit("check --format json").status(1).says("\"X504\"").says("test \\\"a lead that breaks the claim");
    folder.merit("check --format github").status(1).says("X504");
    // The model runs all the same.
    folder.write("log.ndjson", "{\"lead\":\"1\",\"at\":\"2025-01-06T10:00:00Z\",\"type\":\"quote\"}\n");
    folder
        .merit("run site.score --events log.ndjson --as-of 2025-01-06 --format ndjson")
        .status(0)
        .says("\"interest\":30");
    folder.merit("test site.score").status(0);
    folder.merit("compile site.score").status(0);
}

#[test]
fn an_undecided_claim_is_a_warning() {
    let rules = "  +30  quote  once\n  +10  quote where plan is \"Gold\"  once\n";
    let model = SITE
        .replace("  +30  quote  once per day  expires after 90 days\n", rules)
        .replace("claim never in \"Sales\"  when email.domain is in free_email", "claim never interest 10")
        .replace("from 60", "from 40");
    let folder = folder(&model);
    folder.merit("check").status(0).says("warning[X505]");
    folder.merit("check --strict").status(1);
    folder.write("merit.toml", "[checks]\nclaim_undecided = \"off\"\n");
    let ran = folder.merit("check");
    assert!(!ran.out.contains("X505"), "{}", ran.out);
}
