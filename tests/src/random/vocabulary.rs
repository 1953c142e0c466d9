//! The vocabulary of the random models: events and attributes of every kind, lists of every kind. The pools hold the
//! values that conditions ask for and logs contain, so that they meet.

/// The kind of a property or attribute, with the values it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pool {
    /// Texts.
    Text(&'static [&'static str]),
    /// Texts with a `.domain`.
    Email,
    /// Texts with `.host` and `.path`.
    Url,
    /// Numbers as written.
    Number,
    /// Yes or no.
    YesNo,
    /// Dates around the log.
    Date,
    /// Instants around the log.
    Time,
    /// One of the choices.
    OneOf(&'static [&'static str]),
    /// Any of the choices.
    SeveralOf(&'static [&'static str]),
}

pub(super) const PATHS: &[&str] = &["/blog/a", "/pricing", "/PRICING/eu", "/careers", "/blog"];
pub(super) const CAMPAIGNS: &[&str] = &["welcome", "Welcome", "ads_1", "ads 2", "ＡＤＳ_1", "été"];
pub(super) const COUNTRIES: &[&str] = &["LV", "lv", "EE", "Latvia"];
pub(super) const TITLES: &[&str] =
    &["VP Sales", "ｍｖｐ Manager", "Chief Officer", "Student", "student, first year", "Giám đốc", "Ｖｐ"];
pub(super) const EMAILS: &[&str] =
    &["ann@gmail.com", "x@mail.GMAIL.com", "x@notgmail.com", "bob@shop.lv", "a@b@shop.LV.", "nobody"];
pub(super) const URLS: &[&str] = &[
    "https://shop.lv/pricing",
    "https://u:p@WWW.Shop.LV.:8080/a?b=/c#d",
    "shop.lv/blog/a",
    "/pricing?x=1",
    "http://rival.com",
    "ftp://x.rival.com#top",
];
pub(super) const NUMBERS: &[&str] = &["-5", "0", "1", "2.5", "10", "10.000001", "49.999999", "50", "1000000"];
pub(super) const FORMS: &[&str] = &["Demo", "Quote", "Other"];
pub(super) const INDUSTRIES: &[&str] = &["Retail", "Software", "Finance"];
pub(super) const PRODUCTS: &[&str] = &["Salesforce", "HubSpot", "SAP"];

/// An event: its name, whether it is activity, its properties.
pub(super) type EventShape = (&'static str, bool, &'static [(&'static str, Pool)]);

pub(super) const EVENTS: &[EventShape] = &[
    (
        "visit",
        true,
        &[
            ("path", Pool::Text(PATHS)),
            ("seconds", Pool::Number),
            ("form", Pool::OneOf(FORMS)),
            ("campaign", Pool::Text(CAMPAIGNS)),
            ("bought", Pool::SeveralOf(PRODUCTS)),
            ("new", Pool::YesNo),
            ("booked_for", Pool::Date),
            ("ends", Pool::Time),
            ("page", Pool::Url),
            ("sender", Pool::Email),
        ],
    ),
    ("click", true, &[("campaign", Pool::Text(CAMPAIGNS)), ("seconds", Pool::Number), ("form", Pool::OneOf(FORMS))]),
    (
        "sent",
        false,
        &[("campaign", Pool::Text(CAMPAIGNS)), ("country", Pool::Text(COUNTRIES)), ("seconds", Pool::Number)],
    ),
    ("退订", true, &[("ends", Pool::Time), ("booked_for", Pool::Date), ("new", Pool::YesNo)]),
];

pub(super) const ATTRIBUTES: &[(&str, Pool)] = &[
    ("email", Pool::Email),
    ("title", Pool::Text(TITLES)),
    ("size", Pool::Number),
    ("country", Pool::Text(COUNTRIES)),
    ("industry", Pool::OneOf(INDUSTRIES)),
    ("software", Pool::SeveralOf(PRODUCTS)),
    ("opted_in", Pool::YesNo),
    ("renewal", Pool::Date),
    ("trial_end", Pool::Time),
    ("website", Pool::Url),
    ("created", Pool::Time),
    ("known_since", Pool::Date),
];

/// Lists that texts may be in.
pub(super) const TEXT_LISTS: &[&str] = &["senior", "from_file"];
/// Lists that numbers may be in.
pub(super) const NUMBER_LISTS: &[&str] = &["round_numbers"];
/// Lists that domains may be in.
pub(super) const DOMAIN_LISTS: &[&str] = &["free_mail", "rivals"];
/// Declared actions.
pub(super) const ACTIONS: &[&str] = &["notify", "send", "call"];

/// The file that models use; `FIRST_SEEN_TIME` and `FIRST_SEEN_DATE` are replaced.
pub const VOCABULARY: &str = r#"edition 1

event visit "A visit"
  has path: text
  has seconds: number
  has form: one of "Demo", "Quote", "Other"
  has campaign: text
  has bought: several of "Salesforce", "HubSpot", "SAP"
  has new: yes/no
  has booked_for: date
  has ends: time
  has page: url
  has sender: email
event click "A click", weak signal
  has campaign: text
  has seconds: number
  has form: one of "Demo", "Quote", "Other"
event sent "Sent by us", not activity
  has campaign: text
  has country: text
  has seconds: number
event 退订
  has ends: time
  has booked_for: date
  has new: yes/no

lead
  has email: email
  has title: text
  has size: number
  has country: text
  has industry: one of "Retail", "Software", "Finance"
  has software: several of "Salesforce", "HubSpot", "SAP"
  has opted_in: yes/no, consent, personal
  has renewal: date
  has trial_end: time
  has website: url
  has created: timeFIRST_SEEN_TIME
  has known_since: dateFIRST_SEEN_DATE

list senior: text "Chief", "VP", "giám đốc", "LV", "retail", "QUOTE"
list from_file: text from "lists/words.txt"
list round_numbers: numbers 0, 10, -5, 50
list free_mail: domains "gmail.com", "@shop.lv"
list rivals: domains from "lists/rivals.csv" column "domain"

action notify "Tell somebody"
action send
action call
"#;

/// List files by path.
pub(super) const LIST_FILES: &[(&str, &str)] = &[
    ("lists/words.txt", "# words\nmanager\n\n/Pricing\nads_1\n  Welcome \n"),
    ("lists/rivals.csv", "company,domain\nRival,*.rival.com\nShop,shop.lv\n"),
];
