//! The order of ids, mostly told by a few bytes.

/// How many bytes at the beginning all of some ids share.
pub(crate) fn shared<'i>(mut ids: impl Iterator<Item = &'i str>) -> usize {
    let Some(first) = ids.next() else { return 0 };
    ids.fold(first.len(), |shared, id| {
        let both = first.bytes().zip(id.bytes()).take(shared);
        both.take_while(|(a, b)| a == b).count()
    })
}

/// Eight bytes of an id behind those that all ids share, as a number that orders like them. Ids whose numbers are equal are to be
/// compared themselves.
pub(crate) fn bytes(id: &str, shared: usize) -> u64 {
    let rest = id.as_bytes().get(shared..).unwrap_or_default();
    if let Some(bytes) = rest.first_chunk() {
        return u64::from_be_bytes(*bytes);
    }
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(rest).for_each(|(byte, of_id)| *byte = *of_id);
    u64::from_be_bytes(bytes)
}

/// Sorts by ids, whose `bytes` are known.
pub(crate) fn sort<'i, T>(all: &mut [T], bytes: impl Fn(&T) -> u64, id: impl Fn(&T) -> &'i str) {
    // Numbers alone are compared without a branch; mostly they are all different.
    all.sort_unstable_by_key(&bytes);
    settle(all, bytes, id);
}

/// Sorts those whose numbers are equal, where they are in the order of their numbers.
pub(crate) fn settle<'i, T>(all: &mut [T], bytes: impl Fn(&T) -> u64, id: impl Fn(&T) -> &'i str) {
    for same in all.chunk_by_mut(|a, b| bytes(a) == bytes(b)).filter(|same| same.len() > 1) {
        same.sort_unstable_by(|a, b| id(a).cmp(id(b)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_order_like_ids() {
        let mut ids = ["lead 10", "lead 9", "lead", "lead 1", "lead 1234567890", "lead ขวัญ", "lead 1\u{0}"];
        let shared = shared(ids.iter().copied());
        assert_eq!(shared, 4);
        ids.sort_by_key(|id| (bytes(id, shared), *id));
        assert!(ids.is_sorted());
        ids.reverse();
        sort(&mut ids, |id| bytes(id, shared), |id| *id);
        assert!(ids.is_sorted());
        assert_eq!(super::shared(["ab", "abc", "abd"].into_iter()), 2);
        assert_eq!(super::shared(std::iter::empty()), 0);
    }
}
