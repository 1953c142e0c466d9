//! Scripts, as far as the checks need them: which write no spaces between words, and which letters look the same.

/// True when a text has a letter of a script that writes no spaces between words: Thai, Lao, Khmer, Burmese, Chinese,
/// Japanese. (Korean has spaces.)
pub(crate) fn writes_no_spaces(text: &str) -> bool {
    text.chars().any(|c| {
        matches!(u32::from(c),
            0x0E00..=0x0E7F       // Thai
            | 0x0E80..=0x0EFF     // Lao
            | 0x1000..=0x109F     // Burmese
            | 0x1780..=0x17FF     // Khmer
            | 0x3005..=0x3007     // ideographic marks
            | 0x3040..=0x30FF     // Hiragana, Katakana
            | 0x31F0..=0x31FF     // small Katakana
            | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF // Han
            | 0xFF66..=0xFF9F) // half-width Katakana
    })
}

/// The scripts whose letters are taken for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Greek,
    Cyrillic,
}

impl Script {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Latin => "Latin",
            Self::Greek => "Greek",
            Self::Cyrillic => "Cyrillic",
        }
    }

    fn of(c: char) -> Option<Self> {
        match u32::from(c) {
            0x41..=0x5A | 0x61..=0x7A | 0xAA | 0xBA | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x24F | 0x1E00..=0x1EFF => {
                Some(Self::Latin)
            }
            0x370..=0x373 | 0x376..=0x37D | 0x37F..=0x3FF | 0x1F00..=0x1FFF => Some(Self::Greek),
            0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Some(Self::Cyrillic),
            _ => None,
        }
    }
}

/// The first two scripts that are mixed in a text, and the letter of the second one.
pub(crate) fn mixed(text: &str) -> Option<(Script, Script, char)> {
    let mut first = None;
    for c in text.chars() {
        let Some(script) = Script::of(c) else { continue };
        match first {
            None => first = Some(script),
            Some(first) if first != script => return Some((first, script, c)),
            Some(_) => {}
        }
    }
    None
}

/// The form in which names that look the same are equal. A small table: letters of Cyrillic and Greek that look like
/// Latin ones, and the digits 0 and 1.
pub(crate) fn skeleton(text: &str) -> String {
    text.chars().map(looks_like).collect()
}

const fn looks_like(c: char) -> char {
    match c {
        '0' | 'О' | 'о' | 'Ο' | 'ο' | 'օ' => {
            if matches!(c, 'О' | 'Ο' | '0') {
                'O'
            } else {
                'o'
            }
        }
        '1' | 'I' | 'І' | 'Ι' | 'Ӏ' | '|' => 'l',
        'а' | 'α' => 'a',
        'А' | 'Α' => 'A',
        'В' | 'Β' => 'B',
        'с' | 'ϲ' => 'c',
        'С' | 'Ϲ' => 'C',
        'е' => 'e',
        'Е' | 'Ε' => 'E',
        'Н' | 'Η' => 'H',
        'һ' => 'h',
        'і' | 'ι' => 'i',
        'ј' => 'j',
        'Ј' => 'J',
        'К' | 'Κ' => 'K',
        'М' | 'Μ' => 'M',
        'Ν' => 'N',
        'р' | 'ρ' => 'p',
        'Р' | 'Ρ' => 'P',
        'ѕ' => 's',
        'Ѕ' => 'S',
        'Т' | 'Τ' => 'T',
        'ν' => 'v',
        'ԝ' => 'w',
        'х' | 'χ' => 'x',
        'Х' | 'Χ' => 'X',
        'у' | 'γ' => 'y',
        'У' | 'Υ' => 'Y',
        'Ζ' => 'Z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_have_one_skeleton() {
        assert_eq!(skeleton("раge"), skeleton("page"));
        assert_eq!(skeleton("form1"), skeleton("forml"));
        assert_ne!(skeleton("page"), skeleton("pages"));
        assert_eq!(mixed("раge"), Some((Script::Cyrillic, Script::Latin, 'g')));
        assert_eq!(mixed("điểm_互动"), None);
    }

    #[test]
    fn korean_has_spaces_and_thai_has_none() {
        assert!(writes_no_spaces("ผู้จัดการ") && writes_no_spaces("经理") && writes_no_spaces("カナ"));
        assert!(!writes_no_spaces("관리자") && !writes_no_spaces("Giám đốc"));
    }
}
