//! A stable merge sort with few comparisons, for comparisons that are dear and may fail.
//!
//! Natural runs are found (and short ones lengthened by binary insertion), and merged in the order that the *powersort*
//! rule gives (Munro and Wild, 2018; CPython uses it too); merging gallops where one run keeps winning. When a comparison
//! fails, the slice holds a permutation of what it held before: nothing is lost.

/// Runs are made at least this long, if the slice is longer than twice this.
const MIN_RUN_LIMIT: usize = 64;
/// How often in a row one run must win before merging gallops.
const MIN_GALLOP: usize = 7;

/// A run, and the power of the boundary behind it (the level in the merge tree at which it is merged with its neighbour).
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    len: usize,
    power: u32,
}

/// Sorts `items` so that no item is `lt` one before it; equal ones keep their order.
pub fn sort_by<T: Copy, E>(
    items: &mut [T],
    lt: impl FnMut(T, T) -> Result<bool, E>,
) -> Result<(), E> {
    let n = items.len();
    if n < 2 {
        return Ok(());
    }
    let mut sorter = Sorter {
        items,
        lt,
        temp: Vec::new(),
        min_gallop: MIN_GALLOP,
    };
    let min_run = min_run(n);
    let mut runs: Vec<Run> = Vec::new();
    let mut start = 0;
    while start < n {
        let mut len = sorter.count_run(start)?;
        if len < min_run {
            let forced = min_run.min(n - start);
            sorter.insert_sorted(start, len, forced)?;
            len = forced;
        }
        if let Some(last) = runs.last().copied() {
            let power = boundary_power(last.start, last.len, len, n);
            while runs.len() > 1 && runs[runs.len() - 2].power > power {
                sorter.merge_last(&mut runs)?;
            }
            runs.last_mut().expect("a run was pushed").power = power;
        }
        runs.push(Run {
            start,
            len,
            power: 0,
        });
        start += len;
    }
    while runs.len() > 1 {
        sorter.merge_last(&mut runs)?;
    }
    Ok(())
}

/// The length that runs are brought to: `n` over a power of two, just below or at it.
fn min_run(mut n: usize) -> usize {
    let mut odd = 0;
    while n >= MIN_RUN_LIMIT {
        odd |= n & 1;
        n >>= 1;
    }
    n + odd
}

/// The depth, in a perfectly balanced merge tree over `n` items, of the node that separates the two adjacent runs: the
/// first bit in which the runs' midpoints, as fractions of `n`, differ.
fn boundary_power(start: usize, len1: usize, len2: usize, n: usize) -> u32 {
    // Twice the midpoints, so that they are whole numbers.
    let mut a = 2 * start + len1;
    let mut b = a + len1 + len2;
    let mut power = 0;
    loop {
        power += 1;
        if a >= n {
            a -= n;
            b -= n;
        } else if b >= n {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

struct Sorter<'a, T, F> {
    items: &'a mut [T],
    lt: F,
    temp: Vec<T>,
    min_gallop: usize,
}

impl<T: Copy, E, F: FnMut(T, T) -> Result<bool, E>> Sorter<'_, T, F> {
    /// The length of the run that begins at `start`; a strictly falling one is reversed.
    fn count_run(&mut self, start: usize) -> Result<usize, E> {
        let n = self.items.len();
        let mut at = start + 1;
        if at == n {
            return Ok(1);
        }
        let falling = (self.lt)(self.items[at], self.items[at - 1])?;
        at += 1;
        while at < n && (self.lt)(self.items[at], self.items[at - 1])? == falling {
            at += 1;
        }
        if falling {
            self.items[start..at].reverse();
        }
        Ok(at - start)
    }

    /// Lengthens the sorted run of `len` items at `start` to `to` items, by binary insertion.
    fn insert_sorted(&mut self, start: usize, len: usize, to: usize) -> Result<(), E> {
        for at in start + len..start + to {
            let item = self.items[at];
            let (mut low, mut high) = (start, at);
            while low < high {
                let mid = low + (high - low) / 2;
                if (self.lt)(item, self.items[mid])? {
                    high = mid;
                } else {
                    low = mid + 1;
                }
            }
            self.items.copy_within(low..at, low + 1);
            self.items[low] = item;
        }
        Ok(())
    }

    /// Merges the last two runs.
    fn merge_last(&mut self, runs: &mut Vec<Run>) -> Result<(), E> {
        let b = runs.pop().expect("two runs");
        let a = *runs.last().expect("two runs");
        debug_assert!(a.start + a.len == b.start);
        let merged = runs.last_mut().expect("two runs");
        merged.len += b.len;
        merged.power = b.power;
        // Items of the first run that are not greater than the second run's first are in place already; so are those
        // of the second run that are not less than the first run's last.
        let skip = gallop(
            &mut self.lt,
            self.items[b.start],
            &self.items[a.start..b.start],
            0,
            Side::After,
        )?;
        let start = a.start + skip;
        let len1 = a.len - skip;
        if len1 == 0 {
            return Ok(());
        }
        let len2 = gallop(
            &mut self.lt,
            self.items[b.start - 1],
            &self.items[b.start..b.start + b.len],
            b.len - 1,
            Side::Before,
        )?;
        if len2 == 0 {
            return Ok(());
        }
        if len1 <= len2 {
            self.merge_forward(start, len1, len2)
        } else {
            self.merge_backward(start, len1, len2)
        }
    }

    /// Merges two adjacent runs from the front, with the first one copied aside.
    fn merge_forward(&mut self, start: usize, len1: usize, len2: usize) -> Result<(), E> {
        self.temp.clear();
        self.temp
            .extend_from_slice(&self.items[start..start + len1]);
        // Between `dest` and `b` there is always room for exactly the rest of `temp`.
        let (mut a, mut b, mut dest) = (0, start + len1, start);
        let end = start + len1 + len2;
        let result = self.merge_forward_loop(&mut a, &mut b, &mut dest, end);
        self.items[dest..dest + (len1 - a)].copy_from_slice(&self.temp[a..]);
        result
    }

    fn merge_forward_loop(
        &mut self,
        a: &mut usize,
        b: &mut usize,
        dest: &mut usize,
        end: usize,
    ) -> Result<(), E> {
        loop {
            let (mut wins_a, mut wins_b) = (0, 0);
            // One item at a time, until one run keeps winning.
            while wins_a < self.min_gallop && wins_b < self.min_gallop {
                if *a == self.temp.len() || *b == end {
                    return Ok(());
                }
                if (self.lt)(self.items[*b], self.temp[*a])? {
                    self.items[*dest] = self.items[*b];
                    *b += 1;
                    (wins_a, wins_b) = (0, wins_b + 1);
                } else {
                    self.items[*dest] = self.temp[*a];
                    *a += 1;
                    (wins_a, wins_b) = (wins_a + 1, 0);
                }
                *dest += 1;
            }
            // Whole stretches at a time, while they are long.
            loop {
                if *a == self.temp.len() || *b == end {
                    return Ok(());
                }
                let n = gallop(
                    &mut self.lt,
                    self.items[*b],
                    &self.temp[*a..],
                    0,
                    Side::After,
                )?;
                self.items[*dest..*dest + n].copy_from_slice(&self.temp[*a..*a + n]);
                *a += n;
                *dest += n;
                if *a == self.temp.len() {
                    return Ok(());
                }
                let m = gallop(
                    &mut self.lt,
                    self.temp[*a],
                    &self.items[*b..end],
                    0,
                    Side::Before,
                )?;
                self.items.copy_within(*b..*b + m, *dest);
                *b += m;
                *dest += m;
                if n < MIN_GALLOP && m < MIN_GALLOP {
                    self.min_gallop += 1;
                    break;
                }
                self.min_gallop = self.min_gallop.saturating_sub(1).max(1);
            }
        }
    }

    /// Merges two adjacent runs from the back, with the second one copied aside.
    fn merge_backward(&mut self, start: usize, len1: usize, len2: usize) -> Result<(), E> {
        self.temp.clear();
        self.temp
            .extend_from_slice(&self.items[start + len1..start + len1 + len2]);
        // `a` and `b` are the ends of what is left; between `a` and `dest` there is room for exactly the rest of `temp`.
        let (mut a, mut b, mut dest) = (start + len1, len2, start + len1 + len2);
        let result = self.merge_backward_loop(start, &mut a, &mut b, &mut dest);
        self.items[dest - b..dest].copy_from_slice(&self.temp[..b]);
        result
    }

    fn merge_backward_loop(
        &mut self,
        start: usize,
        a: &mut usize,
        b: &mut usize,
        dest: &mut usize,
    ) -> Result<(), E> {
        loop {
            let (mut wins_a, mut wins_b) = (0, 0);
            while wins_a < self.min_gallop && wins_b < self.min_gallop {
                if *a == start || *b == 0 {
                    return Ok(());
                }
                if (self.lt)(self.temp[*b - 1], self.items[*a - 1])? {
                    self.items[*dest - 1] = self.items[*a - 1];
                    *a -= 1;
                    (wins_a, wins_b) = (wins_a + 1, 0);
                } else {
                    self.items[*dest - 1] = self.temp[*b - 1];
                    *b -= 1;
                    (wins_a, wins_b) = (0, wins_b + 1);
                }
                *dest -= 1;
            }
            loop {
                if *a == start || *b == 0 {
                    return Ok(());
                }
                let len = *a - start;
                let n = len
                    - gallop(
                        &mut self.lt,
                        self.temp[*b - 1],
                        &self.items[start..*a],
                        len - 1,
                        Side::After,
                    )?;
                self.items.copy_within(*a - n..*a, *dest - n);
                *a -= n;
                *dest -= n;
                if *a == start {
                    return Ok(());
                }
                let m = *b
                    - gallop(
                        &mut self.lt,
                        self.items[*a - 1],
                        &self.temp[..*b],
                        *b - 1,
                        Side::Before,
                    )?;
                self.items[*dest - m..*dest].copy_from_slice(&self.temp[*b - m..*b]);
                *b -= m;
                *dest -= m;
                if n < MIN_GALLOP && m < MIN_GALLOP {
                    self.min_gallop += 1;
                    break;
                }
                self.min_gallop = self.min_gallop.saturating_sub(1).max(1);
            }
        }
    }
}

/// On which side of equal items a key belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// How many of the sorted `run`'s items come before `key`: exponential search from `hint`, then binary search.
fn gallop<T: Copy, E>(
    lt: &mut impl FnMut(T, T) -> Result<bool, E>,
    key: T,
    run: &[T],
    hint: usize,
    side: Side,
) -> Result<usize, E> {
    // Whether `run[i]` comes before the key.
    let mut before = |i: usize| match side {
        Side::Before => lt(run[i], key),
        Side::After => Ok(!lt(key, run[i])?),
    };
    // Invariant: everything below `low` comes before the key, nothing from `high` on does.
    let (mut low, mut high);
    if before(hint)? {
        low = hint + 1;
        high = run.len();
        let mut step = 1;
        while hint + step < high {
            if !before(hint + step)? {
                high = hint + step;
                break;
            }
            low = hint + step + 1;
            step = step * 2 + 1;
        }
    } else {
        low = 0;
        high = hint;
        let mut step = 1;
        while step <= hint {
            if before(hint - step)? {
                low = hint - step + 1;
                break;
            }
            high = hint - step;
            step = step * 2 + 1;
        }
    }
    while low < high {
        let mid = low + (high - low) / 2;
        if before(mid)? {
            low = mid + 1;
        } else {
            high = mid;
        }
    }
    Ok(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Inputs of several characters, from a fixed generator.
    fn inputs() -> Vec<Vec<(u32, u32)>> {
        let mut state = 12345u32;
        let mut random = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 8
        };
        let mut all = Vec::new();
        for n in [0usize, 1, 2, 3, 10, 63, 64, 65, 200, 1000, 5000] {
            for shape in 0..7 {
                let keys: Vec<u32> = (0..n as u32)
                    .map(|i| match shape {
                        0 => random(),
                        1 => i,
                        2 => n as u32 - i,
                        3 => random() % 10,
                        4 => i % 100,
                        5 => i / 3 + random() % 5,
                        _ => {
                            if random() % 50 == 0 {
                                random()
                            } else {
                                i
                            }
                        }
                    })
                    .collect();
                all.push(keys.into_iter().zip(0..).collect());
            }
        }
        all
    }

    #[test]
    fn sorts_stably() {
        for input in inputs() {
            let mut expected = input.clone();
            expected.sort_by_key(|&(k, _)| k);
            let mut sorted = input;
            sort_by(&mut sorted, |a, b| Ok::<_, ()>(a.0 < b.0)).unwrap();
            assert_eq!(sorted, expected);
        }
    }

    #[test]
    fn a_failing_comparison_loses_nothing() {
        for input in inputs() {
            for limit in [1, 5, 50, 500, 4000] {
                let mut count = 0;
                let mut items = input.clone();
                let _ = sort_by(&mut items, |a, b| {
                    count += 1;
                    if count > limit {
                        Err(())
                    } else {
                        Ok(a.0 < b.0)
                    }
                });
                items.sort_by_key(|&(_, i)| i);
                assert_eq!(items, input);
            }
        }
    }
}
