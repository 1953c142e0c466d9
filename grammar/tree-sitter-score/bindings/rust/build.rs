//! Compiles the committed parser.

fn main() {
    let files = ["src/parser.c", "src/scanner.c"];
    cc::Build::new().std("c11").include("src").files(files).warnings(false).compile("tree-sitter-score");
    for file in files.iter().chain(&["src/tree_sitter/parser.h"]) {
        println!("cargo:rerun-if-changed={file}");
    }
}
