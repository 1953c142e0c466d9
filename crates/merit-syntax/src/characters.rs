//! Characters that look like others, and characters that cannot be seen.

/// The plain text a look-alike stands for, or `None` when the character is what it seems.
///
/// Quotation marks are not listed here: see [`quote_family`]. Digits count only where a number begins.
pub(crate) fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '，' | '、' | '﹐' | '､' => ",",
        '：' | '﹕' => ":",
        '（' | '﹙' => "(",
        '）' | '﹚' => ")",
        '＋' | '﹢' => "+",
        '－' | '﹣' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        '≥' | '⩾' => ">=",
        '≤' | '⩽' => "<=",
        '＞' => ">",
        '＜' => "<",
        '％' | '﹪' => "%",
        '．' => ".",
        '＃' => "#",
        '｀' => "`",
        '／' => "/",
        '×' => " times",
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => " ",
        _ => return None,
    })
}

/// Quotation marks that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quotes {
    /// `“` `”` `„` and their like; a straight `"` may close them.
    Double,
    /// `‘` `’` and the apostrophe.
    Single,
}

/// The family of a quotation mark other than the straight double one.
pub(crate) fn quote_family(c: char) -> Option<Quotes> {
    match c {
        '“' | '”' | '„' | '‟' | '″' | '＂' | '«' | '»' | '「' | '」' | '〝' | '〞' => {
            Some(Quotes::Double)
        }
        '‘' | '’' | '‚' | '‛' | '′' | '\'' | '＇' => Some(Quotes::Single),
        _ => None,
    }
}

/// The plain digit a full-width, Thai or other decimal digit stands for.
pub(crate) fn plain_digit(c: char) -> Option<&'static str> {
    const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    // The first digit of each block of ten, as far as keyboards of our writers produce them.
    const ZEROS: [char; 10] =
        ['０', '\u{e50}', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{ed0}', '\u{1040}', '\u{17e0}', '\u{1810}'];
    let zero =
        ZEROS.iter().find(|zero| (0..10).contains(&(i64::from(u32::from(c)) - i64::from(u32::from(**zero)))))?;
    let value = u32::from(c).checked_sub(u32::from(*zero))?;
    DIGITS.get(usize::try_from(value).ok()?).copied()
}

/// True for characters that leave no trace on the screen, or change the direction of what follows.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}' | '\u{2029}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// True for characters that change the direction of text: a comment with one may hide what stands behind it.
pub(crate) fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A character as people know it: itself, or its name when it cannot be seen.
pub(crate) fn shown(c: char) -> String {
    let name = match c {
        '\u{a0}' | '\u{202f}' => "no-break space",
        '\u{3000}' => "ideographic space",
        '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{205f}' => "typographic space",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{2060}' => "word joiner",
        '\u{feff}' => "byte-order mark",
        '\u{ad}' => "soft hyphen",
        '\0' => "null character",
        '\u{2028}' | '\u{2029}' => "line separator",
        _ if turns_direction(c) => "direction mark",
        _ if is_invisible(c) => "control character",
        _ => return c.to_string(),
    };
    format!("{name} U+{:04X}", u32::from(c))
}

/// True for characters that may begin a word.
pub(crate) fn starts_word(c: char) -> bool {
    c == '_' || unicode_ident::is_xid_start(c)
}

/// True for characters that may stand inside a word.
pub(crate) fn continues_word(c: char) -> bool {
    unicode_ident::is_xid_continue(c)
}
