//! Parallel moves: many registers change places "at once".
//!
//! The order of the moves, and the use of one scratch place to break cycles, is worked out here once and for both
//! architectures; the templates then emit one plain move after the other. Places are any small comparable type.

/// Orders `moves`, pairs of (destination, source), so that each source is read before it is overwritten. Cycles go
/// through `scratch`, which must occur in no move. No two destinations may be equal.
pub fn sequence<T: Copy + PartialEq>(moves: &[(T, T)], scratch: T) -> Vec<(T, T)> {
    let mut pending: Vec<(T, T)> = moves
        .iter()
        .copied()
        .filter(|(dst, src)| dst != src)
        .collect();
    let mut ordered = Vec::with_capacity(pending.len() + 1);
    while !pending.is_empty() {
        let free = pending
            .iter()
            .position(|(dst, _)| !pending.iter().any(|(_, src)| src == dst));
        if let Some(at) = free {
            ordered.push(pending.swap_remove(at));
            continue;
        }
        // Every destination is still needed as a source: only cycles are left. Park one source in the scratch place,
        // which frees that place as a destination.
        let parked = pending[0].1;
        ordered.push((scratch, parked));
        for (_, src) in &mut pending {
            if *src == parked {
                *src = scratch;
            }
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs the sequence on numbered places and compares with the moves done at once.
    fn check(moves: &[(u8, u8)]) {
        let mut places: Vec<u8> = (0..16).collect();
        let mut expected = places.clone();
        for &(dst, src) in moves {
            expected[dst as usize] = places[src as usize];
        }
        for (dst, src) in sequence(moves, 15) {
            places[dst as usize] = places[src as usize];
        }
        assert_eq!(places[..15], expected[..15], "{moves:?}");
    }

    #[test]
    fn all_assignments_of_four_places() {
        for code in 0..4usize.pow(4) {
            let moves: Vec<(u8, u8)> = (0..4)
                .map(|i| (i as u8, (code / 4usize.pow(i) % 4) as u8))
                .collect();
            check(&moves);
        }
    }

    #[test]
    fn two_cycles_and_a_chain() {
        check(&[(0, 1), (1, 0), (2, 3), (3, 4), (4, 2), (5, 0), (6, 5)]);
    }
}
