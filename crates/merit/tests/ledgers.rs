//! Every ledger of every example with a log adds up to what `merit run` prints; what is said to come next comes, and what is
//! said to lift a lead lifts it. The examples are found by walking through the folders.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::Folder;

/// A model with its data.
struct Example {
    folder: PathBuf,
    model: String,
    events: Vec<String>,
    leads: Vec<String>,
}

/// Points in units of which all that is printed are whole ones.
fn units(value: &Value) -> i128 {
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    assert!(fraction.len() <= 11 && text.len() <= 16 && !text.contains('e'), "{text}");
    let digits: i128 = format!("{whole}{fraction:0<11}").parse().unwrap();
    digits
}

fn sum<'a>(values: impl IntoIterator<Item = &'a Value>) -> i128 {
    values.into_iter().map(units).sum()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap()
}

/// Every folder below with a model and data beside it or in its folder `data`.
fn examples() -> Vec<Example> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![root.join("examples"), root.join("crates/merit/templates")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let (mut models, mut data) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(&folder).unwrap().chain(fs::read_dir(folder.join("data")).into_iter().flatten()) {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
            let is = |extension: &str| name.ends_with(extension);
            if path.is_dir() && !path.ends_with("data") {
                folders.push(path);
            } else if is(".score")
                && fs::read_to_string(&path).unwrap().lines().any(|line| line.starts_with("model "))
            {
                models.push(name);
            } else if [".ndjson", ".jsonl", ".json", ".csv", ".parquet"].iter().any(|extension| is(extension)) {
                data.push(name);
            }
        }
        if folder.ends_with("lists") || data.is_empty() {
            continue;
        }
        let is_leads = |name: &String| Path::new(name).file_name().unwrap().to_string_lossy().starts_with("leads");
        let (leads, events): (Vec<String>, Vec<String>) = data.into_iter().partition(is_leads);
        for model in models {
            found.push(Example { folder: folder.clone(), model, events: events.clone(), leads: leads.clone() });
        }
    }
    found
}

impl Example {
    fn asked(&self, command: &str, as_of: &str, more: &[&str], folder: &Folder) -> String {
        let mut arguments = vec![command, &self.model, "--as-of", as_of, "--events"];
        arguments.extend(self.events.iter().map(String::as_str));
        if !self.leads.is_empty() {
            arguments.push("--leads");
            arguments.extend(self.leads.iter().map(String::as_str));
        }
        arguments.extend(more);
        folder.run(&arguments, b"", &[]).status(0).out
    }

    /// What `merit run` prints for each lead.
    fn run(&self, as_of: &str, folder: &Folder) -> BTreeMap<String, Value> {
        let out = self.asked("run", as_of, &["--format", "ndjson"], folder);
        let rows = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        rows.map(|row| (row["lead"].as_str().unwrap().to_owned(), row)).collect()
    }

    fn explain(&self, as_of: &str, leads: &[&str], folder: &Folder) -> Vec<Value> {
        let more: Vec<&str> =
            ["--format", "json", "--show-personal", "--lead"].into_iter().chain(leads.iter().copied()).collect();
        let out: Value = serde_json::from_str(&self.asked("explain", as_of, &more, folder)).unwrap();
        list(&out, "leads").to_vec()
    }

    /// The dates in the data: eight digits, with or without dashes.
    fn dates(&self) -> Vec<String> {
        let mut found = BTreeSet::new();
        for file in &self.events {
            let text = String::from_utf8_lossy(&fs::read(self.folder.join(file)).unwrap()).into_owned();
            for (at, _) in text.match_indices("20") {
                let digits: String = text[at..].chars().take(10).filter(char::is_ascii_digit).collect();
                let plain = text[at..].chars().take(8).all(|c| c.is_ascii_digit());
                let dashes = text.get(at + 4..at + 5) == Some("-") && text.get(at + 7..at + 8) == Some("-");
                let date = |d: &str| format!("{}-{}-{}", &d[..4], &d[4..6], &d[6..8]);
                if (plain && text.get(at + 8..at + 9) == Some("T")) || (dashes && digits.len() == 8) {
                    found.insert(date(&digits));
                }
            }
        }
        found.into_iter().collect()
    }
}

/// Entries, caps and roundings add up to the score.
fn adds_up(lead: &Value) {
    for score in list(lead, "scores") {
        let place = format!("{} of {}", score["name"], lead["lead"]);
        let parts = sum(list(score, "groups").iter().map(|group| &group["points"]))
            + sum(list(score, "silence").iter().map(|post| &post["now"]))
            + sum(list(score, "sum_of").iter().map(|part| &part["points"]))
            + units(&score["starts_at"]);
        assert_eq!(parts, units(&score["sum"]), "{place}");
        assert_eq!(parts + units(&score["range"]["changed"]), units(&score["ranged"]), "{place}");
        let unit = 10_i128.pow(11 - u32::try_from(score["decimals"].as_u64().unwrap()).unwrap());
        let ranged = units(&score["ranged"]);
        let rounded = (ranged.abs() + unit / 2) / unit * unit * ranged.signum();
        assert_eq!(rounded, units(&score["value"]), "{place}");
        groups_add_up(score, &place);
    }
    for grade in list(lead, "grades") {
        let place = format!("{} of {}", grade["name"], lead["lead"]);
        let parts = sum(list(grade, "groups").iter().map(|group| &group["points"])) + units(&grade["starts_at"]);
        assert_eq!(parts, units(&grade["points"]), "{place}");
        groups_add_up(grade, &place);
    }
}

fn groups_add_up(of: &Value, place: &str) {
    let capped = |sum: i128, cap: &Value| match cap {
        Value::Null => sum,
        cap if units(cap) >= 0 => sum.min(units(cap)),
        cap => sum.max(units(cap)),
    };
    for group in list(of, "groups") {
        let best = group["best_one_only"] == true;
        let counts = |rule: &&Value| !best || (rule["applies"] == true && rule["outdone"] == false);
        let rules = sum(list(group, "rules").iter().filter(counts).map(|rule| &rule["points"]));
        assert_eq!(rules, units(&group["sum"]), "{place}: {}", group["name"]);
        assert_eq!(capped(rules, &group["cap"]), units(&group["points"]), "{place}: {}", group["name"]);
        for rule in list(group, "rules") {
            let points = units(&rule["points"]);
            if rule["standing"] == false {
                assert_eq!(
                    sum(list(rule, "entries").iter().map(|entry| &entry["now"])),
                    units(&rule["sum"]),
                    "{place}"
                );
            }
            assert_eq!(capped(units(&rule["sum"]), &rule["cap"]), points, "{place}: {}", rule["rule"]);
        }
    }
}

/// The explanation says what the run says.
fn agrees(lead: &Value, run: &Value) {
    let place = &lead["lead"];
    for score in list(lead, "scores") {
        let name = score["name"].as_str().unwrap();
        assert_eq!(score["value"], run["scores"][name], "{place}: {name}");
        assert_eq!(score["tier"], run["tiers"][name], "{place}: {name}");
    }
    for grade in list(lead, "grades") {
        let name = grade["name"].as_str().unwrap();
        assert_eq!(grade["letter"], run["grades"][name], "{place}: {name}");
        assert_eq!(grade["points"], run["points"][name], "{place}: {name}");
    }
    for cell in list(lead, "cells") {
        assert_eq!(cell["cell"], run["cells"][cell["matrix"].as_str().unwrap()], "{place}");
    }
    let inside = list(lead, "segments").iter().filter(|segment| segment["inside"] == true);
    let mut inside: Vec<&str> = inside.map(|segment| segment["name"].as_str().unwrap()).collect();
    inside.sort_unstable();
    let said: Vec<&str> = list(run, "segments").iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(inside, said, "{place}");
}

/// The values of the scores at an instant, by what is said to come.
fn said_at(lead: &Value, at: &str) -> BTreeMap<String, Value> {
    let name = |value: &Value| value.as_str().unwrap().to_owned();
    let mut scores: BTreeMap<String, Value> =
        list(lead, "scores").iter().map(|score| (name(&score["name"]), score["value"].clone())).collect();
    for change in list(&lead["next"], "changes").iter().filter(|change| change["change"] == "score") {
        if change["at"].as_str().unwrap().trim_end_matches('Z') <= at.trim_end_matches('Z') {
            scores.insert(name(&change["score"]), change["value"].clone());
        }
    }
    scores
}

/// The places a lead is in at an instant, by what is said to come.
fn places_at(lead: &Value, run: &Value, at: &str) -> BTreeSet<String> {
    let mut places = places(run);
    for change in list(&lead["next"], "changes") {
        let Some(name) = change["name"].as_str().filter(|_| change["trigger"].is_null()) else { continue };
        if change["at"].as_str().unwrap().trim_end_matches('Z') <= at.trim_end_matches('Z') {
            match change["change"].as_str().unwrap() {
                "enters" => assert!(places.insert(name.to_owned()), "{} enters {name} twice", lead["lead"]),
                "leaves" => assert!(places.remove(name), "{} leaves {name} twice", lead["lead"]),
                other => panic!("{other}"),
            }
        }
    }
    places
}

/// Tiers, cells and segments.
fn places(run: &Value) -> BTreeSet<String> {
    let values = |key: &str| run[key].as_object().unwrap().values().cloned().collect::<Vec<_>>();
    let all = values("tiers").into_iter().chain(values("cells")).chain(list(run, "segments").to_vec());
    all.filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

#[test]
fn every_ledger_of_every_example_adds_up_and_what_comes_next_comes() {
    let examples = examples();
    assert!(examples.len() >= 3, "only {} examples have a log", examples.len());
    for example in &examples {
        let folder = Folder::at(example.folder.clone());
        let dates = example.dates();
        let (last, middle) = (dates.last().unwrap(), &dates[dates.len() / 2]);
        let mut changes = 0;
        for as_of in [middle, last] {
            let run = example.run(as_of, &folder);
            assert!(run.len() > 2, "{}: {} leads", example.model, run.len());
            let ids: Vec<&str> = run.keys().map(String::as_str).collect();
            let leads = example.explain(as_of, &ids, &folder);
            assert_eq!(leads.len(), ids.len());
            for lead in &leads {
                adds_up(lead);
                agrees(lead, &run[lead["lead"].as_str().unwrap()]);
            }
            if as_of != last {
                continue;
            }
            // Nothing happens after the last date, so running later with the same files is running later.
            let all = leads.iter().flat_map(|lead| list(&lead["next"], "changes"));
            let mut instants: Vec<&str> = all.map(|change| change["at"].as_str().unwrap()).collect();
            changes += instants.len();
            instants.sort_unstable();
            instants.dedup();
            let step = (instants.len() / 8).max(1);
            let until = leads[0]["next"]["until"].as_str().unwrap();
            for at in instants.into_iter().step_by(step).chain([until]) {
                let later = example.run(at, &folder);
                for lead in &leads {
                    let (id, place) = (lead["lead"].as_str().unwrap(), format!("{} at {at}", lead["lead"]));
                    for (score, value) in said_at(lead, at) {
                        assert_eq!(value, later[id]["scores"][&score], "{place}: {score}");
                    }
                    assert_eq!(places_at(lead, &run[id], at), places(&later[id]), "{place}");
                }
            }
        }
        assert!(changes > 0 || example.model == "offers.score", "{}: nothing comes", example.model);
    }
}

#[test]
fn what_is_said_to_lift_a_lead_of_an_example_lifts_it() {
    let mut lifted = 0;
    for example in examples() {
        let has_mapping = example.folder.join("merit.toml").exists()
            && fs::read_to_string(example.folder.join("merit.toml")).unwrap().contains("[source");
        let folder = Folder::at(example.folder.clone());
        let as_of = example.dates().last().unwrap().clone();
        let run = example.run(&as_of, &folder);
        let ids: Vec<&str> = run.keys().map(String::as_str).collect();
        let leads = example.explain(&as_of, &ids, &folder);
        let lifts = || leads.iter().flat_map(|lead| list(lead, "lift").iter().map(move |lift| (lead, lift)));
        assert!(lifts().count() > 0, "{}: nothing lifts anybody", example.model);
        if has_mapping {
            // Their own records have another shape than what is printed.
            continue;
        }
        let more = Folder::new();
        let mut log = String::new();
        for (number, (lead, lift)) in lifts().filter(|(lead, lift)| lift["as_of"] == lead["as_of"]).enumerate() {
            for (order, further) in list(lift, "events").iter().enumerate() {
                for time in 0..further["times"].as_u64().unwrap() {
                    let mut record = serde_json::Map::new();
                    let id = format!("\u{10FFFF}{number}-{order}-{time}");
                    record.insert("id".to_owned(), id.into());
                    record.insert("lead".to_owned(), lead["lead"].clone());
                    record.insert("at".to_owned(), further["at"].clone());
                    record.insert("type".to_owned(), further["event"].clone());
                    for property in list(further, "properties") {
                        record.insert(property["name"].as_str().unwrap().to_owned(), property["value"].clone());
                    }
                    log += &format!("{}\n", Value::Object(record));
                }
            }
        }
        let mut with = Example { leads: example.leads.clone(), events: example.events.clone(), ..example };
        with.events.push(more.write("more.ndjson", log).to_string_lossy().into_owned());
        let then = with.run(&as_of, &folder);
        for (lead, lift) in lifts().filter(|(lead, lift)| lift["as_of"] == lead["as_of"]) {
            let (id, score) = (lead["lead"].as_str().unwrap(), lift["score"].as_str().unwrap());
            // Lifts of several scores of one lead are added together here, so only a lead with one is compared.
            if list(lead, "lift").len() == 1 {
                assert_eq!(then[id]["tiers"][score], lift["tier"], "{id}: {lift}");
                assert_eq!(then[id]["scores"][score], lift["value"], "{id}: {lift}");
                lifted += 1;
            }
        }
    }
    assert!(lifted > 20, "only {lifted}");
}
