//! Long comparisons of engine and oracle: `oracle [FIRST SEED] [NUMBER OF SEEDS] [THREADS]`.

use merit_tests::comparison::{be_quiet, run};

fn main() {
    let numbers: Vec<u64> = std::env::args().skip(1).map(|text| text.parse().expect("a number")).collect();
    let number = |at: usize, default: u64| numbers.get(at).copied().unwrap_or(default);
    let (first, count, threads) = (number(0, 0), number(1, 100_000), number(2, 2));
    let begun = std::time::Instant::now();
    be_quiet();
    let totals = run(first..first + count, threads as usize, 10);
    for report in &totals.reports {
        println!("{report}\n");
    }
    for (what, count) in &totals.seen {
        println!("{count:12} {what}");
    }
    println!(
        "{} pairs, {} different, {} rejected by the compiler, {:.0?}",
        totals.pairs,
        totals.different,
        totals.rejected,
        begun.elapsed()
    );
    if totals.different + totals.rejected > 0 {
        std::process::exit(1);
    }
}
