//! Files: compression, names, what cannot be read.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, unreachable_pub, dead_code)]

mod support;

use std::io::Write;
use std::path::Path;

use merit_events::{Compression, Format, Input, ReadOptions};
use support::{native, read_with, rows};

const LOGIN: &str = "{\"lead\":\"a\",\"at\":\"2025-03-20T10:00:00Z\",\"type\":\"login\"}\n";

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 1).unwrap()
}

fn read_file(name: &str, bytes: &[u8]) -> Result<usize, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let input = Input { name: name.to_owned(), ..Input::file(&path, None).unwrap() };
    let progress = std::sync::Arc::default();
    let options = ReadOptions { progress: Some(std::sync::Arc::clone(&progress)), ..ReadOptions::default() };
    let read = read_with(&[input], &native(), &options).map_err(|error| error.to_string())?;
    assert_eq!(progress.load(std::sync::atomic::Ordering::Relaxed), bytes.len() as u64);
    Ok(rows(&read).len())
}

#[test]
fn compressed_texts_with_several_members() {
    assert_eq!(read_file("a.ndjson", LOGIN.as_bytes()), Ok(1));
    assert_eq!(read_file("a.ndjson.gz", &[gzip(LOGIN), gzip(LOGIN)].concat()), Ok(2));
    assert_eq!(read_file("a.jsonl.zst", &[zstd(LOGIN), zstd(LOGIN), zstd(LOGIN)].concat()), Ok(3));
    let csv = "lead,at,type\na,2025-03-20T10:00:00Z,login\n";
    assert_eq!(read_file("a.csv.gz", &gzip(csv)), Ok(1));
    assert_eq!(read_file("a.CSV.ZST", &zstd(csv)), Ok(1));
    assert_eq!(read_file("empty.ndjson", b""), Ok(0));
}

#[test]
fn damaged_compression_is_told() {
    let whole = gzip(&LOGIN.repeat(1000));
    let cut = read_file("a.ndjson.gz", &whole[..whole.len() - 20]);
    assert_eq!(cut.unwrap_err(), "a.ndjson.gz: The compressed file ends too early; it was probably cut off.");
    let whole = zstd(&LOGIN.repeat(1000));
    let cut = read_file("a.ndjson.zst", &whole[..whole.len() - 5]);
    assert!(cut.unwrap_err().starts_with("a.ndjson.zst: The compressed file ends too early"));
    assert!(read_file("a.ndjson.gz", LOGIN.as_bytes()).unwrap_err().contains("cannot be decompressed as gzip"));
    assert!(read_file("a.ndjson.zst", LOGIN.as_bytes()).unwrap_err().contains("cannot be decompressed as Zstandard"));
}

#[test]
fn a_bomb_is_one_bad_record() {
    // Two gigabytes of one letter in a few kilobytes: nothing of it is kept.
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    let chunk = vec![b'a'; 1 << 20];
    for _ in 0..2048 {
        encoder.write_all(&chunk).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 1 << 20);
    let error = read_file("a.ndjson.zst", &bomb).unwrap_err();
    assert_eq!(error, "a.ndjson.zst:1: The record is longer than 16 MiB.");
}

#[test]
fn the_name_tells_the_format() {
    let format = |name: &str| Input::file(Path::new(name), None).map(|input| (input.format, input.compression));
    assert_eq!(format("x/a.b.JSONL").unwrap(), (Format::Ndjson, Compression::None));
    assert_eq!(format("a.csv.zst").unwrap(), (Format::Csv, Compression::Zstd));
    assert_eq!(format("a.parquet").unwrap(), (Format::Parquet, Compression::None));
    assert!(format("a.parquet.gz").unwrap_err().message.contains("unpack it first"));
    assert!(format("a.txt").unwrap_err().message.starts_with("The name does not tell the format"));
    let forced = Input::file(Path::new("a.txt.gz"), Some(Format::Csv)).unwrap();
    assert_eq!((forced.format, forced.compression), (Format::Csv, Compression::Gzip));
    assert_eq!(Input::stdin(None).format, Format::Ndjson);
}

#[test]
fn files_that_cannot_be_read() {
    let said = |path: &Path| {
        let input = Input { name: "x".into(), ..Input::file(path, None).unwrap() };
        read_with(&[input], &native(), &ReadOptions::default()).err().unwrap().to_string()
    };
    assert_eq!(said(Path::new("no/such/file.ndjson")), "x: There is no such file.");
    assert_eq!(said(Path::new("no/such/file.parquet")), "x: There is no such file.");
    let folder = tempfile::tempdir().unwrap();
    for name in ["folder.ndjson", "folder.csv", "folder.parquet"] {
        let path = folder.path().join(name);
        std::fs::create_dir(&path).unwrap();
        assert_eq!(said(&path), "x: This is a folder, not a file.");
    }
    let stdin = Input { ..Input::stdin(Some(Format::Parquet)) };
    let error = read_with(&[stdin], &native(), &ReadOptions::default()).err().unwrap();
    assert_eq!(error.to_string(), "-: Parquet cannot be read from standard input; name a file.");
}
