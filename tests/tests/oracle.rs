//! Engine and oracle on random models and logs: `MERIT_ORACLE_PAIRS` says how many (3,000 without it), and
//! `MERIT_ORACLE_FIRST` the first seed. Every result, transition, due trigger and labelled subtotal must be equal, with
//! records in order and shuffled, in large and small batches, on one thread and two; every construct of the language
//! must have decided something.

use merit_tests::comparison::{be_quiet, run};

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn engine_and_oracle_agree() {
    let (first, pairs) = (number("MERIT_ORACLE_FIRST", 0), number("MERIT_ORACLE_PAIRS", 3_000));
    be_quiet();
    let totals = run(first..first + pairs, 2, 5);
    let _ = std::panic::take_hook();
    assert_eq!(totals.reports, Vec::<String>::new(), "\n{}\n", totals.reports.join("\n\n"));
    assert_eq!((totals.pairs, totals.different, totals.rejected), (pairs, 0, 0));
    if pairs >= 1_000 {
        assert_eq!(totals.missing(), Vec::<&str>::new(), "never decided anything in {pairs} pairs");
    }
}
