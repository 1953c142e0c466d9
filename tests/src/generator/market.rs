//! A company that sells software: web pages, e-mails, forms, downloads, meetings.

use super::Form::{Number, Text, Time, YesNo};
use super::company::Value::{Behind, Number as Whole, Numbered, OneOf, Row, Time as Instant, YesNo as Truth};
use super::company::{Company, Happening, Property};

pub(super) const MARKET: Company = Company {
    events: &[
        ("id", Text),
        ("lead", Text),
        ("at", Time),
        ("type", Text),
        ("session", Text),
        ("path", Text),
        ("url", Text),
        ("referrer", Text),
        ("campaign", Text),
        ("form", Text),
        ("file", Text),
        ("seconds", Number),
        ("device", Text),
        ("language", Text),
        ("network", Text),
        ("mobile", YesNo),
        ("user_agent", Text),
    ],
    happenings: &[
        Happening { name: "page_view", share: 450, says: PAGE },
        Happening { name: "email_open", share: 220, says: MAIL },
        Happening { name: "email_click", share: 90, says: MAIL },
        Happening { name: "video_view", share: 95, says: VIDEO },
        Happening {
            name: "form_submit",
            share: 50,
            says: &[
                ("form", 100, OneOf(&["newsletter", "newsletter", "contact", "demo", "quote", "webinar", "survey"])),
                ("path", 100, OneOf(&["/contact", "/demo", "/newsletter", "/"])),
                ("url", 100, Behind("https://www.example.com", "path")),
                ("campaign", 60, OneOf(CAMPAIGNS)),
            ],
        },
        Happening { name: "download", share: 40, says: FILE },
        Happening { name: "webinar_attended", share: 20, says: VIDEO },
        Happening { name: "meeting_booked", share: 20, says: MEETING },
        Happening { name: "meeting_cancelled", share: 10, says: MEETING },
        Happening { name: "unsubscribed", share: 5, says: MAIL },
    ],
    always: &[
        ("session", 100, Numbered("s", 100_000_000)),
        ("device", 95, OneOf(&["desktop", "desktop", "desktop", "phone", "phone", "tablet"])),
        ("language", 95, OneOf(&["en", "en-GB", "de", "lv", "vi", "th", "zh-CN"])),
        ("network", 95, Numbered("10.20.", 4000)),
        ("mobile", 100, Truth),
        ("user_agent", 98, OneOf(AGENTS)),
    ],
    leads: &[
        ("lead", Text),
        ("email", Text),
        ("title", Text),
        ("company", Text),
        ("company_size", Number),
        ("country", Text),
        ("industry", Text),
        ("created", Time),
        ("opted_in", YesNo),
        ("source", Text),
    ],
    attributes: &[
        (
            "email",
            95,
            Row(
                "person",
                &["@gmail.com", "@shop.lv", "@example.com", "@cong-ty.vn", "@mail.yahoo.com", "@bakery.ee"],
            ),
        ),
        ("title", 80, OneOf(TITLES)),
        ("company", 90, Numbered("Company ", 200_000)),
        ("company_size", 80, Whole(5000)),
        ("country", 90, OneOf(&["LV", "EE", "LT", "VN", "TH", "DE", "US", "CN", "FR", "PL", "SE", "FI"])),
        ("industry", 75, OneOf(&["Retail", "Software", "Finance", "Education", "Other"])),
        ("created", 100, Instant),
        ("opted_in", 90, Truth),
        ("source", 85, OneOf(&["website", "fair", "partner", "advertisement", "import"])),
    ],
    lead_prefix: "L",
};

const PAGE: &[Property] = &[
    ("path", 100, OneOf(PAGES)),
    ("path", 40, Numbered("/blog/article-", 400)),
    ("url", 100, Behind("https://www.example.com", "path")),
    ("referrer", 65, OneOf(REFERRERS)),
    ("seconds", 80, Whole(1800)),
];
const MAIL: &[Property] =
    &[("campaign", 96, OneOf(CAMPAIGNS)), ("url", 100, Behind("https://mail.example.com/c/", "campaign"))];
const VIDEO: &[Property] = &[
    ("path", 100, Numbered("/videos/", 60)),
    ("url", 100, Behind("https://video.example.com", "path")),
    ("seconds", 97, Whole(3600)),
    ("campaign", 30, OneOf(CAMPAIGNS)),
];
const FILE: &[Property] = &[
    (
        "file",
        98,
        OneOf(&["scoring-guide.pdf", "crm-checklist.pdf", "prices.pdf", "case-study.pdf", "whitepaper.pdf"]),
    ),
    ("path", 100, OneOf(&["/resources", "/library", "/"])),
    ("url", 100, Behind("https://www.example.com", "path")),
    ("campaign", 50, OneOf(CAMPAIGNS)),
];
const MEETING: &[Property] =
    &[("campaign", 40, OneOf(CAMPAIGNS)), ("seconds", 60, Whole(7200)), ("form", 50, OneOf(&["demo", "contact"]))];

const CAMPAIGNS: &[&str] = &[
    "welcome",
    "spring",
    "black-friday",
    "webinar",
    "newsletter-weekly",
    "Jāņi",
    "chào mừng",
    "ยินดีต้อนรับ",
    "欢迎",
    "launch",
];
const PAGES: &[&str] = &[
    "/",
    "/",
    "/",
    "/pricing",
    "/pricing/enterprise",
    "/careers",
    "/careers/engineer",
    "/product",
    "/product/scoring",
    "/product/reports",
    "/about",
    "/customers",
    "/docs/start",
    "/kontakti/rīga",
    "/giá",
    "/ราคา",
];
const REFERRERS: &[&str] = &[
    "https://www.google.com/",
    "https://www.google.com/",
    "https://www.bing.com/",
    "https://www.linkedin.com/feed/",
    "https://news.example.org/",
    "https://www.example.com/",
];
const AGENTS: &[&str] = &[
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/139.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Safari/17.5",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/139.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0",
];
const TITLES: &[&str] = &[
    "VP Sales",
    "vp of marketing",
    "Chief Executive Officer",
    "Head of Growth",
    "Director, Operations",
    "Sales Manager",
    "Marketing Manager",
    "Student",
    "Engineer",
    "Giám đốc kinh doanh",
    "ผู้อำนวยการ",
    "Mārketinga vadītāja",
    "市场经理",
    "Consultant",
    "Analyst",
    "Assistant",
];
