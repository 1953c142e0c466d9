//! Clauses and other phrases, whole.

use merit_diagnostics::{Code, Family, Level};
use merit_syntax::Next;
use merit_syntax::tree::First;

use super::offers::{CALENDAR, DATE};
use super::place::Inside;
use super::roles::Sense;
use super::snippet::{Snippet, quoted};
use super::vocabulary::{Vocabulary, bare};
use super::{Item, ItemKind};

/// The last day of the year that [`DATE`] begins.
const LAST_DATE: &str = "2026-12-31";

fn phrase(label: &str, insert: Snippet) -> Item {
    Item::new(ItemKind::Word, label, insert)
}

fn plain(label: &str) -> Item {
    phrase(label, Snippet::text(label))
}

/// The phrases that begin so.
pub(super) fn phrases(what: Next, at: &Inside, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    use Next as N;
    let whole = format!("{}{}", at.before, at.behind);
    let clauses = Clauses::of(&whole);
    match what {
        N::HowOften if !clauses.how_often && !sense.is_standing => how_often(sense, words),
        N::Cap if !clauses.cap && (sense.may_fade() || sense.first() == "group") => cap(sense),
        N::Decay if !clauses.decay && sense.may_fade() => decay(),
        N::Expires if !clauses.expires && sense.may_fade() => {
            vec![
                phrase(
                    "expires after",
                    Snippet::text("expires after ").hole("90").then(" ").choice(&["days", "months"]),
                )
                .about("The points end after this time."),
            ]
        }
        N::During if !clauses.during => {
            vec![
                phrase("during", Snippet::text("during ").hole(DATE).then(" to ").hole(LAST_DATE))
                    .about("Only what happens on these days counts; both are included."),
            ]
        }
        N::Called if !clauses.called => {
            let name = words.fresh("New rule");
            vec![
                phrase("called", Snippet::text("called \"").hole(&name).then("\""))
                    .about("A name for reports and tests."),
            ]
        }
        N::How => how(),
        N::BestOneOnly if !clauses.best => {
            vec![plain("best one only").about("Only the rule with the most points counts.")]
        }
        N::EvenIfTheyLeft => vec![plain("even if they left")],
        N::Per => per(sense, words),
        N::InAny => vec![phrase("in any", Snippet::text("in any ").hole("7").then(" ").choice(&["days", "hours"]))],
        N::Where => where_part(&sense.inside(), words),
        N::Then => then(words),
        N::Streak => streak(sense, words),
        N::Times => {
            vec![
                phrase("times in any", Snippet::default().hole("3").then(" times in any ").hole("14").then(" days"))
                    .about("Counts when it happens so often within this time."),
            ]
        }
        N::Kind => super::lines::KINDS.iter().map(|kind| plain(kind)).chain(with_choices()).collect(),
        N::ListKind => list_kinds(&at.behind),
        N::ListFile => {
            vec![phrase("from", Snippet::text("from \"").hole("lists/file.txt").then("\"")).detail("a file")]
        }
        N::ListColumn if !at.before.trim_end().ends_with(".csv\"") => Vec::new(),
        N::ListColumn => vec![phrase("column", Snippet::text("column \"").hole("domain").then("\""))],
        N::EventTag => {
            ["not activity", "weak signal"].iter().filter(|tag| !whole.contains(*tag)).map(|tag| plain(tag)).collect()
        }
        N::HasTag => has_tags(&whole, sense, words),
        N::LowerBound => lower_bounds(at),
        N::UntilBelow => {
            let below = sense.last_number().map_or(0, |from| from - 1).to_string();
            vec![
                phrase("until below", Snippet::text("until below ").hole(&below))
                    .about("Once in, a lead stays until the score is below this."),
            ]
        }
        N::StageRepeat => vec![phrase("and every", Snippet::text("and every ").hole("30").then(" days"))],
        N::StageEffect => stage_effects(at),
        N::Range => vec![
            phrase("0 to 100", Snippet::default().hole("0").then(" to ").hole("100")),
            phrase("from", Snippet::text("from ").hole("0")),
            phrase("up to", Snippet::text("up to ").hole("100")),
        ],
        N::When => vec![phrase("when", condition(Snippet::text("when "), sense, words))],
        N::After => {
            let events: Vec<&str> = words.events.iter().map(|event| event.name.as_str()).collect();
            if events.is_empty() {
                Vec::new()
            } else {
                vec![phrase("after", Snippet::text("after ").choice(&events))]
            }
        }
        N::For => vec![phrase("for", Snippet::text("for ").hole("90").then(" days"))],
        N::Joiner => joiners(at, sense, words),
        N::OrPart => super::ranks::or_parts(&at.before, sense, words),
        N::Frequency => vec![
            phrase(
                "at least",
                Snippet::text("at least ").hole("3").then(" times in the last ").hole("30").then(" days"),
            ),
            phrase(
                "exactly",
                Snippet::text("exactly ").hole("1").then(" time in the last ").hole("30").then(" days"),
            ),
            phrase(
                "fewer than",
                Snippet::text("fewer than ").hole("3").then(" times in the last ").hole("30").then(" days"),
            ),
        ],
        N::InTheLast => vec![phrase(
            "in the last",
            Snippet::text("in the last ").hole("30").then(" ").choice(&["days", "weeks", "months"]),
        )],
        N::AnyActivity => {
            vec![plain("any activity").about("Everything but events that are declared as no activity.")]
        }
        N::NoRuleApplies => vec![plain("no rule applies")],
        N::With => super::tests_lines::with_part(sense, words),
        N::HappensTimes => vec![phrase("times", Snippet::default().hole("2").then(" times"))],
        N::ColumnLetters => column_letters(at, sense, words),
        N::ColumnTiers => column_tiers(at, sense, words),
        _ => Vec::new(),
    }
}

/// A single word: the phrase that it begins, or itself where it says enough.
pub(super) fn word(word: &'static str, at: &Inside, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let phrase_of = |what: Next| phrases(what, at, sense, words);
    match (word, sense.first()) {
        ("had" | "a" | "no", _) => Vec::new(),
        ("if", _) => standing(at, words).into_iter().collect(),
        ("where", _) => phrase_of(Next::Where),
        ("then", _) => phrase_of(Next::Then),
        ("for", "+" | "reset") => phrase_of(Next::Streak),
        ("for", _) => phrase_of(Next::For),
        ("per", _) => phrase_of(Next::Per),
        ("in", "+" | "trigger") if !matches!(sense.back(0), "is" | "not") => phrase_of(Next::InAny),
        ("one" | "not" | "in", _) if matches!(sense.back(0), "is" | "not") => {
            super::conditions::after_is(word, sense, words)
        }
        ("until", _) => phrase_of(Next::UntilBelow),
        ("with", "day" | "") => phrase_of(Next::With),
        ("and" | "or", _) => {
            let parts = if word == "or" { super::ranks::or_parts(&at.before, sense, words) } else { Vec::new() };
            let joiners = joiners(at, sense, words).into_iter().filter(|item| item.label == word);
            parts.into_iter().chain(joiners).collect()
        }
        ("column", _) => phrase_of(Next::ListColumn),
        ("higher" | "lower" | "better" | "worse", _) => {
            super::ranks::after_or(&at.before, sense, words).into_iter().filter(|item| item.label == word).collect()
        }
        ("at", "starts") => vec![phrase("at", Snippet::text("at ").hole("10").then(" points"))],
        ("even", _) => phrase_of(Next::EvenIfTheyLeft),
        ("known" | "unknown", _) if sense.is_outcome(words) => Vec::new(),
        ("reset", "after") => phrase_of(Next::StageEffect).into_iter().filter(|item| item.label == word).collect(),
        ("otherwise" | "above" | "from", _) if !at.behind.contains("otherwise") && is_bound(sense, at) => {
            phrase_of(Next::LowerBound).into_iter().filter(|item| item.label == word).collect()
        }
        ("never", "points") => vec![plain("never decay")],
        ("decay", _) => vec![
            phrase("decay by half every", Snippet::text("decay by half every ").hole("90").then(" days")),
            phrase("decay evenly over", Snippet::text("decay evenly over ").hole("90").then(" days")),
        ],
        ("every", _) if matches!(sense.back(0), "half" | "original" | "remainder") => {
            let days = if sense.back(0) == "half" { "90" } else { "30" };
            vec![phrase("every", Snippet::text("every ").hole(days).then(" days"))]
        }
        (
            "best" | "up" | "down" | "decays" | "never" | "every" | "once" | "at" | "restarting" | "expires"
            | "during" | "called",
            _,
        ) => Vec::new(),
        ("on", "trigger") => {
            let places: Vec<String> = words.places().map(quoted).collect();
            if places.is_empty() {
                return vec![plain("on")];
            }
            vec![
                phrase("on entering", Snippet::text("on entering ").choice(&places).then("  once")),
                phrase("on leaving", Snippet::text("on leaving ").choice(&places).then("  every time")),
            ]
        }
        ("on", "expect") => vec![phrase("on day", Snippet::text("on day ").hole("0"))],
        ("whole", "rounded") => vec![plain("whole points")],
        ("because", _) => vec![phrase("because", Snippet::text("because \"").hole("reason").then("\""))],
        ("entering" | "leaving", "trigger") => {
            let places: Vec<String> = words.places().map(quoted).collect();
            if places.is_empty() {
                return vec![plain(word)];
            }
            vec![phrase(word, Snippet::text(word).then(" ").choice(&places))]
        }
        ("any", "inactivity") => phrase_of(Next::AnyActivity),
        (word, _) => vec![plain(word)],
    }
}

/// The line has a bound: a tier or a letter.
fn is_bound(sense: &Sense, at: &Inside) -> bool {
    matches!(sense.outer, Some(First::Tiers | First::Grade)) && at.behind.trim().is_empty()
}

/// `grade if ...`, behind `no`.
pub(super) fn no_grade(sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let known = known_fields(sense, words);
    let Some(field) = known.first() else { return Vec::new() };
    vec![phrase("grade if", Snippet::text("grade if ").hole(field).then(" is unknown"))]
}

/// `if ...`, unless what follows belongs to an event.
pub(super) fn standing(at: &Inside, words: &Vocabulary) -> Option<Item> {
    let behind = Clauses::of(&at.behind);
    if behind.how_often || behind.cap || behind.decay || behind.expires {
        return None;
    }
    let item = |insert| phrase("if", insert).detail("counts as long as it is true");
    if at.behind.trim().is_empty() {
        return Some(item(Snippet::text("if")));
    }
    let field = words.attributes.first()?;
    Some(item(Snippet::text("if ").hole(&field.name).then(" is known")))
}

fn how_often(sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    if sense.is_ladder {
        return vec![
            phrase("restarting every", Snippet::text("restarting every ").choice(&["month", "week", "day", "year"]))
                .about("The ladder starts again with each new month, week ..."),
            phrase("restarting after", Snippet::text("restarting after ").hole("30").then(" days without one"))
                .about("The ladder starts again after a pause."),
        ];
    }
    let mut items = vec![
        plain("every time").about("Each occasion counts."),
        plain("once").about("Only the first occasion counts, ever."),
    ];
    if sense.first() == "reset" {
        return items;
    }
    items.push(
        phrase("once per", Snippet::text("once per ").choice(&CALENDAR)).about("The first one of each day, week ..."),
    );
    if sense.first() != "trigger" {
        items.push(phrase(
            "every 3rd time",
            Snippet::text("every ").choice(&["3rd", "2nd", "5th", "10th"]).then(" time"),
        ));
    }
    items.push(
        phrase(
            "at most … times per",
            Snippet::text("at most ").hole("3").then(" times per ").choice(&["week", "day", "month", "year"]),
        )
        .about("No more than so many of each day, week ..."),
    );
    items.push(
        phrase(
            "at most … times in any",
            Snippet::text("at most ").hole("1").then(" time in any ").hole("90").then(" days"),
        )
        .about("No more than so many within any stretch of this length."),
    );
    items.push(
        phrase("at most … times", Snippet::text("at most ").hole("3").then(" times"))
            .about("No more than so many, ever."),
    );
    if sense.points.is_some() {
        for field in sense.fields(words).iter().filter(|field| !CALENDAR.contains(&bare(&field.name))) {
            let label = format!("once per {}", field.name);
            items.push(plain(&label).about("The first one of each value."));
        }
    }
    items
}

impl Sense {
    /// Points of an event, or a group of them: something that may fade. Points of a grade do not.
    fn may_fade(&self) -> bool {
        (self.points.is_some() && !self.is_standing) || (self.first() == "group" && self.outer != Some(First::Grade))
    }
}

fn cap(sense: &Sense) -> Vec<Item> {
    let points: i64 = sense.points.as_deref().and_then(|points| points.split('.').next()?.parse().ok()).unwrap_or(10);
    let most = points.saturating_mul(4).clamp(-1_000_000, 1_000_000);
    if sense.is_negative {
        vec![
            phrase("down to", Snippet::text("down to ").hole(&most.to_string()).then(" points"))
                .about("The rule never takes more than this in all."),
        ]
    } else {
        vec![
            phrase("up to", Snippet::text("up to ").hole(&most.to_string()).then(" points"))
                .about("The rule never gives more than this in all."),
        ]
    }
}

fn decay() -> Vec<Item> {
    vec![
        phrase("decays by half every", Snippet::text("decays by half every ").hole("90").then(" days"))
            .about("After this time half of the points are left, then a quarter, and so on."),
        phrase("decays evenly over", Snippet::text("decays evenly over ").hole("90").then(" days"))
            .about("The points go down in a straight line and end after this time."),
        phrase(
            "decays by … of original every",
            Snippet::text("decays by ").hole("25").then("% of original every ").hole("1").then(" month"),
        )
        .about("The same number of points goes each time."),
        phrase(
            "decays by … of remainder every",
            Snippet::text("decays by ").hole("10").then("% of remainder every ").hole("7").then(" days"),
        )
        .about("A share of what is left goes each time."),
        plain("never decays").about("These points stay, whatever the score or group says."),
    ]
}

fn how() -> Vec<Item> {
    vec![
        phrase("by half every", Snippet::text("by half every ").hole("90").then(" days")),
        phrase("evenly over", Snippet::text("evenly over ").hole("90").then(" days")),
        phrase(
            "by … of original every",
            Snippet::text("by ").hole("25").then("% of original every ").hole("1").then(" month"),
        ),
        phrase(
            "by … of remainder every",
            Snippet::text("by ").hole("10").then("% of remainder every ").hole("7").then(" days"),
        ),
    ]
}

fn per(sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let mut items = vec![phrase("per", Snippet::text("per ").choice(&CALENDAR))];
    if sense.points.is_some() {
        let fields = sense.fields(words);
        let fields = fields.iter().filter(|field| !CALENDAR.contains(&bare(&field.name)));
        items.extend(fields.map(|field| plain(&format!("per {}", field.name))));
    }
    items
}

/// A condition that is always sound: something that is known.
fn condition(snippet: Snippet, sense: &Sense, words: &Vocabulary) -> Snippet {
    let known = known_fields(sense, words);
    if known.is_empty() {
        snippet.hole("attribute").then(" is known")
    } else {
        snippet.choice(&known).then(" ").hole("is known")
    }
}

fn where_part(sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let fields = known_fields(sense, words);
    if fields.is_empty() {
        return Vec::new();
    }
    let snippet = Snippet::text("where ").choice(&fields).then(" ").hole("is known");
    vec![phrase("where", snippet).about("Only when this is true.")]
}

/// What conditions may ask about here, by name.
fn known_fields(sense: &Sense, words: &Vocabulary) -> Vec<String> {
    let subjects = super::conditions::subjects(sense, words, "").into_iter();
    subjects.filter(|item| item.kind == ItemKind::Field).map(|item| item.label).collect()
}

fn then(words: &Vocabulary) -> Vec<Item> {
    let events: Vec<&str> = words.events.iter().map(|event| event.name.as_str()).collect();
    if events.is_empty() {
        return Vec::new();
    }
    let within = |label: &str| {
        phrase(label, Snippet::text(label).then(" ").choice(&events).then(" within ").hole("7").then(" days"))
    };
    vec![
        within("then").about("Counts when the second one follows within this time."),
        within("then no").about("Counts when the second one does not follow within this time."),
    ]
}

fn streak(sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let mine = sense.fields(words);
    let shared =
        words.events.iter().filter(|event| sense.event.as_deref() != Some(event.name.as_str())).find_map(|event| {
            let field = event
                .fields
                .iter()
                .find(|field| mine.iter().any(|own| own.name == field.name && own.kind == field.kind))?;
            Some((event.name.clone(), field.name.clone()))
        });
    let Some((event, property)) = shared else { return Vec::new() };
    let snippet = Snippet::text("for ").hole("3").then(" ").hole(&event).then(" in a row by ").hole(&property);
    vec![phrase("for … in a row by", snippet).about("Counts when each of the last few was answered.")]
}

fn with_choices() -> impl Iterator<Item = Item> {
    ["one of", "several of"]
        .into_iter()
        .map(|label| phrase(label, Snippet::text(label).then(" ").hole("\"first\", \"second\"")))
}

fn has_tags(whole: &str, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let tags: &[&str] = if sense.outer == Some(First::Event) {
        &["required"]
    } else {
        &["required", "consent", "first seen", "personal"]
    };
    let fits = |tag: &str| match tag {
        // Only one attribute can be it.
        "first seen" => !words.has_first_seen && (whole.contains("time") || whole.contains("date")),
        "consent" => whole.contains("yes/no"),
        _ => true,
    };
    tags.iter().filter(|tag| !whole.contains(**tag) && fits(tag)).map(|tag| plain(tag)).collect()
}

fn joiners(at: &Inside, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    // Which of the two joins this row of conditions already.
    let row = at.before.rsplit(['(', ')']).next().unwrap_or("");
    let has = |text: &str, word: &str| {
        let words: Vec<&str> = text.split_whitespace().collect();
        // `or higher` joins nothing.
        let is_part = |next: Option<&&str>| matches!(next, Some(&("higher" | "lower" | "better" | "worse")));
        words.iter().enumerate().any(|(at, known)| *known == word && !is_part(words.get(at + 1)))
    };
    let (and, or) = (has(row, "and") || has(&at.behind, "and"), has(row, "or") || has(&at.behind, "or"));
    let joiner = |word: &'static str| phrase(word, condition(Snippet::text(word).then(" "), sense, words));
    let mut items = Vec::new();
    if !or {
        items.push(joiner("and"));
    }
    if !and {
        items.push(joiner("or"));
    }
    items
}

fn column_letters(at: &Inside, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let grade = words.grade(sense.back(0)).filter(|grade| at.fits_rows(grade.letters.len()));
    grade.map_or_else(Vec::new, |grade| vec![plain(&format!("grade: {}", grade.letters.join(", ")))])
}

fn column_tiers(at: &Inside, sense: &Sense, words: &Vocabulary) -> Vec<Item> {
    let tiers = words.tiers_of(sense.back(0)).filter(|tiers| at.fits_rows(tiers.len()));
    tiers.map_or_else(Vec::new, |tiers| {
        let tiers: Vec<String> = tiers.iter().map(|tier| quoted(tier)).collect();
        vec![plain(&format!("tier: {}", tiers.join(", ")))]
    })
}

/// The checks that can be silenced.
pub(super) fn checks() -> Vec<Item> {
    let quiet = Code::ALL.iter().filter(|code| {
        let of_model = matches!(code.family(), Family::Names | Family::Model | Family::Practice);
        // What was not decided about a claim is the only finding beside the model that can be kept silent.
        code.level() != Level::Error && (of_model || **code == Code::X505)
    });
    quiet.map(|code| Item::plain(ItemKind::Value, code.name()).detail(code.id()).about(code.summary())).collect()
}

impl Inside {
    /// So many columns fit the rows below.
    pub(super) fn fits_rows(&self, columns: usize) -> bool {
        columns > 0 && self.beside.cells.is_none_or(|cells| cells == columns)
    }
}

/// Bounds go down from line to line, and the last line takes everybody else.
fn lower_bounds(at: &Inside) -> Vec<Item> {
    let beside = &at.beside;
    if !beside.is_followed && beside.follows {
        return vec![plain("otherwise").about("Everybody else: the last line.")];
    }
    let number = match (beside.bound_above, beside.bound_below) {
        (Some(above), Some(below)) => above.midpoint(below),
        (Some(above), None) => above - 1,
        (None, Some(below)) => below + 1,
        (None, None) => 10,
    }
    .to_string();
    vec![
        phrase("from", Snippet::text("from ").hole(&number)).about("At least so many points."),
        phrase("above", Snippet::text("above ").hole(&number)).about("More than so many points."),
    ]
}

/// Stages take more and more.
fn stage_effects(at: &Inside) -> Vec<Item> {
    let total = at.beside.total_above.map_or(-15, |above| above.saturating_sub(15)).to_string();
    let mut items = vec![
        phrase("total", Snippet::text("total ").hole(&total)).about("So many points less in all at this stage."),
        phrase("further", Snippet::text("further ").hole("-15"))
            .about("So many points less on top of earlier stages."),
    ];
    if !at.beside.gives_back {
        items.push(plain("reset").about("The score starts again from zero."));
    }
    // All stages of a silence say the same word.
    items.retain(|item| at.beside.effect.is_none_or(|effect| item.label == effect));
    items
}

fn list_kinds(behind: &str) -> Vec<Item> {
    match behind.trim_start().chars().next() {
        Some('"') => vec![plain("text"), plain("domains")],
        Some(c) if c.is_ascii_digit() || c == '-' => vec![plain("numbers")],
        _ => vec![plain("text"), plain("numbers"), plain("domains")],
    }
}

/// Which clauses a statement has.
#[derive(Clone, Copy, Debug, Default)]
struct Clauses {
    how_often: bool,
    cap: bool,
    decay: bool,
    expires: bool,
    during: bool,
    called: bool,
    best: bool,
}

impl Clauses {
    fn of(statement: &str) -> Self {
        let tokens = super::tokens::tokens(statement);
        let mut found = Self::default();
        for (at, token) in tokens.iter().enumerate() {
            let next = tokens.get(at + 1).and_then(|token| token.word());
            let Some(word) = token.word() else { continue };
            // `had x at least 3 times`, `decays by half every 30 days`: other things with the same words.
            let is_how_often = match word {
                "once" | "restarting" => true,
                "every" => {
                    next == Some("time")
                        || matches!(tokens.get(at + 1), Some(super::tokens::Token::Number(number)) if !number.bytes().all(|b| b.is_ascii_digit()))
                }
                "at" => next == Some("most"),
                _ => false,
            };
            found.how_often |= is_how_often;
            found.cap |= matches!(word, "up" | "down") && next == Some("to");
            found.decay |= matches!(word, "decays") || (word == "never" && next == Some("decays"));
            found.expires |= word == "expires";
            found.during |= word == "during";
            found.called |= word == "called";
            found.best |= word == "best";
        }
        found
    }
}
