//! Guards forced to exit although they hold, so that every exit can be tested.
//!
//! A guard may leave its trace whenever it is reached (the op table's `Force::Always`), because its snapshot lies before
//! what it guards: the interpreter then comes to the same result. `-X jit-force=WHEN:PART/PARTS` chooses when, and which
//! guards: those whose identity falls into one part out of so many. The union over all parts is every guard, and cutting a
//! part in two (`k/n` into `k/2n` and `k+n/2n`) bisects to a single one.
//!
//! Each chosen guard has a word that counts down in front of it; when it comes to zero, the guard's own exit is taken. So
//! what is tested is the exit as it is, stub, side trace and all. *Middle* and *last* need to know how often a guard is
//! reached: the word starts at zero where nothing is known, so that it never comes to zero again, and what it has counted is
//! written to a profile, from which a second run of the same program reads.
//!
//! A guard's identity does not depend on numbers that change when something else is compiled: it is made from the place of
//! the root trace's head, the way through the tree, and the exit's number.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

/// When a forced guard exits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// Each time that it is reached.
    Always,
    /// The n-th time that it is reached, from 1.
    Nth(u64),
    /// Half-way through the times of the profile.
    Middle,
    /// The last of the times of the profile.
    Last,
}

/// What `-X jit-force=` says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Force {
    pub when: When,
    /// Which part of the guards.
    pub part: u64,
    /// Out of how many parts.
    pub parts: u64,
    /// The profile's file, where one is needed.
    pub profile: Option<String>,
}

impl Force {
    /// Understands `WHEN`, `WHEN:PART/PARTS`, `WHEN:PART/PARTS:PROFILE`.
    pub fn parse(text: &str) -> Option<Force> {
        let mut pieces = text.splitn(3, ':');
        let when = match pieces.next()? {
            "always" => When::Always,
            "first" => When::Nth(1),
            "middle" => When::Middle,
            "last" => When::Last,
            n => When::Nth(n.parse().ok().filter(|&n| n > 0)?),
        };
        let (part, parts) = match pieces.next() {
            Some(text) => {
                let (part, parts) = text.split_once('/')?;
                (part.parse().ok()?, parts.parse().ok()?)
            }
            None => (0, 1),
        };
        (part < parts).then(|| Force {
            when,
            part,
            parts,
            profile: pieces.next().map(String::from),
        })
    }
}

/// The word in front of a forced guard.
#[derive(Clone, Copy, Debug)]
struct Word {
    /// What it held at first: 0 where it only counts.
    start: u64,
    now: &'static AtomicU64,
}

/// The words of one trace's forced guards.
#[derive(Debug, Default)]
pub struct Words {
    /// The trace's identity.
    pub key: u64,
    /// For each exit that is forced, the word that machine code counts down; it lives for ever.
    words: HashMap<u16, Word>,
}

/// What is known of guards from an earlier run, and what this one finds out.
#[derive(Debug, Default)]
pub struct Profile {
    /// How often each guard was reached, by its identity; empty in the run that finds out.
    pub reached: HashMap<u64, u64>,
    /// How many roots there have been at a head, by the head's identity.
    roots: HashMap<u64, u64>,
}

fn hash(parts: impl Hash) -> u64 {
    let mut h = DefaultHasher::new();
    parts.hash(&mut h);
    h.finish()
}

impl Profile {
    /// Reads a profile; an empty one where there is none yet.
    pub fn read(path: &str) -> Profile {
        let mut profile = Profile::default();
        for line in std::fs::read_to_string(path).unwrap_or_default().lines() {
            if let Some((key, count)) = line.split_once(' ')
                && let (Ok(key), Ok(count)) = (u64::from_str_radix(key, 16), count.parse())
            {
                profile.reached.insert(key, count);
            }
        }
        profile
    }

    /// The identity of a new root trace at the instruction `pc` of a code unit.
    pub fn root(&mut self, name: &str, line: u32, pc: u32) -> u64 {
        let head = hash((name, line, pc));
        let nth = self.roots.entry(head).or_insert(0);
        *nth += 1;
        hash((head, *nth))
    }

    /// The identity of a side trace at an exit of a trace.
    pub fn side(parent: u64, exit: u16) -> u64 {
        hash((parent, exit))
    }
}

impl Words {
    /// The address of the word in front of a guard, if it is forced: the word is made when it is asked for first.
    pub fn word(&mut self, force: &Force, profile: &Profile, exit: u16) -> Option<usize> {
        let key = Profile::side(self.key, exit);
        if key % force.parts != force.part {
            return None;
        }
        let start = match force.when {
            When::Always => 1,
            When::Nth(n) => n,
            When::Middle => profile.reached.get(&key).map_or(0, |n| n.div_ceil(2)),
            When::Last => profile.reached.get(&key).copied().unwrap_or(0),
        };
        let word = self.words.entry(exit).or_insert_with(|| Word {
            start,
            now: Box::leak(Box::new(AtomicU64::new(start))),
        });
        Some(word.now.as_ptr() as usize)
    }

    /// Whether the guard of this exit leaves now: what the code in front of it does, for the evaluator.
    pub fn leaves(&self, force: &Force, exit: u16) -> bool {
        let Some(word) = self.words.get(&exit) else {
            return false;
        };
        if force.when == When::Always {
            return true;
        }
        word.now.fetch_sub(1, Ordering::Relaxed) == 1
    }

    /// How often each guard was reached whose word started at zero: (identity, times).
    pub fn counts(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.words
            .iter()
            .filter(|(_, word)| word.start == 0)
            .map(|(&exit, word)| {
                (
                    Profile::side(self.key, exit),
                    word.now.load(Ordering::Relaxed).wrapping_neg(),
                )
            })
            .filter(|c| c.1 > 0)
    }

    /// Of the guards that are forced each time: how many have been left, by a function that says how often one was.
    pub fn taken(&self, count: impl Fn(u16) -> u64) -> u64 {
        self.words.keys().filter(|&&exit| count(exit) > 0).count() as u64
    }

    /// How many guards have left as they were told to, once.
    pub fn done(&self) -> usize {
        // The word passes zero, and goes on downward from the top.
        let left = |w: &&Word| {
            let now = w.now.load(Ordering::Relaxed);
            w.start != 0 && (now == 0 || now > w.start)
        };
        self.words.values().filter(left).count()
    }

    /// How many guards are forced.
    pub fn len(&self) -> usize {
        self.words.len()
    }
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_every_guard_once() {
        for exit in 0..500 {
            let hits = (0..8)
                .filter(|part| {
                    let force = Force::parse(&format!("first:{part}/8")).expect("it is right");
                    Words::default()
                        .word(&force, &Profile::default(), exit)
                        .is_some()
                })
                .count();
            assert_eq!(hits, 1);
        }
    }

    #[test]
    fn a_part_is_cut_in_two() {
        let chosen = |text: &str| -> Vec<u16> {
            let force = Force::parse(text).expect("it is right");
            (0..500)
                .filter(|&e| {
                    Words::default()
                        .word(&force, &Profile::default(), e)
                        .is_some()
                })
                .collect()
        };
        let (whole, left, right) = (
            chosen("first:3/8"),
            chosen("first:3/16"),
            chosen("first:11/16"),
        );
        let mut both = [left, right].concat();
        both.sort_unstable();
        assert_eq!(whole, both);
    }

    #[test]
    fn a_guard_leaves_the_nth_time() {
        let force = Force::parse("3").expect("it is right");
        let mut words = Words::default();
        assert!(words.word(&force, &Profile::default(), 7).is_some());
        let left: Vec<bool> = (0..5).map(|_| words.leaves(&force, 7)).collect();
        assert_eq!(left, [false, false, true, false, false]);
        assert!(!words.leaves(&force, 8));
    }
}
