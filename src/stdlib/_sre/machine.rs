//! The machine that runs a program on a subject: it tries the ways in order and comes back to the last one left.
//!
//! What is left to try, and what has to be undone before, stands on one stack of entries: the depth of a subject costs no
//! native stack. Groups that end by themselves (assertions, atomic groups) run on the same stack above a barrier; what
//! remains of one that matched is what undoes it.
//!
//! Positions are offsets of bytes, always at the beginning of a character.

use runtime::algo::wtf8;

use super::charset;
use super::codes::{At, MAX_REPEAT};
use super::program::{END, Op, Program, Run, Start};

/// A group's side that is not set; a position that was never.
pub const NONE: usize = usize::MAX;

/// Steps between two looks at whether the thread is asked for.
const POLL_STEPS: u32 = 1 << 16;

/// What an entry of the stack is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Undo: the mark `a` was `x`, the last group `y`.
    Mark,
    /// Undo: the loop `a` had the count `x` and the position `y`.
    Loop,
    /// Undo: the loop `a` had counted one less and had the position `y`.
    Turn,
    /// The chain of alternatives at `a`, from `x`.
    Branch,
    /// The greedy run of the step `a` goes down from `y` to `x`.
    Greedy,
    /// The lazy run of the step `a` has `y` characters up to `x`.
    Lazy,
    /// The loop `a` ends at `x` instead of going on; undoes as `Turn`.
    Leave,
    /// The lazy loop `a` goes on from `x`.
    Again,
    /// Where a part begins.
    Barrier,
}

#[derive(Clone, Copy)]
struct Entry {
    kind: Kind,
    a: u32,
    x: usize,
    y: usize,
}

/// What is kept from one run to the next, to save allocations.
#[derive(Default)]
pub struct Buffers {
    stack: Vec<Entry>,
    loops: Vec<(usize, usize)>,
    marks: Vec<usize>,
}

/// A program on a subject.
pub struct Machine<'a, E> {
    p: &'a Program,
    /// The subject up to where matches must end.
    text: &'a [u8],
    /// Characters may have more than one byte.
    wide: bool,
    /// The match must reach the end.
    full: bool,
    /// The match begins behind the end: there is nothing there, not even for repetitions, and it is not the end.
    pub beyond: bool,
    /// Where no empty match may be.
    not_empty_at: usize,
    b: Buffers,
    /// The last group that ended, from 1 on; 0 for none.
    last: usize,
    /// Marks were set that nothing undoes.
    dirty: bool,
    steps: u32,
    poll: &'a mut dyn FnMut(usize) -> Result<(), E>,
}

/// Where a match is.
#[derive(Clone, Copy)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl<'a, E> Machine<'a, E> {
    /// A machine; `poll` is called now and then, with the entries on the stack, and may end the run with an error.
    pub fn new(
        p: &'a Program,
        text: &'a [u8],
        wide: bool,
        full: bool,
        mut b: Buffers,
        poll: &'a mut dyn FnMut(usize) -> Result<(), E>,
    ) -> Machine<'a, E> {
        b.stack.clear();
        b.marks.clear();
        b.marks.resize(2 * p.groups, NONE);
        b.loops.clear();
        b.loops.resize(p.loops.len(), (0, NONE));
        Machine {
            p,
            text,
            wide,
            full,
            beyond: false,
            not_empty_at: NONE,
            b,
            last: 0,
            dirty: false,
            steps: 0,
            poll,
        }
    }

    /// Gives the buffers back.
    pub fn into_buffers(self) -> Buffers {
        self.b
    }

    /// The start and end of a group, from 0 on, or [`NONE`].
    pub fn group(&self, n: usize) -> (usize, usize) {
        match (self.b.marks[2 * n], self.b.marks[2 * n + 1]) {
            (NONE, _) | (_, NONE) => (NONE, NONE),
            both => both,
        }
    }

    /// The last group that ended, from 1 on; 0 for none.
    pub fn last(&self) -> usize {
        self.last
    }

    /// A match that begins at `at`; not an empty one if `advance`.
    pub fn match_at(&mut self, at: usize, advance: bool) -> Result<Option<Span>, E> {
        self.not_empty_at = if advance { at } else { NONE };
        self.reset();
        let end = self.run(0, at, true)?;
        Ok(end.map(|end| Span { start: at, end }))
    }

    /// The first match from `at` on; not an empty one at `at` if `advance`.
    pub fn search(&mut self, mut at: usize, advance: bool) -> Result<Option<Span>, E> {
        self.not_empty_at = if advance { at } else { NONE };
        loop {
            if self.text.len() - at < self.p.min {
                return Ok(None);
            }
            let Some(candidate) = self.candidate(at) else {
                return Ok(None);
            };
            at = candidate;
            self.reset();
            if let Some(end) = self.run(0, at, true)? {
                return Ok(Some(Span { start: at, end }));
            }
            if at >= self.text.len() {
                return Ok(None);
            }
            at += self.len_at(at);
        }
    }

    /// Forgets the last attempt.
    fn reset(&mut self) {
        self.last = 0;
        // What stands there after a match would undo it.
        self.dirty |= !self.b.stack.is_empty();
        self.b.stack.clear();
        if self.dirty {
            self.b.marks.fill(NONE);
            self.dirty = false;
        }
    }

    /// The next place from `at` on where a match can begin.
    fn candidate(&self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let found = match &self.p.start {
            Start::Anywhere => return Some(at),
            Start::Beginning => return (at == 0).then_some(0),
            Start::Line => {
                if at == 0 || self.text[at - 1] == b'\n' {
                    return Some(at);
                }
                memchr::memchr(b'\n', rest).map(|n| n + 1)
            }
            Start::Text(finder) => finder.find(rest),
            Start::Bytes(bytes) => match bytes[..] {
                [a] => memchr::memchr(a, rest),
                [a, b] => memchr::memchr2(a, b, rest),
                [a, b, c] => memchr::memchr3(a, b, c, rest),
                _ => Some(0),
            },
            Start::First(first) => rest.iter().position(|&b| first.bytes[b as usize]),
        };
        found.map(|n| at + n)
    }

    /// The bytes of the character at `at`.
    fn len_at(&self, at: usize) -> usize {
        if self.wide {
            wtf8::len_from_first(self.text[at])
        } else {
            1
        }
    }

    /// The position of the character before `at`.
    #[inline(always)]
    fn before(&self, mut at: usize) -> usize {
        at -= 1;
        while self.wide && wtf8::is_continuation(self.text[at]) {
            at -= 1;
        }
        at
    }

    fn is_word_at(&self, at: usize, unicode: bool) -> bool {
        match self.text.get(at) {
            Some(&b) if b < 128 || !self.wide => charset::is_word(u32::from(b), unicode),
            Some(_) => charset::is_word(wtf8::decode_at(self.text, at).0, unicode),
            None => false,
        }
    }

    fn holds(&self, condition: At, at: usize) -> bool {
        let boundary = |unicode| {
            let before = at > 0 && self.is_word_at(self.before(at), unicode);
            before != self.is_word_at(at, unicode)
        };
        let text = self.text;
        match condition {
            At::Beginning => at == 0,
            At::BeginningLine => at == 0 || text[at - 1] == b'\n',
            At::End | At::EndLine | At::EndString if self.beyond => false,
            At::End => at == text.len() || (at + 1 == text.len() && text[at] == b'\n'),
            At::EndLine => at == text.len() || text[at] == b'\n',
            At::EndString => at == text.len(),
            At::Boundary { unicode } => boundary(unicode),
            At::NotBoundary { unicode } => !boundary(unicode),
        }
    }

    fn push(&mut self, kind: Kind, a: u32, x: usize, y: usize) {
        self.b.stack.push(Entry { kind, a, x, y });
    }

    fn set_mark(&mut self, mark: u32, at: usize) {
        if self.b.stack.is_empty() {
            // Nothing is left to try below: nobody would undo it.
            self.dirty = true;
        } else {
            self.push(Kind::Mark, mark, self.b.marks[mark as usize], self.last);
        }
        self.b.marks[mark as usize] = at;
        if mark & 1 == 1 {
            self.last = mark as usize / 2 + 1;
        }
    }

    /// The steps of a run from `at` on: the end of its least, and of its most, characters.
    #[inline(always)]
    fn extent(&self, run: &Run, at: usize) -> Option<(usize, usize)> {
        if self.beyond {
            return None;
        }
        let set = &self.p.sets[run.set as usize];
        let text = self.text;
        let mut to = at;
        for _ in 0..run.min {
            match set.step(text, to) {
                0 => return None,
                n => to += n,
            }
        }
        let low = to;
        if run.max == MAX_REPEAT {
            if set.all {
                return Some((low, text.len()));
            }
            if let Some(b) = set.all_but {
                let n = memchr::memchr(b, &text[to..]);
                return Some((low, n.map_or(text.len(), |n| to + n)));
            }
            loop {
                match set.step(text, to) {
                    0 => return Some((low, to)),
                    n => to += n,
                }
            }
        }
        for _ in run.min..run.max {
            match set.step(text, to) {
                0 => break,
                n => to += n,
            }
        }
        Some((low, to))
    }

    /// The last place from `from` down to `low` where what follows the run can begin.
    #[inline(always)]
    fn place(&self, run: &Run, low: usize, mut from: usize) -> Option<usize> {
        let Some(next) = &run.next else {
            return Some(from);
        };
        if let Some(b) = next.single {
            let end = (from + 1).min(self.text.len());
            return memchr::memrchr(b, &self.text[low..end]).map(|n| low + n);
        }
        loop {
            if next.allows(self.text, from) {
                return Some(from);
            }
            if from == low {
                return None;
            }
            from = self.before(from);
        }
    }

    /// A greedy run that may end between `low` and `from`: where it ends now. What is left is pushed.
    #[inline(always)]
    fn give_back(&mut self, pc: usize, run: &Run, low: usize, from: usize) -> Option<usize> {
        let at = self.place(run, low, from)?;
        if at > low {
            self.push(Kind::Greedy, pc as u32, low, at);
        }
        Some(at)
    }

    /// A lazy run that has `count` characters up to `at`: where it ends now. What is left is pushed.
    fn take_least(
        &mut self,
        pc: usize,
        run: &Run,
        mut at: usize,
        mut count: usize,
    ) -> Option<usize> {
        if self.beyond {
            return None;
        }
        let set = &self.p.sets[run.set as usize];
        let max = if run.max == MAX_REPEAT {
            usize::MAX
        } else {
            run.max as usize
        };
        if let Some(next) = &run.next {
            if let (Some(b), true, usize::MAX) = (next.single, set.all, max) {
                at += memchr::memchr(b, &self.text[at..])?;
            } else if let (Some(b), Some(not), usize::MAX) = (next.single, set.all_but, max) {
                at += memchr::memchr2(b, not, &self.text[at..])?;
                if self.text[at] != b {
                    return None;
                }
            } else {
                while !next.allows(self.text, at) {
                    let n = set.step(self.text, at);
                    if n == 0 || count == max {
                        return None;
                    }
                    at += n;
                    count += 1;
                }
            }
        }
        if count < max {
            self.push(Kind::Lazy, pc as u32, at, count);
        }
        Some(at)
    }

    /// Takes what a group matched from `at` on: the end, if it stands there.
    fn same(&self, group: u32, fold: charset::Fold, at: usize) -> Option<usize> {
        let (from, to) = self.group(group as usize);
        if from == NONE || to < from {
            return None;
        }
        let text = self.text;
        if fold == charset::Fold::Exact {
            let end = at + (to - from);
            return (text.get(at..end)? == &text[from..to]).then_some(end);
        }
        let decode = |at: usize| match text[at] {
            b if b < 128 || !self.wide => (u32::from(b), 1),
            _ => wtf8::decode_at(text, at),
        };
        let (mut from, mut at) = (from, at);
        while from < to {
            if at >= text.len() {
                return None;
            }
            let ((a, n), (b, m)) = (decode(from), decode(at));
            if fold.lower(a) != fold.lower(b) {
                return None;
            }
            from += n;
            at += m;
        }
        Some(at)
    }

    /// The position `back` characters before `at`, if there are so many.
    fn look_back(&self, at: usize, back: u32) -> Option<usize> {
        if self.beyond && back > 0 {
            return None;
        }
        if !self.wide {
            return at.checked_sub(back as usize);
        }
        let mut at = at;
        for _ in 0..back {
            if at == 0 {
                return None;
            }
            at = self.before(at);
        }
        Some(at)
    }

    /// Undoes what an entry undoes.
    fn undo(&mut self, e: Entry) {
        match e.kind {
            Kind::Mark => {
                self.b.marks[e.a as usize] = e.x;
                self.last = e.y;
            }
            Kind::Loop => self.b.loops[e.a as usize] = (e.x, e.y),
            Kind::Turn | Kind::Leave => {
                let l = &mut self.b.loops[e.a as usize];
                *l = (l.0.wrapping_sub(1), e.y);
            }
            Kind::Branch | Kind::Greedy | Kind::Lazy | Kind::Again | Kind::Barrier => {}
        }
    }

    /// Runs a part that ends by itself. What is left to try in it is given up.
    fn part(&mut self, pc: usize, at: usize) -> Result<Option<usize>, E> {
        let base = self.b.stack.len();
        self.push(Kind::Barrier, 0, 0, 0);
        self.tick()?;
        let end = self.run(pc, at, false)?;
        if end.is_none() {
            self.b.stack.truncate(base);
            return Ok(None);
        }
        let mut kept = base;
        for n in base + 1..self.b.stack.len() {
            let mut e = self.b.stack[n];
            match e.kind {
                Kind::Mark | Kind::Loop | Kind::Turn => {}
                Kind::Leave => e.kind = Kind::Turn,
                Kind::Branch | Kind::Greedy | Kind::Lazy | Kind::Again | Kind::Barrier => continue,
            }
            self.b.stack[kept] = e;
            kept += 1;
        }
        self.b.stack.truncate(kept);
        Ok(end)
    }

    /// Undoes all down to `base`.
    fn unwind(&mut self, base: usize) {
        while self.b.stack.len() > base {
            if let Some(e) = self.b.stack.pop() {
                self.undo(e);
            }
        }
    }

    fn tick(&mut self) -> Result<(), E> {
        self.steps += 1;
        if self.steps == POLL_STEPS {
            self.steps = 0;
            (self.poll)(self.b.stack.len())?;
        }
        Ok(())
    }

    /// Runs from a step at a position to the end: where that is. `top` for the whole expression, whose end must be accepted.
    fn run(&mut self, mut pc: usize, mut at: usize, top: bool) -> Result<Option<usize>, E> {
        let p = self.p;
        let text = self.text;
        let base = self.b.stack.len();
        'run: loop {
            // Forward, until something fails.
            'forward: loop {
                match p.ops[pc] {
                    Op::Byte(b) => {
                        if text.get(at) != Some(&b) {
                            break;
                        }
                        at += 1;
                        pc += 1;
                    }
                    Op::Set(set) => {
                        let n = p.sets[set as usize].step(text, at);
                        if n == 0 {
                            break;
                        }
                        at += n;
                        pc += 1;
                    }
                    Op::Bytes { at: from, len } => {
                        let (from, len) = (from as usize, len as usize);
                        if !text[at..].starts_with(&p.text[from..from + len]) {
                            break;
                        }
                        at += len;
                        pc += 1;
                    }
                    Op::Mark(mark) => {
                        self.set_mark(mark, at);
                        pc += 1;
                    }
                    Op::Branch(n) => {
                        let by = &p.branches[n as usize].by;
                        let chain = match text.get(at) {
                            Some(&b) => by[b as usize],
                            None => by[256],
                        };
                        let way = p.chains[chain as usize];
                        if way == END {
                            break;
                        }
                        if p.chains[chain as usize + 1] != END {
                            self.push(Kind::Branch, chain + 1, at, 0);
                        }
                        pc = way as usize;
                    }
                    Op::Jump(to) => pc = to as usize,
                    Op::Greedy(n) => {
                        let run = &p.runs[n as usize];
                        let Some((low, high)) = self.extent(run, at) else {
                            break;
                        };
                        if low == high || run.keeps || (run.keeps_ascii && !self.wide) {
                            at = high;
                        } else if let Some(to) = self.give_back(pc, run, low, high) {
                            at = to;
                        } else {
                            break;
                        }
                        pc += 1;
                    }
                    Op::Possessive(n) => {
                        let Some((_, high)) = self.extent(&p.runs[n as usize], at) else {
                            break;
                        };
                        at = high;
                        pc += 1;
                    }
                    Op::Lazy(n) => {
                        let run = &p.runs[n as usize];
                        let set = &p.sets[run.set as usize];
                        for _ in 0..run.min {
                            match set.step(text, at) {
                                0 => break 'forward,
                                n => at += n,
                            }
                        }
                        let Some(to) = self.take_least(pc, run, at, run.min as usize) else {
                            break;
                        };
                        at = to;
                        pc += 1;
                    }
                    Op::Enter { index, until } => {
                        let l = &mut self.b.loops[index as usize];
                        let (count, last) = std::mem::replace(l, (NONE, NONE));
                        if !self.b.stack.is_empty() {
                            self.push(Kind::Loop, index, count, last);
                        }
                        pc = until as usize;
                    }
                    Op::MaxUntil(n) => {
                        let l = &p.loops[n as usize];
                        let (done, last) = self.b.loops[n as usize];
                        // An entered loop starts from one less than nothing.
                        let count = done.wrapping_add(1);
                        if count < l.min as usize {
                            self.tick()?;
                            self.push(Kind::Turn, n, 0, last);
                            self.b.loops[n as usize].0 = count;
                            pc = l.body as usize;
                        } else if (l.max == MAX_REPEAT || count < l.max as usize)
                            && at != last
                            && l.first.as_ref().is_none_or(|f| f.allows(text, at))
                        {
                            self.push(Kind::Leave, n, at, last);
                            self.b.loops[n as usize] = (count, at);
                            pc = l.body as usize;
                        } else {
                            pc = l.tail as usize;
                        }
                    }
                    Op::MinUntil(n) => {
                        let l = &p.loops[n as usize];
                        let (done, last) = self.b.loops[n as usize];
                        let count = done.wrapping_add(1);
                        if count < l.min as usize {
                            self.tick()?;
                            self.push(Kind::Turn, n, 0, last);
                            self.b.loops[n as usize].0 = count;
                            pc = l.body as usize;
                        } else {
                            self.push(Kind::Again, n, at, 0);
                            pc = l.tail as usize;
                        }
                    }
                    Op::PossessiveLoop(n) => {
                        let l = &p.loops[n as usize];
                        let mut count = 0;
                        while count < l.min {
                            match self.part(l.body as usize, at)? {
                                Some(to) => at = to,
                                None => break 'forward,
                            }
                            count += 1;
                        }
                        let mut last = NONE;
                        while (l.max == MAX_REPEAT || count < l.max) && at != last {
                            last = at;
                            match self.part(l.body as usize, at)? {
                                Some(to) => at = to,
                                None => break,
                            }
                            count = count.saturating_add(1);
                        }
                        pc = l.tail as usize;
                    }
                    Op::Atomic { next } => {
                        let Some(to) = self.part(pc + 1, at)? else {
                            break;
                        };
                        at = to;
                        pc = next as usize;
                    }
                    Op::Assert { back, next } => {
                        let Some(from) = self.look_back(at, back) else {
                            break;
                        };
                        if self.part(pc + 1, from)?.is_none() {
                            break;
                        }
                        pc = next as usize;
                    }
                    Op::AssertNot { back, next } => {
                        if let Some(from) = self.look_back(at, back) {
                            let base = self.b.stack.len();
                            if self.part(pc + 1, from)?.is_some() {
                                self.unwind(base);
                                break;
                            }
                        }
                        pc = next as usize;
                    }
                    Op::At(condition) => {
                        if !self.holds(condition, at) {
                            break;
                        }
                        pc += 1;
                    }
                    Op::Ref { group, fold } => {
                        let Some(to) = self.same(group, fold, at) else {
                            break;
                        };
                        at = to;
                        pc += 1;
                    }
                    Op::RefExists { group, no } => {
                        let (from, to) = self.group(group as usize);
                        if from != NONE && from <= to {
                            pc += 1;
                        } else {
                            pc = no as usize;
                        }
                    }
                    Op::Success => {
                        let ends = at == text.len() && !self.beyond;
                        if top && ((self.full && !ends) || at == self.not_empty_at) {
                            break;
                        }
                        return Ok(Some(at));
                    }
                    Op::Fail => break,
                }
            }
            // Back, to the last way that is left.
            while self.b.stack.len() > base {
                let Some(e) = self.b.stack.pop() else {
                    break;
                };
                self.undo(e);
                match e.kind {
                    Kind::Mark | Kind::Loop | Kind::Turn | Kind::Barrier => continue,
                    Kind::Branch => {
                        at = e.x;
                        pc = p.chains[e.a as usize] as usize;
                        if p.chains[e.a as usize + 1] != END {
                            self.push(Kind::Branch, e.a + 1, at, 0);
                        }
                    }
                    Kind::Greedy => {
                        pc = e.a as usize;
                        let Op::Greedy(n) = p.ops[pc] else {
                            continue;
                        };
                        let from = self.before(e.y);
                        let Some(to) = self.give_back(pc, &p.runs[n as usize], e.x, from) else {
                            continue;
                        };
                        at = to;
                        pc += 1;
                    }
                    Kind::Lazy => {
                        pc = e.a as usize;
                        let Op::Lazy(n) = p.ops[pc] else {
                            continue;
                        };
                        let run = &p.runs[n as usize];
                        let one = p.sets[run.set as usize].step(text, e.x);
                        if one == 0 {
                            continue;
                        }
                        let Some(to) = self.take_least(pc, run, e.x + one, e.y + 1) else {
                            continue;
                        };
                        at = to;
                        pc += 1;
                    }
                    Kind::Leave => {
                        at = e.x;
                        pc = p.loops[e.a as usize].tail as usize;
                    }
                    Kind::Again => {
                        let l = &p.loops[e.a as usize];
                        let (done, last) = self.b.loops[e.a as usize];
                        let count = done.wrapping_add(1);
                        if (l.max != MAX_REPEAT && count >= l.max as usize) || e.x == last {
                            continue;
                        }
                        self.push(Kind::Turn, e.a, 0, last);
                        self.b.loops[e.a as usize] = (count, e.x);
                        at = e.x;
                        pc = l.body as usize;
                    }
                }
                self.tick()?;
                continue 'run;
            }
            return Ok(None);
        }
    }
}
