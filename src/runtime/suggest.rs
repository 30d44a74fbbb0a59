//! "Did you mean": the nearest of some names, by CPython's edit distance and limits.

use crate::error::Raised;
use crate::thread::Thread;

/// Cost of inserting, deleting or replacing a character; changing only the case of one costs half.
const MOVE: usize = 2;
const CASE: usize = 1;
/// Longer names are not compared.
const MAX_LEN: usize = 40;
/// So many candidates are not looked at.
const MAX_CANDIDATES: usize = 750;

fn substitution(a: u8, b: u8) -> usize {
    if a == b {
        0
    } else if a.eq_ignore_ascii_case(&b) {
        CASE
    } else {
        MOVE
    }
}

/// The edit distance, or more than `max` if it is more than `max`.
fn distance(a: &str, b: &str, max: usize) -> usize {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
        if x != y {
            break;
        }
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., x], [rest_b @ .., y]) = (a, b) {
        if x != y {
            break;
        }
        (a, b) = (rest_a, rest_b);
    }
    if a.is_empty() || b.is_empty() {
        return (a.len() + b.len()) * MOVE;
    }
    if a.len() > MAX_LEN || b.len() > MAX_LEN {
        return max + 1;
    }
    if b.len() < a.len() {
        (a, b) = (b, a);
    }
    if (b.len() - a.len()) * MOVE > max {
        return max + 1;
    }
    let mut row: Vec<usize> = (1..=a.len()).map(|n| n * MOVE).collect();
    let mut result = 0;
    for (bi, &y) in b.iter().enumerate() {
        let mut diagonal = bi * MOVE;
        result = diagonal;
        let mut least = usize::MAX;
        for (ai, &x) in a.iter().enumerate() {
            let substituted = diagonal + substitution(y, x);
            diagonal = row[ai];
            let moved = result.min(diagonal) + MOVE;
            result = substituted.min(moved);
            row[ai] = result;
            least = least.min(result);
        }
        if least > max {
            return max + 1;
        }
    }
    result
}

/// TypeError about a keyword argument that a native function does not have, with the nearest of those it has.
#[cold]
pub fn unexpected_keyword<'a>(
    th: &Thread,
    function: &str,
    name: &str,
    names: impl ExactSizeIterator<Item = &'a str>,
) -> Raised {
    let hint = closest(name, names.len(), names)
        .map_or_else(String::new, |near| format!(". Did you mean '{near}'?"));
    th.type_error(format!(
        "{function}() got an unexpected keyword argument '{name}'{hint}"
    ))
}

/// The candidate nearest to `name`, if one is near enough; `count` says how many there are.
pub fn closest<'a>(
    name: &str,
    count: usize,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    if count >= MAX_CANDIDATES {
        return None;
    }
    let mut best: Option<(&str, usize)> = None;
    for candidate in candidates {
        if candidate == name {
            continue;
        }
        let mut max = (name.len() + candidate.len() + 3) * MOVE / 6;
        if let Some((_, d)) = best {
            max = max.min(d.saturating_sub(1));
        }
        let d = distance(name, candidate, max);
        if d <= max && best.is_none_or(|(_, b)| d < b) {
            best = Some((candidate, d));
        }
        if matches!(best, Some((_, 0))) {
            break;
        }
    }
    best.map(|(c, _)| c)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn near_names_are_found() {
        assert_eq!(
            closest("pritn", 2, ["print", "input"].into_iter()),
            Some("print")
        );
        assert_eq!(closest("Print", 1, ["print"].into_iter()), Some("print"));
        assert_eq!(
            closest("x", 2, ["completely", "different"].into_iter()),
            None
        );
    }
}
