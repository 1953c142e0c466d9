//! Which leads are in a sample.

/// The rank of a lead, spread evenly over all numbers by its id alone: one in 2 to the n of all leads has n leading
/// zeros. It is the same in every version and on every machine (FNV-1a, mixed).
pub(super) fn rank(lead: &str) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for byte in lead.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
    }
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    hash ^ (hash >> 33)
}

/// True when a rank is among one in 2 to the `rate`.
pub(super) const fn is_in(rank: u64, rate: u32) -> bool {
    rank.leading_zeros() >= rate
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_are_spread_evenly_and_each_rate_holds_half_of_the_one_before() {
        let ranks: Vec<u64> = (0..100_000).map(|number| rank(&format!("lead-{number}"))).collect();
        for rate in 0..6 {
            let found = ranks.iter().filter(|rank| is_in(**rank, rate)).count();
            let expected = 100_000 >> rate;
            assert!(found.abs_diff(expected) < 1_000, "1 in 2^{rate}: {found}, not about {expected}");
        }
        // Part of what people see: a change of it changes every sampled number.
        assert_eq!(rank("4711"), rank("4711"));
        assert_ne!(rank("4711"), rank("4712"));
    }
}
