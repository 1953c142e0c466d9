//! `merit explain`: the ledger, its JSON, data that would harm, personal values.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "tests")]

mod support;

use serde_json::Value;
use support::{Folder, SITE, fits, view};
use unicode_width::UnicodeWidthStr;

/// The explanation of the language's contract: a page with a limit, a decay, an unknown attribute, a form.
const MODEL: &str = r#"edition 1

event page_view
  has path: text
event form_submit
  has form: one of "contact", "quote"
event email_click
  has campaign: text
lead
  has country: text
  has email: email, personal

model acme
  timezone "Europe/Riga"

score engagement
  range -50 to 120
  group "Interest" up to 60 points  decays evenly over 180 days
    +10  email_click where campaign is "welcome"  once  called "Welcome e-mail"
    +1 +2 +3  email_click  restarting every month
  group "Intent"
    +10  page_view where path starts with "/pricing" and lead.country is known  at most 3 times per week
    +30  form_submit  once per day  decays by 25% of original every 1 month
    +5   form_submit  once  during 2025-01-01 to 2025-01-31
    -5   page_view where path starts with "/careers"  every time

tiers of engagement
  "Warm"  from 20
  "New"   otherwise

grade fit
  +20  if email.domain is "shop.lv"
  +5   if country is "LV"
  A  from 20
  B  otherwise

segment "Hot"
  include when engagement tier is "Warm"
"#;

const LOG: &str = r#"{"id":"e-1001","lead":"4711","at":"2025-02-03T10:00:00Z","type":"email_click","campaign":"welcome"}
{"id":"e-1077","lead":"4711","at":"2025-03-20T10:00:00Z","type":"form_submit","form":"contact"}
{"id":"e-1079","lead":"4711","at":"2025-03-20T11:00:00Z","type":"form_submit","form":"quote"}
{"id":"e-1080","lead":"4711","at":"2025-03-21T10:00:00Z","type":"page_view","path":"/careers"}
{"id":"e-1085","lead":"4711","at":"2025-03-22T10:00:00Z","type":"page_view","path":"/pricing"}
{"id":"e-2000","lead":"other","at":"2025-03-22T10:00:00Z","type":"page_view","path":"/pricing"}
"#;

fn acme() -> Folder {
    let folder = Folder::new();
    folder.write("acme.score", MODEL);
    folder.write("log.ndjson", LOG);
    folder.write("leads.csv", "lead,email\n4711,ann@shop.lv\n");
    folder
}

const ASKED: &str = "explain acme.score --events log.ndjson --leads leads.csv --as-of 2025-04-10 --lead 4711";

#[test]
fn the_ledger_of_the_contract() {
    let ran = acme().merit(ASKED).status(0);
    let expected = " date        points     now  rule                                                                     because of
 2025-02-03  +10.00   +6.33  Welcome e-mail (line 19), decays evenly over 180 days                    e-1001 email_click welcome
 2025-02-03   +1.00   +0.63  email_click (line 20), step 1, decays evenly over 180 days               e-1001 email_click
 2025-03-20  +30.00  +30.00  form_submit (line 23), -7.50 on 2025-04-20                               e-1077 form_submit
 2025-03-21   -5.00   -5.00  page_view where path starts with \"/careers\" (line 25)                    e-1080 page_view /careers
 Interest 6.97 of at most 60 · Intent 25.00 · sum 31.97 · inside the range -50 to 120 · rounded 32
 gave nothing: 2025-03-22 e-1085 page_view /pricing, line 22: lead.country was unknown
 gave nothing: 2025-03-20 e-1079 form_submit, line 23: \"once per day\" was used on 2025-03-20
 gave nothing: 2025-03-20 e-1077 form_submit, line 24: outside 2025-01-01 to 2025-01-31
";
    let squeezed = |text: &str| {
        text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
    };
    assert!(squeezed(&ran.out).contains(&squeezed(expected)), "\n{}", ran.out);
    let ran = ran.says("engagement 32 · Warm").says("on 2025-04-20 engagement -7.00 to 24");
    let ran =
        ran.says("on 2025-05-").says("leaves \"Warm\"").says("in \"Hot\": include when engagement tier is \"Warm\"");
    let ran = ran.says("fit A · 20 points").says("email (personal)").says("gave nothing because unknown: country");
    assert!(!ran.out.contains("ann@"), "\n{}", ran.out);
    acme().merit(&format!("{ASKED} --show-personal")).status(0).says("ann@shop.lv");
}

#[test]
fn json_adds_up_and_fits_its_schema() {
    let folder = acme();
    let ran = folder.merit(&format!("{ASKED} other --format json")).status(0);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["leads"].as_array().unwrap().len(), 2);
    assert!(!ran.out.contains("ann@"), "personal values are hidden");
    let score = &found["leads"][0]["scores"][0];
    let number = |value: &Value| value.to_string().parse::<f64>().unwrap();
    let groups: f64 = score["groups"].as_array().unwrap().iter().map(|group| number(&group["points"])).sum();
    assert!((groups - number(&score["sum"])).abs() < 1e-6);
    assert_eq!(score["value"], 32);
    assert_eq!(score["groups"][0]["rules"][0]["entries"][0]["now"].to_string(), "6.333333");
    let schema: Value = serde_json::from_str(&folder.merit("schema explain").status(0).out).unwrap();
    fits(&found, &schema, &schema, "");
}

#[test]
fn data_do_no_harm_and_stay_aligned() {
    let folder = Folder::new();
    folder.write("site.score", SITE);
    let evil = "\u{1b}[2J\u{1b}]0;title\u{7}\u{202e}id";
    let leads = [evil, "สมชาย ใจดี", "王小明", "4711"];
    let mut log = String::new();
    for (number, lead) in leads.iter().enumerate() {
        let long = format!("/pricing/{}{}", "潜在客户".repeat(2_500), "\u{1b}[31m");
        for (part, path) in ["/pricing", "/pricing/ผู้จัดการ", &long].iter().enumerate() {
            let record = serde_json::json!({
                "id": format!("{number}{part}\u{1b}[5m"), "lead": lead, "at": format!("2026-01-0{}T10:00:00Z", part + 1),
                "type": "page_view", "path": path,
            });
            log.push_str(&format!("{record}\n"));
        }
    }
    folder.write("log.ndjson", log);
    let mut arguments = vec![
        "explain",
        "site.score",
        "--events",
        "log.ndjson",
        "--as-of",
        "2026-02-01",
        "--color",
        "never",
        "--lead",
    ];
    arguments.extend(leads);
    let ran = folder.run(&arguments, b"", &[]).status(0);
    assert!(!ran.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "\n{}", ran.out);
    let places: Vec<usize> = ran
        .out
        .lines()
        .filter(|line| line.starts_with(" 2026-01-"))
        .map(|line| line.split("page_view where path starts with \"/pricing\" (line 15)").next().unwrap().width())
        .collect();
    assert_eq!(places.len(), 12, "\n{}", ran.out);
    assert!(places.iter().all(|place| *place == places[0]), "\n{}", ran.out);
    assert!(ran.out.lines().all(|line| line.width() < 200), "\n{}", ran.out);
    arguments.extend(["--format", "json"]);
    let ran = folder.run(&arguments, b"", &[]).status(0);
    let found: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["leads"][0]["lead"], evil);
    assert!(!ran.out.contains('\u{1b}'), "control characters are escaped in JSON");
}

#[test]
fn leads_that_are_not_there_are_told() {
    let folder = Folder::new();
    folder.write("site.score", SITE);
    folder.write("log.ndjson", view("1", "a", "2026-01-01T10:00:00Z", "/pricing"));
    let asked = "explain site.score --events log.ndjson --as-of 2026-01-02 --lead a nobody a";
    let ran = folder.merit(asked).status(1).says("lead a").warns("There is no lead nobody");
    assert_eq!(ran.out.matches("lead a ·").count(), 1, "asked twice, told once");
    // A record after the moment does not make a lead.
    folder.merit("explain site.score --events log.ndjson --as-of 2025-01-02 --lead a").status(1).warns("no lead a");
    // A record without id is known by its place.
    folder.write(
        "plain.ndjson",
        "{\"lead\":\"a\",\"at\":\"2026-01-01T10:00:00Z\",\"type\":\"page_view\",\"path\":\"/pricing\"}\n",
    );
    folder
        .merit("explain site.score --events plain.ndjson --as-of 2026-01-02 --lead a")
        .status(0)
        .says("plain.ndjson:1");
}
