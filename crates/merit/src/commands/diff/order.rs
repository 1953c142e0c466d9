//! Flags may stand after the paths, as people write them: `merit diff main -- models/acme.score --events log.ndjson`.

use std::ffi::OsString;

/// The arguments of the command line; for `merit diff`, with the flags that stand after `--` moved before it. A path that
/// begins with a dash is written with its folder: `./-x.score`.
pub(crate) fn flags_before_paths(args: Vec<OsString>) -> Vec<OsString> {
    let Some(end) = args.iter().position(|arg| arg == "--") else { return args };
    let is_flag = |arg: &OsString| arg.to_string_lossy().starts_with('-');
    let command = match args.get(1) {
        Some(color) if color == "--color" => 3,
        Some(first) if is_flag(first) => 2,
        _ => 1,
    };
    let (before, after) = args.split_at(end);
    if before.get(command).is_none_or(|command| command != "diff") {
        return args;
    }
    let paths = after.iter().skip(1).position(is_flag).map_or(after.len(), |at| at + 1);
    let (paths, flags) = after.split_at(paths);
    before.iter().chain(flags).chain(paths).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::flags_before_paths;

    fn moved(args: &str) -> String {
        let moved = flags_before_paths(args.split(' ').map(Into::into).collect());
        moved.iter().map(|arg| arg.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn flags_after_the_paths_are_flags() {
        let same = [
            "merit diff main",
            "merit diff main --format json -- a.score b.score",
            "merit diff main --",
            "merit check -- -x.score --strict",
            "merit --color never fmt -- a.score --diff",
        ];
        for args in same {
            assert_eq!(moved(args), args);
        }
        let wanted = "merit diff main --events l.ndjson --as-of 2026-01-01 -- a.score";
        assert_eq!(moved("merit diff main -- a.score --events l.ndjson --as-of 2026-01-01"), wanted);
        assert_eq!(
            moved("merit --color never diff a -- b --format json"),
            "merit --color never diff a --format json -- b"
        );
        assert_eq!(moved("merit --color=never diff a -- b -o x"), "merit --color=never diff a -o x -- b");
    }
}
