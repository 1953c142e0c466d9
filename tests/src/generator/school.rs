//! A school that teaches over the network: lessons, quizzes, questions, payments.

use super::Form::{Number, Text, YesNo};
use super::company::Value::{Behind, Number as Whole, Numbered, OneOf, Row, YesNo as Truth};
use super::company::{Company, Happening, Property};

pub(super) const SCHOOL: Company = Company {
    events: &[
        ("id", Text),
        ("lead", Text),
        ("at", super::Form::Time),
        ("type", Text),
        ("course", Text),
        ("lesson", Text),
        ("link", Text),
        ("minutes", Number),
        ("marks", Number),
        ("topic", Text),
        ("answer", Text),
        ("reason", Text),
        ("device", Text),
        ("browser", Text),
        ("class", Text),
        ("at_home", YesNo),
    ],
    happenings: &[
        Happening { name: "lesson_watched", share: 380, says: LESSON },
        Happening { name: "quiz_finished", share: 160, says: QUIZ },
        Happening { name: "message_read", share: 140, says: TALK },
        Happening { name: "question_asked", share: 80, says: TALK },
        Happening { name: "page_visited", share: 110, says: VISIT },
        Happening { name: "certificate_earned", share: 30, says: QUIZ },
        Happening { name: "friend_invited", share: 30, says: TALK },
        Happening { name: "trial_lesson", share: 40, says: LESSON },
        Happening { name: "payment_failed", share: 20, says: MONEY },
        Happening { name: "course_left", share: 10, says: MONEY },
    ],
    always: &[
        ("course", 97, OneOf(COURSES)),
        ("device", 95, OneOf(&["laptop", "laptop", "phone", "tablet"])),
        (
            "browser",
            97,
            OneOf(&[
                "Chrome 139 on Windows",
                "Safari 17 on macOS",
                "Firefox 128 on Linux",
                "the school's own app, 4.2",
            ]),
        ),
        ("class", 90, Numbered("class-2025-", 3000)),
        ("at_home", 100, Truth),
    ],
    leads: &[
        ("lead", Text),
        ("email", Text),
        ("occupation", Text),
        ("age", Number),
        ("city", Text),
        ("wants", Text),
        ("languages", Text),
        ("has_account", YesNo),
    ],
    attributes: &[
        (
            "email",
            90,
            Row("learner", &["@gmail.com", "@outlook.com", "@university.edu", "@school.lv", "@company.vn"]),
        ),
        (
            "occupation",
            85,
            OneOf(&["Teacher", "Head teacher", "student", "Programmer", "Nurse", "Retired", "Manager", "Parent"]),
        ),
        ("age", 80, Whole(70)),
        ("city", 90, OneOf(&["Rīga", "Tallinn", "Hà Nội", "กรุงเทพฯ", "上海", "Berlin", "Paris", "Kraków"])),
        ("wants", 70, OneOf(&["a certificate", "a new job", "fun", "better marks"])),
        ("languages", 60, OneOf(&["en", "lv", "vi", "th", "zh"])),
        ("has_account", 95, Truth),
    ],
    lead_prefix: "learner-",
};

const LESSON: &[Property] = &[
    ("lesson", 100, Numbered("lesson/", 300)),
    ("link", 100, Behind("https://school.example.org/", "lesson")),
    ("minutes", 92, Whole(90)),
    ("topic", 85, OneOf(TOPICS)),
];
const QUIZ: &[Property] = &[
    ("lesson", 100, Numbered("quiz/", 120)),
    ("link", 100, Behind("https://school.example.org/", "lesson")),
    ("marks", 98, Whole(100)),
    ("answer", 80, OneOf(&["all right", "one wrong", "many wrong", "given up"])),
    ("topic", 85, OneOf(TOPICS)),
];
const TALK: &[Property] = &[
    ("topic", 97, OneOf(TOPICS)),
    ("lesson", 60, Numbered("lesson/", 300)),
    ("answer", 50, OneOf(&["thanks", "please explain", "later", "no"])),
];
const VISIT: &[Property] = &[
    ("lesson", 100, OneOf(&["prices", "prices/family", "courses", "courses/python", "jobs", "about", "help"])),
    ("link", 100, Behind("https://school.example.org/", "lesson")),
    ("minutes", 70, Whole(30)),
];
const MONEY: &[Property] = &[
    ("reason", 90, OneOf(&["too expensive", "no time", "card expired", "other school", "not said"])),
    ("topic", 50, OneOf(TOPICS)),
];

const COURSES: &[&str] = &[
    "python",
    "statistics",
    "drawing",
    "latviešu valoda",
    "tiếng Việt",
    "ภาษาไทย",
    "中文",
    "piano",
    "chess",
    "cooking",
];
const TOPICS: &[&str] =
    &["beginning", "practice", "homework", "examination", "project", "group work", "grammar", "reading"];
