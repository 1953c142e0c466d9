//! What happens at Acme.

use std::borrow::Cow;

use super::company::{START, YEAR};
use super::random::Random;
use super::{Cell, Form, Row, Size};

/// The columns of the log.
pub(super) const EVENT_COLUMNS: [(&str, Form); 14] = [
    ("id", Form::Text),
    ("lead", Form::Text),
    ("at", Form::Time),
    ("type", Form::Text),
    ("path", Form::Text),
    ("seconds", Form::Number),
    ("campaign", Form::Text),
    ("ebook", Form::Text),
    ("form", Form::Text),
    ("set.country", Form::Text),
    ("set.company_size", Form::Number),
    ("set.title", Form::Text),
    ("set.industry", Form::Text),
    ("set.opted_in", Form::YesNo),
];

/// The columns of the leads table.
pub(super) const LEAD_COLUMNS: [(&str, Form); 9] = [
    ("lead", Form::Text),
    ("email", Form::Text),
    ("title", Form::Text),
    ("company_size", Form::Number),
    ("country", Form::Text),
    ("industry", Form::Text),
    ("software", Form::Texts),
    ("created", Form::Time),
    ("opted_in", Form::YesNo),
];

const CAMPAIGNS: [&str; 8] =
    ["welcome", "spring", "black-friday", "webinar", "Jāņi", "chào mừng", "ยินดีต้อนรับ", "欢迎"];
const EBOOKS: [&str; 5] = ["scoring-guide", "crm-checklist", "Ceļvedis", "Cẩm nang", "指南"];
const FORMS: [&str; 5] = ["newsletter", "contest", "contact", "quote", "demo"];
const PAGES: [&str; 10] = [
    "/",
    "/pricing",
    "/pricing/enterprise",
    "/careers",
    "/product",
    "/product/scoring",
    "/about",
    "/kontakti/rīga",
    "/giá",
    "/ราคา",
];
const COUNTRIES: [&str; 8] = ["LV", "EE", "LT", "VN", "TH", "DE", "US", "中国"];
const TITLES: [&str; 9] = [
    "Student",
    "Sales Manager",
    "VP Sales",
    "Chief Executive Officer",
    "Giám đốc kinh doanh",
    "ผู้อำนวยการ",
    "Mārketinga vadītāja",
    "市场经理",
    "Engineer",
];
const INDUSTRIES: [&str; 4] = ["Retail", "Software", "Finance", "Other"];
const SOFTWARE: [&str; 3] = ["Salesforce", "HubSpot", "SAP"];
const DOMAINS: [&str; 6] = ["gmail.com", "mail.gmail.com", "shop.lv", "example.com", "cong-ty.vn", "bakery.ee"];

fn lead_id(number: u64) -> String {
    format!("L{number:07}")
}

fn text(text: impl Into<Cow<'static, str>>) -> Option<Cell> {
    Some(Cell::text(text))
}

/// The lead of a record.
pub(super) const fn lead(number: u64, size: Size) -> u64 {
    Random::at(size.seed, number).uneven(size.leads)
}

/// A record by its number in order of time.
pub(super) fn record(number: u64, size: Size) -> Row {
    let mut random = Random::at(size.seed, number);
    let random = &mut random;
    let step = i128::from(YEAR) * i128::from(number) / i128::from(size.events);
    // Whole milliseconds, as most logs have.
    let at = (START + i64::try_from(step).unwrap_or(0)) / 1000 * 1000;
    let lead = random.uneven(size.leads);
    let mut row: Row = vec![None; EVENT_COLUMNS.len()];
    let mut put = |name: &str, cell: Option<Cell>| {
        let place = EVENT_COLUMNS.iter().position(|(column, _)| *column == name);
        if let Some(place) = place.and_then(|place| row.get_mut(place)) {
            *place = cell;
        }
    };
    put("id", text(format!("e{number:09}")));
    put("lead", text(lead_id(lead)));
    put("at", Some(Cell::Time(at)));
    let kind = match random.below(1000) {
        0..450 => {
            let path: Cow<'static, str> = if random.one_in(3) {
                format!("/blog/{}", random.uneven(400)).into()
            } else {
                random.pick(&PAGES).into()
            };
            put("path", text(path));
            if !random.one_in(4) {
                put("seconds", Some(Cell::Number(i64::try_from(random.uneven(1800)).unwrap_or(0))));
            }
            "page_view"
        }
        450..650 => campaign(random, &mut put, "email_sent"),
        650..800 => campaign(random, &mut put, "email_open"),
        800..890 => campaign(random, &mut put, "email_click"),
        890..915 => {
            put("ebook", text(random.pick(&EBOOKS)));
            "ebook_download"
        }
        915..950 => {
            put("form", text(random.pick(&FORMS)));
            "form_submit"
        }
        950..960 => "meeting_cancelled",
        960..965 => "unsubscribe",
        965..972 => "trial_started",
        972..985 => "login",
        _ => {
            change(random, &mut put);
            ""
        }
    };
    if !kind.is_empty() {
        put("type", text(kind));
    }
    row
}

fn campaign(random: &mut Random, put: &mut impl FnMut(&str, Option<Cell>), kind: &'static str) -> &'static str {
    if !random.one_in(20) {
        put("campaign", text(random.pick(&CAMPAIGNS)));
    }
    kind
}

fn change(random: &mut Random, put: &mut impl FnMut(&str, Option<Cell>)) {
    match random.below(5) {
        0 => put("set.country", if random.one_in(10) { Some(Cell::Unknown) } else { text(random.pick(&COUNTRIES)) }),
        1 => put("set.company_size", Some(Cell::Number(i64::try_from(1 + random.uneven(20_000)).unwrap_or(1)))),
        2 => put("set.title", text(random.pick(&TITLES))),
        3 => put("set.industry", text(random.pick(&INDUSTRIES))),
        _ => put("set.opted_in", Some(Cell::YesNo(random.one_in(2)))),
    }
}

/// A row of the leads table.
pub(super) fn attributes(number: u64, size: Size) -> Row {
    let mut random = Random::at(size.seed ^ 0x1ead, number);
    let random = &mut random;
    let mut row: Row = vec![text(lead_id(number))];
    row.push((!random.one_in(10)).then(|| Cell::text(format!("person{number}@{}", random.pick(&DOMAINS)))));
    row.push((!random.one_in(5)).then(|| Cell::text(random.pick(&TITLES))));
    row.push((!random.one_in(5)).then(|| Cell::Number(i64::try_from(1 + random.uneven(20_000)).unwrap_or(1))));
    row.push((!random.one_in(8)).then(|| Cell::text(random.pick(&COUNTRIES))));
    row.push((!random.one_in(4)).then(|| Cell::text(random.pick(&INDUSTRIES))));
    row.push(
        (!random.one_in(3)).then(|| Cell::Texts(SOFTWARE.iter().copied().filter(|_| random.one_in(2)).collect())),
    );
    let before = i64::try_from(random.below(400)).unwrap_or(0) * 86_400_000_000;
    row.push((!random.one_in(6)).then_some(Cell::Time(START + YEAR / 2 - before)));
    row.push((!random.one_in(3)).then(|| Cell::YesNo(random.one_in(2))));
    row
}
