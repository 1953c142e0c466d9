//! Numbers in words.

/// `1,204`
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut said = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

/// `1,204 leads`
pub(super) fn leads(number: usize) -> String {
    if number == 1 { "1 lead".to_owned() } else { format!("{} leads", grouped(number)) }
}

/// ` (12%)`: rounded, but neither nothing nor all where it is not.
pub(super) fn share(part: usize, all: usize) -> String {
    if all == 0 {
        return String::new();
    }
    let percent = (part * 200 + all) / (all * 2);
    match percent {
        0 if part > 0 => " (under 1%)".to_owned(),
        100 if part < all => " (over 99%)".to_owned(),
        percent => format!(" ({percent}%)"),
    }
}

/// ` of a sample of 1 in 16 leads`
pub(super) fn of_sample(one_in: u64) -> String {
    if one_in == 1 { String::new() } else { format!(" of a sample of 1 in {one_in} leads") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_as_people_write_them() {
        assert_eq!(leads(0), "0 leads");
        assert_eq!(leads(1), "1 lead");
        assert_eq!(leads(1_204), "1,204 leads");
        assert_eq!(leads(1_000_000), "1,000,000 leads");
        assert_eq!(share(1_204, 10_033), " (12%)");
        assert_eq!(share(1, 201), " (under 1%)");
        assert_eq!(share(200, 201), " (over 99%)");
        assert_eq!(share(1, 200), " (1%)");
        assert_eq!((share(0, 7), share(7, 7), share(0, 0)), (" (0%)".into(), " (100%)".into(), String::new()));
    }
}
