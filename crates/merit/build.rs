//! Puts the page of every check (`docs/checks/CODE.md`) into the program.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let from = |name: &str| env::var(name).map_err(io::Error::other);
    let folder = Path::new(&from("CARGO_MANIFEST_DIR")?).join("../../docs/checks");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut pages = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("").to_owned();
        let is_code = stem.len() == 4 && stem.bytes().skip(1).all(|byte| byte.is_ascii_digit());
        if is_code && path.extension().is_some_and(|extension| extension == "md") {
            println!("cargo::rerun-if-changed={}", path.display());
            pages.push((stem, fs::read_to_string(&path)?));
        }
    }
    pages.sort();
    let table = format!("&{pages:?}");
    fs::write(Path::new(&from("OUT_DIR")?).join("pages.rs"), table)
}
