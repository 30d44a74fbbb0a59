//! The memo of a pickler: the numbers of the objects that have been written, by identity.
//!
//! Objects do not move, so their words serve as keys. Whoever has a memo in the heap visits it, and so keeps the objects: none
//! of them may make room for another while its number stands here.

use runtime::heap::Tracer;
use runtime::value::Value;

/// A table with open addressing, at most half full.
#[derive(Clone, Default)]
pub struct Memo {
    /// The bits of an object, or 0, and twice its number: one more if its attributes were written from its slots, as those of a
    /// dict that it had not got.
    // tidy: rooted, as the pickler visits them.
    places: Vec<[u64; 2]>,
    used: usize,
}

/// The number in a word of the table. (A program may give an object a negative one.)
fn number(word: u64) -> usize {
    (word as i64 >> 1) as usize
}

const LEAST: usize = 64;
/// What is larger is not kept for another pickle.
const KEPT: usize = 256;

impl Memo {
    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.used
    }

    /// Where an object is, or would be put. (Objects that were made one after the other come one after the other, and so lie
    /// in the same cache lines.)
    #[inline(always)]
    fn place_of(&self, bits: u64) -> usize {
        let mask = self.places.len() - 1;
        let mut more = (bits >> 4) as usize;
        let mut at = more & mask;
        loop {
            let found = self.places[at][0];
            if found == bits || found == 0 {
                return at;
            }
            at = (at * 5 + more + 1) & mask;
            more >>= 5;
        }
    }

    /// The number of an object.
    #[inline]
    pub fn get(&self, v: Value) -> Option<usize> {
        if self.places.is_empty() {
            return None;
        }
        let [bits, n] = self.places[self.place_of(v.bits())];
        (bits != 0).then_some(number(n))
    }

    /// The number of the dict that was written for an object that had none.
    pub fn dict_of(&self, v: Value) -> Option<usize> {
        if self.places.is_empty() {
            return None;
        }
        let [bits, n] = self.places[self.place_of(v.bits())];
        // (It was written right after the object.)
        (bits != 0 && n & 1 != 0).then_some(number(n) + 1)
    }

    /// Says that an object has got the dict that was written for it.
    pub fn set_dict(&mut self, d: Value, n: usize) {
        self.set(d, n);
        // (The number was taken before: see `skip`.)
        self.used -= 1;
    }

    /// The object with a number. Takes time.
    pub fn find(&self, n: usize) -> Option<Value> {
        self.iter().find(|&(_, m)| m == n).map(|(v, _)| v)
    }

    /// Gives an object a number.
    #[inline]
    pub fn set(&mut self, v: Value, n: usize) {
        self.put(v, (n as u64) << 1);
    }

    /// The same for an object whose attributes are about to be written from its slots.
    #[inline]
    pub fn set_with_slots(&mut self, v: Value, n: usize) {
        self.put(v, (n as u64) << 1 | 1);
    }

    #[inline]
    fn put(&mut self, v: Value, word: u64) {
        if self.used * 2 >= self.places.len() {
            self.grow();
        }
        let at = self.place_of(v.bits());
        self.used += usize::from(self.places[at][0] == 0);
        self.places[at] = [v.bits(), word];
    }

    /// Gives the next number to an object that is not there yet.
    pub fn skip(&mut self) -> usize {
        self.used += 1;
        self.used - 1
    }

    #[cold]
    fn grow(&mut self) {
        let size = (self.places.len() * 4).max(LEAST);
        let old = std::mem::replace(&mut self.places, vec![[0; 2]; size]);
        for place in old {
            if place[0] != 0 {
                let at = self.place_of(place[0]);
                self.places[at] = place;
            }
        }
    }

    /// Forgets all objects.
    pub fn clear(&mut self) {
        if self.places.len() <= KEPT {
            self.places.fill([0; 2]);
            self.used = 0;
        } else {
            *self = Memo::default();
        }
    }

    /// The objects and their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (Value, usize)> + '_ {
        let taken = self.places.iter().filter(|place| place[0] != 0);
        taken.map(|&[bits, n]| (Value::from_bits(bits), number(n)))
    }

    /// Shows the objects to the collector.
    pub fn trace(&self, t: &mut Tracer) {
        for (v, _) in self.iter() {
            t.visit(v);
        }
    }
}
