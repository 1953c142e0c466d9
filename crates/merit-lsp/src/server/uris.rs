//! Addresses of documents.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use gen_lsp_types::Uri;

/// The path of a document. One that is no file (`untitled:Untitled-1`) has its whole address as a relative path, so that
/// it can be a document like any other, in a project of its own.
#[must_use]
pub fn path_of(uri: &Uri) -> PathBuf {
    let text = uri.as_ref();
    let Some(rest) = strip_scheme(text) else { return PathBuf::from(text) };
    // `file:///path` has no host, `file://host/path` has one.
    let path = if rest.starts_with('/') { decoded(rest) } else { format!("//{}", decoded(rest)) };
    // `/C:/scores` on Windows.
    let is_drive = matches!(path.as_bytes(), [b'/', letter, b':', ..] if letter.is_ascii_alphabetic());
    match path.strip_prefix('/') {
        Some(path) if is_drive && cfg!(windows) => PathBuf::from(path),
        _ => PathBuf::from(path),
    }
}

fn strip_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(':')?;
    scheme.eq_ignore_ascii_case("file").then(|| rest.strip_prefix("//").unwrap_or(rest))
}

/// `%20` as what it stands for; what is no UTF-8 afterwards becomes a replacement character.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes().iter();
    while let Some(&byte) = rest.next() {
        let ahead = rest.as_slice();
        let digits = || Some((hex(*ahead.first()?)?, hex(*ahead.get(1)?)?));
        match if byte == b'%' { digits() } else { None } {
            Some((high, low)) => {
                bytes.push(high * 16 + low);
                rest.nth(1);
            }
            None => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    (digit as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// The address of a path.
#[must_use]
pub fn uri_of(path: &Path) -> Uri {
    let shown = path.to_string_lossy().replace('\\', "/");
    if path.is_relative() && !shown.starts_with('/') {
        return Uri(shown);
    }
    let mut text = String::from(if shown.starts_with("//") {
        "file:"
    } else if shown.starts_with('/') {
        "file://"
    } else {
        "file:///"
    });
    for byte in shown.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => text.push(byte as char),
            byte => {
                let _ = write!(text, "%{byte:02X}");
            }
        }
    }
    Uri(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_addresses_are_two_ways_to_say_the_same() {
        for path in ["/a/b.score", "/with blank/ไทย%/ü#?.score", "/c:/x.score"] {
            assert_eq!(path_of(&uri_of(Path::new(path))), Path::new(path));
        }
        assert_eq!(uri_of(Path::new("/a b")).as_ref(), "file:///a%20b");
        assert_eq!(path_of(&Uri::from("file:///a%20b/%E0%b9%84.score")), Path::new("/a b/ไ.score"));
        assert_eq!(path_of(&Uri::from("FILE:/a%2")), Path::new("/a%2"));
        assert_eq!(path_of(&Uri::from("file://server/share/a")), Path::new("//server/share/a"));
        assert_eq!(uri_of(Path::new("//server/share/a")).as_ref(), "file://server/share/a");
        assert_eq!(uri_of(&path_of(&Uri::from("untitled:Untitled-1"))).as_ref(), "untitled:Untitled-1");
    }
}
