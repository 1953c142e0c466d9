//! Words of the languages that people speak: what they say for words of this one.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

use merit_diagnostics::{Code, Safety};
use merit_values::fold;

use super::{Around, Candidate, Case, Token};
use crate::report::clip;

/// What is written here, and what German, French, Spanish, Latvian, Vietnamese, Thai and Chinese people say. It is proposed
/// only if the statement is readable with it.
const WORDS: &[(&str, &[&str])] = &[
    ("and", &["und", "et", "y", "un", "và", "และ", "且", "并且", "和", "而且"]),
    ("or", &["oder", "ou", "o", "vai", "hoặc", "หรือ", "或", "或者"]),
    ("not", &["nicht", "pas", "không", "ไม่", "不"]),
    ("where", &["wo", "wobei", "mit", "avec", "où", "con", "donde", "kur", "với", "có", "ที่", "โดย", "其中", "当"]),
    ("if", &["wenn", "falls", "si", "ja", "nếu", "khi", "ถ้า", "หาก", "如果", "若"]),
    ("when", &["wenn", "falls", "si", "quand", "cuando", "ja", "kad", "khi", "nếu", "เมื่อ", "ถ้า", "当", "如果"]),
    (
        "is not",
        &["ist nicht", "n ' est pas", "no es", "nav", "không phải là", "khác", "ไม่ใช่", "ไม่เท่ากับ", "不是", "不等于"],
    ),
    ("is one of", &["ist eines von", "parmi", "là một trong", "เป็นหนึ่งใน", "属于", "是其中之一"]),
    ("is known", &["ist bekannt", "est connu", "ir zināms", "đã biết", "ทราบ", "已知"]),
    ("is unknown", &["ist unbekannt", "est inconnu", "nav zināms", "chưa biết", "ไม่ทราบ", "未知"]),
    ("is", &["ist", "est", "es", "ir", "là", "bằng", "คือ", "เป็น", "เท่ากับ", "是", "为", "等于"]),
    (
        ">=",
        &[
            "mindestens",
            "größer oder gleich",
            "au moins",
            "al menos",
            "vismaz",
            "ít nhất",
            "อย่างน้อย",
            "至少",
            "大于等于",
            "不小于",
        ],
    ),
    (
        "<=",
        &["höchstens", "au plus", "como máximo", "ne vairāk kā", "nhiều nhất", "ไม่เกิน", "至多", "小于等于", "不大于"],
    ),
    (
        ">",
        &[
            "größer als",
            "größer",
            "mehr als",
            "über",
            "supérieur à",
            "plus de",
            "mayor que",
            "más de",
            "lielāks par",
            "vairāk par",
            "lớn hơn",
            "nhiều hơn",
            "trên",
            "มากกว่า",
            "大于",
            "超过",
            "高于",
        ],
    ),
    (
        "<",
        &[
            "kleiner als",
            "kleiner",
            "weniger als",
            "unter",
            "inférieur à",
            "moins de",
            "menor que",
            "menos de",
            "mazāks par",
            "nhỏ hơn",
            "ít hơn",
            "dưới",
            "น้อยกว่า",
            "小于",
            "少于",
            "低于",
        ],
    ),
    ("contains", &["enthält", "contient", "contiene", "satur", "chứa", "มี", "ประกอบด้วย", "包含", "含有"]),
    (
        "starts with",
        &[
            "beginnt mit",
            "commence par",
            "empieza con",
            "sākas ar",
            "bắt đầu bằng",
            "bắt đầu với",
            "ขึ้นต้นด้วย",
            "开头是",
            "以",
        ],
    ),
    ("ends with", &["endet mit", "finit par", "termina con", "beidzas ar", "kết thúc bằng", "ลงท้ายด้วย", "结尾是"]),
    (
        "once",
        &[
            "einmal",
            "une fois",
            "una vez",
            "vienreiz",
            "vienu reizi",
            "một lần",
            "ครั้งเดียว",
            "หนึ่งครั้ง",
            "一次",
            "仅一次",
        ],
    ),
    (
        "every time",
        &[
            "jedes mal",
            "jedesmal",
            "immer",
            "chaque fois",
            "toujours",
            "cada vez",
            "siempre",
            "katru reizi",
            "mỗi lần",
            "luôn luôn",
            "ทุกครั้ง",
            "每次",
        ],
    ),
    (
        "once per day",
        &[
            "täglich",
            "jeden tag",
            "chaque jour",
            "par jour",
            "cada día",
            "katru dienu",
            "mỗi ngày",
            "วันละครั้ง",
            "ทุกวัน",
            "每天",
            "每天一次",
        ],
    ),
    (
        "once per week",
        &[
            "wöchentlich",
            "jede woche",
            "chaque semaine",
            "par semaine",
            "cada semana",
            "katru nedēļu",
            "mỗi tuần",
            "สัปดาห์ละครั้ง",
            "ทุกสัปดาห์",
            "每周",
            "每周一次",
        ],
    ),
    (
        "once per month",
        &[
            "monatlich",
            "jeden monat",
            "chaque mois",
            "par mois",
            "cada mes",
            "katru mēnesi",
            "mỗi tháng",
            "เดือนละครั้ง",
            "ทุกเดือน",
            "每月",
            "每月一次",
        ],
    ),
    (
        "at most",
        &[
            "höchstens",
            "maximal",
            "au plus",
            "como máximo",
            "ne vairāk kā",
            "tối đa",
            "nhiều nhất",
            "ไม่เกิน",
            "最多",
            "至多",
        ],
    ),
    ("up to", &["bis zu", "jusqu ' à", "hasta", "līdz", "tối đa", "đến", "สูงสุด", "ไม่เกิน", "最多"]),
    ("points", &["punkte", "punkten", "puntos", "punkti", "punktiem", "điểm", "คะแนน", "分"]),
    ("days", &["tage", "tagen", "jours", "días", "dienas", "dienām", "ngày", "วัน", "天"]),
    ("weeks", &["wochen", "semaines", "semanas", "nedēļas", "tuần", "สัปดาห์", "周"]),
    ("months", &["monate", "monaten", "mois", "meses", "mēneši", "tháng", "เดือน", "个月"]),
    ("times", &["mal", "fois", "veces", "reizes", "lần", "ครั้ง", "次"]),
    (
        "then",
        &["dann", "danach", "puis", "ensuite", "luego", "tad", "pēc tam", "rồi", "sau đó", "แล้ว", "จากนั้น", "然后"],
    ),
    ("within", &["innerhalb von", "innerhalb", "dans les", "dentro de", "laikā", "trong vòng", "trong", "ภายใน"]),
    ("from", &["ab", "von", "à partir de", "desde", "từ", "ตั้งแต่", "จาก", "从"]),
    ("above", &["über", "au - dessus de", "encima de", "virs", "trên", "มากกว่า", "高于", "超过"]),
    ("otherwise", &["sonst", "sinon", "si no", "citādi", "còn lại", "khác", "มิฉะนั้น", "อื่นๆ", "其他", "否则"]),
    ("yes", &["ja", "wahr", "oui", "vrai", "sí", "jā", "có", "đúng", "ใช่", "是"]),
    ("no", &["nein", "falsch", "non", "faux", "nē", "không", "sai", "ไม่ใช่", "ไม่", "否"]),
    ("called", &["genannt", "namens", "appelé", "llamado", "saukts", "gọi là", "tên là", "ชื่อ", "名为", "称为"]),
    ("with", &["mit", "avec", "con", "ar", "với", "กับ", "ด้วย"]),
    ("on day", &["am tag", "le jour", "el día", "dienā", "vào ngày", "วันที่", "第"]),
    ("text", &["texte", "texto", "teksts", "văn bản", "ข้อความ", "文本"]),
    ("number", &["zahl", "nombre", "número", "skaitlis", "số", "ตัวเลข", "จำนวน", "数字"]),
    ("date", &["datum", "fecha", "datums", "วันที่", "日期"]),
    ("yes/no", &["ja / nein", "oui / non", "jā / nē", "có / không", "ใช่ / ไม่ใช่", "是 / 否"]),
    ("one of", &["eines von", "un de", "uno de", "viens no", "một trong", "หนึ่งใน", "之一"]),
];

/// A wording: its words, and what is written here.
type Wording = (Vec<String>, &'static str);

/// The wordings by their first word.
static BY_FIRST: LazyLock<HashMap<String, Vec<Wording>>> = LazyLock::new(|| {
    let mut found: HashMap<String, Vec<Wording>> = HashMap::new();
    for (ours, theirs) in WORDS {
        for wording in *theirs {
            let words: Vec<String> = wording.split(' ').map(fold).collect();
            if let Some(first) = words.first().cloned() {
                found.entry(first).or_default().push((words, *ours));
            }
        }
    }
    // Longer ones stand before those they begin with.
    found.values_mut().for_each(|wordings| wordings.sort_by_key(|(words, _)| Reverse(words.len())));
    found
});

/// Words of another language that stand at the place, or begin up to two words before it.
pub(super) fn foreign(case: &Case<'_, '_>, around: &Around) -> Vec<Candidate> {
    let back = around.before.len().min(2);
    let tokens: Vec<&Token> = around.before.iter().skip(around.before.len() - back).chain(&around.ahead).collect();
    let words: Vec<String> = tokens.iter().map(|token| fold(case.word(token))).collect();
    let mut candidates = Vec::new();
    for start in (0..=back).rev() {
        let Some(wordings) = words.get(start).and_then(|word| BY_FIRST.get(word)) else { continue };
        for (wording, ours) in wordings {
            let found = words.get(start..start + wording.len()).is_some_and(|words| words == wording.as_slice());
            let (Some(first), Some(last)) = (tokens.get(start), tokens.get(start + wording.len() - 1)) else {
                continue;
            };
            if !found || first.range.start == 0 {
                continue;
            }
            let range = first.range.start..last.range.end;
            let shown = clip(case.text().get(range.clone()).unwrap_or(""));
            let message = format!("Here the language says \"{ours}\", not \"{shown}\".");
            let fault = case.fault(Code::S102, range.clone(), message);
            candidates.push(Candidate::new(fault, vec![case.repair(range, *ours)], Safety::Unsafe));
        }
    }
    candidates
}
