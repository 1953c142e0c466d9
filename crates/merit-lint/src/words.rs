//! Words by which names tell what they are about, in the languages of the people who write models. A name that is not
//! recognised costs a hint, never a finding.

use merit_values::fold;

/// How a thing is called: whole words of languages with spaces, and parts of words of all others.
pub(crate) struct Called {
    /// Whole words; an ending `*` stands for any ending.
    words: &'static [&'static str],
    /// Parts, for scripts that write no spaces, and for words that mean it only together.
    parts: &'static [&'static str],
}

/// An opened message.
pub(crate) const OPENED: Called = Called {
    words: &["open", "opens", "opened", "mở", "mo", "atvēr*", "atver*"],
    parts: &["打开", "打開", "เปิด"],
};

/// A message.
pub(crate) const MESSAGE: Called = Called {
    words: &[
        "mail*",
        "email*",
        "newsletter*",
        "message*",
        "campaign*",
        "letter*",
        "push",
        "notification*",
        "sms",
        "thư",
        "thu",
        "tin",
        "epast*",
        "vēstul*",
        "vestul*",
        "ziņ*",
        "jaunum*",
    ],
    parts: &["邮件", "郵件", "邮箱", "信", "消息", "短信", "อีเมล", "เมล", "จดหมาย", "ข้อความ"],
};

/// A visited page.
pub(crate) const PAGE: Called = Called {
    words: &["page", "pages", "pageview*", "trang", "lapa", "lapas", "lapu"],
    parts: &["页面", "頁面", "网页", "網頁", "หน้าเว็บ", "หน้า"],
};

/// Where on a site a page is.
pub(crate) const ADDRESS: Called = Called {
    words: &["path", "url", "page", "address", "trang", "adrese", "ceļš"],
    parts: &["路径", "路徑", "网址", "網址", "ที่อยู่"],
};

/// A request to be called, shown or offered something.
pub(crate) const REQUEST: Called = Called {
    words: &[
        "quote",
        "quotes",
        "quotation*",
        "demo",
        "demos",
        "contact",
        "contact_us",
        "contactus",
        "rfq",
        "proposal*",
        "demonstrācij*",
        "kontakt*",
        "saziņ*",
        "piedāvājum*",
    ],
    parts: &[
        "báo giá",
        "báo_giá",
        "liên hệ",
        "liên_hệ",
        "dùng thử",
        "dùng_thử",
        "报价",
        "報價",
        "询价",
        "演示",
        "联系",
        "聯繫",
        "ใบเสนอราคา",
        "ขอราคา",
        "สาธิต",
        "ติดต่อ",
    ],
};

/// Which product something is about.
pub(crate) const PRODUCT: Called = Called {
    words: &["product", "products", "productline", "produkts", "produkta", "prece"],
    parts: &["sản phẩm", "sản_phẩm", "产品", "產品", "สินค้า", "ผลิตภัณฑ์"],
};

/// What a company does for itself; no message to the lead.
pub(crate) const INTERNAL: Called = Called {
    words: &[
        "notify",
        "alert",
        "tell",
        "assign",
        "task",
        "deal",
        "crm",
        "rep",
        "reps",
        "sales",
        "salesperson",
        "owner",
        "queue",
        "slack",
        "teams",
        "report",
        "log",
        "tag",
        "sync",
        "giao",
        "nhân",
        "báo",
        "pārdevēj*",
        "uzdevum*",
        "darījum*",
    ],
    parts: &["销售", "銷售", "代表", "任务", "任務", "分配", "ฝ่ายขาย", "พนักงานขาย", "มอบหมาย", "งาน"],
};

/// What is said to the lead.
pub(crate) const SAYS: Called = Called {
    words: &[
        "send",
        "sends",
        "mail*",
        "email*",
        "sms",
        "text",
        "message*",
        "offer*",
        "newsletter*",
        "push",
        "catalogue",
        "catalog",
        "gửi",
        "sūt*",
        "nosūt*",
        "whatsapp",
        "zalo",
        "line",
    ],
    parts: &["发送", "發送", "短信", "邮件", "ส่ง", "อีเมล", "ข้อความ"],
};

impl Called {
    /// True when some word of a name or text is one of these.
    pub(crate) fn is(&self, text: &str) -> bool {
        let text = beginning(text);
        let folded = fold(text);
        self.parts.iter().any(|part| folded.contains(part)) || words(text).iter().any(|word| self.is_word(word))
    }

    /// The words of a text that are none of these.
    pub(crate) fn others(&self, text: &str) -> usize {
        words(beginning(text)).iter().filter(|word| !self.is_word(word)).count()
    }

    fn is_word(&self, word: &str) -> bool {
        self.words.iter().any(|known| match known.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word == *known,
        }) || self.parts.iter().any(|part| word.contains(part))
    }
}

/// What is longer than a name tells nothing by its words.
fn beginning(text: &str) -> &str {
    text.char_indices().nth(200).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// The words of a name: `email_open`, `EmailOpen` and `email open` have the same two.
fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let (mut word, mut small) = (String::new(), false);
    for c in text.chars() {
        if !c.is_alphanumeric() && !is_mark(c) || (small && c.is_uppercase()) {
            found.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() || is_mark(c) {
            word.push(c);
        }
        small = c.is_lowercase();
    }
    found.push(word);
    found.retain(|word| !word.is_empty());
    found.iter().map(|word| fold(word)).collect()
}

/// Vowel signs and tones of Thai and its neighbours, which belong to the letter before.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036f}' | '\u{0e31}' | '\u{0e34}'..='\u{0e3a}' | '\u{0e47}'..='\u{0e4e}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_they_are_about() {
        for opened in
            ["email_open", "Email opened", "newsletterOpened", "mở_thư", "打开邮件", "เปิดอีเมล", "atvērts_epasts"]
        {
            assert!(OPENED.is(opened), "{opened}");
        }
        assert!(!OPENED.is("opportunity_created"));
        assert!(REQUEST.is("quote_request") && REQUEST.is("预约演示") && !REQUEST.is("demographic"));
        assert!(PAGE.is("page_view") && PAGE.is("pageView") && !PAGE.is("homepagers"));
        assert_eq!(OPENED.others("open"), 0);
        assert_eq!(OPENED.others("account_opened"), 1);
    }
}
