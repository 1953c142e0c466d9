//! The examples of the language are read without a fault.

use merit_diagnostics::{FileId, SourceFile};
use merit_syntax::{outline, parse};

/// Every finding as `CODE line:column message`.
fn findings(text: &str) -> Vec<String> {
    let parsed = parse(FileId::default(), text);
    let (_, placed) = outline(&parsed.tree, FileId::default(), text);
    let file = SourceFile::new("a.score", text);
    let all = parsed.diagnostics.iter().chain(&placed);
    all.map(|found| {
        let at = file.line_column(found.main.place.span.start);
        format!("{} {}:{} {}", found.code, at.line, at.column, found.message)
    })
    .collect()
}

macro_rules! sound {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            let text = include_str!(concat!("examples/", stringify!($name), ".score"));
            assert_eq!(findings(text), Vec::<String>::new());
            // The same file as another system writes it.
            let crlf = format!("\u{feff}{}", text.replace('\n', "\r\n"));
            assert_eq!(findings(&crlf), Vec::<String>::new());
        }
    )*};
}
sound!(acme ads b2b small_ladders vocabulary website workspace);
