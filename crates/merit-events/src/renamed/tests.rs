use merit_ir::RenamedKind;

use super::*;

fn renamed(text: &str, kind: RenamedKind<'_>, old: &str, new: &str) -> Result<String, String> {
    let edits = rename_in_sources(text, &Renamed { kind, old, new, models: &[] })?;
    Ok(applied(text, &edits))
}

const ONLY: RenamedKind<'_> = RenamedKind::Property { events: &[], stays: false, exists: false };

fn property(events: &[String], stays: bool, exists: bool) -> RenamedKind<'_> {
    RenamedKind::Property { events, stays, exists }
}

#[test]
fn values_and_keys_change_and_nothing_else() {
    let text = "# ours\n[checks]\nvisit = 1 # visit\n\n[source.crm]  # visit\nlead = \"visit\"\n[source.crm.types]\n\"Visit\"   =  'visit'     # visit\nclick = false\n[source.crm.properties]\n\"path\" = \"a.path\" # path\n";
    let event = renamed(text, RenamedKind::Event, "visit", "page").unwrap();
    assert_eq!(event, text.replace("=  'visit' ", "=  'page' "));
    let property = renamed(text, ONLY, "path", "way").unwrap();
    assert_eq!(property, text.replace("\"path\" =", "\"way\" ="));
    // Windows' ends of lines and names of other scripts.
    let text = "[source.types]\r\nA = \"ดู\"\r\n[source.properties]\r\n\"หน้า\" = \"p\"\r\n";
    assert_eq!(renamed(text, RenamedKind::Event, "ดู", "访问").unwrap(), text.replace("ดู", "访问"));
    assert_eq!(renamed(text, ONLY, "หน้า", "page").unwrap(), text.replace("หน้า", "page"));
}

#[test]
fn one_type_for_all_records_changes() {
    let text = "[source.a]\ntype = { value = \"visit\" }\n[source.b.type]\nvalue = \"visit\"\n[source.c]\ntype = { value = \"visit\" }\ntypes = { visit = \"call\" }\n";
    let after = renamed(text, RenamedKind::Event, "visit", "page").unwrap();
    assert_eq!(after, text.replacen("value = \"visit\"", "value = \"page\"", 2));
    let text = "[source]\ntype.value = \"visit\"\n";
    assert_eq!(renamed(text, RenamedKind::Event, "visit", "page").unwrap(), text.replace("visit", "page"));
}

#[test]
fn what_was_read_by_our_own_name_gets_a_line() {
    let text = "[source.crm]\ntype = \"kind\"\n[source.crm.types]\n  \"Click\" = \"click\"  # theirs\n\n[run]\nthreads = 1\n";
    let after = renamed(text, RenamedKind::Event, "visit", "page").unwrap();
    assert_eq!(after, text.replace("# theirs\n", "# theirs\n  \"visit\" = \"page\"\n"));
    // A second name does not need a second line, and the first one comes back.
    assert_eq!(renamed(&after, RenamedKind::Event, "page", "p").unwrap(), after.replace("\"page\"", "\"p\""));
    // Their own word for it is there: nothing of ours is.
    assert_eq!(renamed(text, RenamedKind::Event, "click", "c").unwrap(), text.replace("\"click\"", "\"c\""));
    let events = ["click".to_owned()];
    let after = renamed(text, property(&events, false, false), "path", "way").unwrap();
    assert_eq!(after, format!("{text}\n[source.crm.properties]\nway = \"path\"\n"));
    let leads = "[source.t]\nkind = \"leads\"\nlead = \"user\"";
    let after = renamed(leads, RenamedKind::Attribute, "land", "ประเทศ").unwrap();
    assert_eq!(after, format!("{leads}\n\n[source.t.attributes]\n\"ประเทศ\" = \"land\"\n"));
    // Changes are read where they are listed, and nowhere else.
    assert_eq!(renamed(text, RenamedKind::Attribute, "land", "country").unwrap(), text);
}

#[test]
fn every_way_of_writing_tables_is_understood() {
    let events = ["click".to_owned()];
    let table = [
        ("[source]\ntypes = { \"A\" = \"b\" }\n", "[source]\ntypes = { \"A\" = \"b\", \"visit\" = \"page\" }\n"),
        ("[source]\ntypes = {}\n", "[source]\ntypes = { \"visit\" = \"page\" }\n"),
        ("source = { lead = \"l\" }\n", "source = { lead = \"l\", types = { \"visit\" = \"page\" } }\n"),
        ("source.types.A = \"b\"\n", "source.types.A = \"b\"\nsource.types.\"visit\" = \"page\"\n"),
        (
            "[source.\"x y\"]\nlead = \"l\"\n",
            "[source.\"x y\"]\nlead = \"l\"\n\n[source.\"x y\".types]\n\"visit\" = \"page\"\n",
        ),
        (
            "[source]\r\nlead = \"l\"\r\n",
            "[source]\r\nlead = \"l\"\r\n\r\n[source.types]\r\n\"visit\" = \"page\"\r\n",
        ),
        ("[source.types]\r\nA = \"b\" # b\r\n", "[source.types]\r\nA = \"b\" # b\r\n\"visit\" = \"page\"\r\n"),
        ("[source.types]\nA = \"b\"", "[source.types]\nA = \"b\"\n\"visit\" = \"page\""),
        (
            "[source.types]\nA = \"\"\"\nclick\"\"\"\n",
            "[source.types]\nA = \"\"\"\nclick\"\"\"\n\"visit\" = \"page\"\n",
        ),
    ];
    for (before, after) in table {
        assert_eq!(renamed(before, RenamedKind::Event, "visit", "page").as_deref(), Ok(after), "{before}");
    }
    let text = "[source]\nproperties.path = \"p\"\n";
    assert_eq!(
        renamed(text, property(&events, true, false), "path", "way").unwrap(),
        format!("{text}properties.way = \"p\"\n")
    );
}

#[test]
fn a_property_of_other_events_keeps_its_line() {
    let text = "[source.properties]\npath = \"a.path\"\n";
    let events = ["click".to_owned()];
    let after = renamed(text, property(&events, true, false), "path", "way").unwrap();
    assert_eq!(after, format!("{text}way = \"a.path\"\n"));
    // Another event has the new name, and is read from another place.
    let why = renamed(text, property(&events, false, true), "path", "way").unwrap_err();
    assert_eq!(
        why,
        "[source] of merit.toml reads path from \"a.path\" and way from \"way\"; one name cannot have two places."
    );
    // From the same place.
    let text = "[source.properties]\npath = \"a.path\"\nway = \"a.path\"\n";
    let after = renamed(text, property(&events, false, true), "path", "way").unwrap();
    assert_eq!(after, "[source.properties]\nway = \"a.path\"\n");
    // A log without that event is left alone.
    let text = "[source]\ntype = { value = \"visit\" }\n";
    assert_eq!(renamed(text, property(&events, false, false), "path", "way").unwrap(), text);
}

#[test]
fn settings_that_cannot_be_read_are_not_changed() {
    let why = renamed("[source\n", RenamedKind::Event, "visit", "page").unwrap_err();
    assert!(why.starts_with("merit.toml may say \"visit\", and cannot be read:"), "{why}");
    assert!(why.ends_with("Mend it before you give a new name."), "{why}");
    let taken = "[source.set]\nland = \"a\"\ncountry = \"b\"\n";
    let why = renamed(taken, RenamedKind::Attribute, "land", "country").unwrap_err();
    assert_eq!(why, "country in [set] is something else already: take it out of [source] of merit.toml first.");
    assert_eq!(renamed("", RenamedKind::Event, "visit", "page").unwrap(), "");
    assert_eq!(renamed("[run]\nthreads = 2\n", RenamedKind::Event, "visit", "page").unwrap(), "[run]\nthreads = 2\n");
}
