//! What programs do with finite numbers of up to some hundred digits: sums, products and quotients of limbs that lie in
//! objects and on the stack, with no coefficient being made on the way. Where something is not as usual, the answer is
//! `None` and the general way is taken.

use std::cmp::Ordering;

use runtime::thread::Thread;
use runtime::value::Value;

use super::coefficient::{Rest, digits_of_limbs, first_cut, rest_below, trailing_zeros};
use super::limbs::{self, Cut, LIMB_DIGITS, trimmed};
use super::number::{Context, Rounding, Status};
use super::object::{self, Decimal};

/// A finite number. Its limbs have no zeros at their top.
pub struct Wide<'a> {
    negative: bool,
    exponent: i64,
    limbs: &'a [u64],
}

/// Limbs for all that comes up in an operation.
const ROOM: usize = 40;
/// Operands have no more limbs: their product has room, with a limb to spare on either side.
const LONGEST: usize = ROOM / 2 - 1;

/// Where a result is made, of zeros at first.
pub type Space = [u64; ROOM];

/// A result that lies in a [`Space`].
pub struct Outcome {
    negative: bool,
    exponent: i64,
    /// Where its limbs begin and end.
    range: (usize, usize),
    met: Status,
}

/// An operation that is only done where it is easy.
pub type Operation = fn(&Wide, &Wide, &Context, &mut Space) -> Option<Outcome>;

/// The number of a value that is exactly a `Decimal`, or a short int; `few` is for one of few digits.
#[inline]
fn read(v: Value, few: &mut [u64; 2]) -> Option<Wide<'_>> {
    if let Some(i) = v.as_small() {
        few[0] = i.unsigned_abs();
        return Some(Wide {
            negative: i < 0,
            exponent: 0,
            limbs: trimmed(few),
        });
    }
    if !object::is_exact(v) {
        return None;
    }
    let (negative, exponent, limbs) =
        runtime::types::sequence::this::<Decimal>(v).finite_limbs(few)?;
    (limbs.len() <= LONGEST).then_some(Wide {
        negative,
        exponent,
        limbs,
    })
}

/// The result of an operation, and what it has met. Allocates.
pub fn apply(
    th: &Thread,
    operation: Operation,
    a: Value,
    b: Value,
    context: &Context,
) -> Option<(Value, Status)> {
    let (mut few_a, mut few_b, mut space) = ([0; 2], [0; 2], [0; ROOM]);
    let (a, b) = (read(a, &mut few_a)?, read(b, &mut few_b)?);
    let result = operation(&a, &b, context, &mut space)?;
    let limbs = &space[result.range.0..result.range.1];
    let v = object::new_of_limbs(th, result.negative, result.exponent, limbs)?;
    Some((v, result.met))
}

/// The first `n` limbs of the space as a result: rounded, if that is all that has to be done to it.
#[inline]
fn finished(
    space: &mut Space,
    n: usize,
    negative: bool,
    mut exponent: i64,
    context: &Context,
) -> Option<Outcome> {
    let mut end = trimmed(&space[..n]).len();
    let digits = digits_of_limbs(&space[..end]);
    let adjusted = exponent + digits - 1;
    // (Rounding may raise the exponent once.)
    if adjusted < context.emin || adjusted >= context.emax || context.clamp {
        return None;
    }
    let excess = digits - context.prec;
    let (mut start, mut met) = (0, Status::default());
    if excess > 0 {
        let (whole, cut) = first_cut(excess as usize);
        let rest = rest_below(&space[..end], whole, cut);
        limbs::shift_down(&mut space[whole..end], cut);
        (start, exponent) = (whole, exponent + excess);
        met.add(Status::ROUNDED);
        if rest != Rest::Nothing {
            met.add(Status::INEXACT);
            let last = || (space[start] % 10) as u8;
            if context.rounding.away(negative, last, rest) {
                end += usize::from(space[end - 1] != 0);
                if end == ROOM {
                    return None;
                }
                limbs::add_to(&mut space[start..end], &[1]);
                if digits_of_limbs(trimmed(&space[start..end])) > context.prec {
                    limbs::shift_down(&mut space[start..end], Cut::below(1));
                    exponent += 1;
                }
            }
        }
        end = start + trimmed(&space[start..end]).len();
    }
    Some(Outcome {
        negative,
        exponent,
        range: (start, end),
        met,
    })
}

/// Writes limbs with `zeros` zeros behind them, which are not negative; returns how many limbs that takes.
#[inline]
fn shifted(v: &[u64], zeros: i64, space: &mut Space) -> Option<usize> {
    let (whole, part) = (zeros as usize / LIMB_DIGITS, zeros as usize % LIMB_DIGITS);
    let end = whole.checked_add(v.len() + 1)?;
    // One limb more is for carries.
    if end >= ROOM {
        return None;
    }
    limbs::shift_up(v, Cut::below(LIMB_DIGITS - part), &mut space[whole..end]);
    Some(end)
}

/// The sum.
pub fn add(a: &Wide, b: &Wide, context: &Context, space: &mut Space) -> Option<Outcome> {
    sum(a, b, b.negative, context, space)
}

/// The difference.
pub fn subtract(a: &Wide, b: &Wide, context: &Context, space: &mut Space) -> Option<Outcome> {
    sum(a, b, !b.negative, context, space)
}

/// The sum, if `b` had the sign `b_negative`.
#[inline]
fn sum(
    a: &Wide,
    b: &Wide,
    b_negative: bool,
    context: &Context,
    space: &mut Space,
) -> Option<Outcome> {
    let (high, low, mut negative, low_negative) = if a.exponent >= b.exponent {
        (a, b, a.negative, b_negative)
    } else {
        (b, a, b_negative, a.negative)
    };
    let n = shifted(high.limbs, high.exponent - low.exponent, space)?.max(low.limbs.len());
    if negative == low_negative {
        // (There is room for the carry, which needs none where `shifted` has left a zero.)
        limbs::add_to(&mut space[..=n], low.limbs);
        return finished(space, n + 1, negative, low.exponent, context);
    }
    match limbs::compare(trimmed(&space[..n]), low.limbs) {
        Ordering::Greater => limbs::subtract_from(&mut space[..n], low.limbs),
        Ordering::Less => {
            let less = *space;
            *space = [0; ROOM];
            space[..low.limbs.len()].copy_from_slice(low.limbs);
            limbs::subtract_from(&mut space[..n], trimmed(&less[..n]));
            negative = low_negative;
        }
        Ordering::Equal => {
            *space = [0; ROOM];
            negative = context.rounding == Rounding::Floor;
        }
    }
    finished(space, n, negative, low.exponent, context)
}

/// The product.
pub fn multiply(a: &Wide, b: &Wide, context: &Context, space: &mut Space) -> Option<Outcome> {
    let n = a.limbs.len() + b.limbs.len();
    let (long, short) = if a.limbs.len() < b.limbs.len() {
        (b.limbs, a.limbs)
    } else {
        (a.limbs, b.limbs)
    };
    limbs::schoolbook(long, short, &mut space[..n]);
    let negative = a.negative != b.negative;
    finished(space, n, negative, a.exponent + b.exponent, context)
}

/// The quotient.
pub fn divide(a: &Wide, b: &Wide, context: &Context, space: &mut Space) -> Option<Outcome> {
    if a.limbs.is_empty() || b.limbs.is_empty() {
        return None;
    }
    let digits = digits_of_limbs(b.limbs) - digits_of_limbs(a.limbs);
    let shift = context.prec.checked_add(digits + 1)?;
    if shift < 0 {
        return None;
    }
    let mut dividend = [0; ROOM];
    let end = shifted(a.limbs, shift, &mut dividend)?;
    let rest = &mut dividend[..=end];
    let (n, _) = divided(rest, b.limbs, space)?;
    let ideal = a.exponent - b.exponent;
    let mut exponent = ideal - shift;
    if !trimmed(rest).is_empty() {
        // There are one or two digits more than will be left; the last one says that there was something.
        space[0] += u64::from(space[0] % 5 == 0);
    } else if exponent < ideal {
        let zeros = trailing_zeros(&space[..n]).min(ideal - exponent);
        if zeros > 0 {
            let (whole, cut) = first_cut(zeros as usize);
            limbs::shift_down(&mut space[whole..n], cut);
            space.copy_within(whole..n, 0);
            space[n - whole..n].fill(0);
            exponent += zeros;
        }
    }
    finished(space, n, a.negative != b.negative, exponent, context)
}

/// Divides limbs of which the last is zero; says how many limbs the quotient has, and by what the rest that is left is
/// multiplied.
fn divided(rest: &mut [u64], divisor: &[u64], quotient: &mut Space) -> Option<(usize, u64)> {
    let mut scaled = [0; ROOM];
    let scaled = &mut scaled[..divisor.len()];
    scaled.copy_from_slice(divisor);
    let n = rest.len().checked_sub(divisor.len())?;
    let by = limbs::normalize(rest, scaled);
    limbs::divide_by_steps(rest, scaled, &mut quotient[..n]);
    Some((n, by))
}

/// The whole part of the quotient.
pub fn divide_integer(a: &Wide, b: &Wide, context: &Context, space: &mut Space) -> Option<Outcome> {
    let mut rest = [0; ROOM];
    let (_, n, _) = whole_division(a, b, context, &mut rest, space)?;
    finished(space, n, a.negative != b.negative, 0, context)
}

/// What is left of `a` after whole division.
pub fn remainder(a: &Wide, b: &Wide, context: &Context, space: &mut Space) -> Option<Outcome> {
    let mut quotient = [0; ROOM];
    let (rest, _, by) = whole_division(a, b, context, space, &mut quotient)?;
    if by > 1 {
        limbs::divide_by_limb(&mut space[..rest], by);
    }
    let exponent = a.exponent.min(b.exponent);
    finished(space, rest, a.negative, exponent, context)
}

/// Whole quotient and remainder: how many limbs they have, and by what the latter is multiplied.
fn whole_division(
    a: &Wide,
    b: &Wide,
    context: &Context,
    rest: &mut Space,
    quotient: &mut Space,
) -> Option<(usize, usize, u64)> {
    if a.limbs.is_empty() || b.limbs.is_empty() {
        return None;
    }
    let ideal = a.exponent.min(b.exponent);
    let (mut divisor, mut short) = ([0; ROOM], b.limbs);
    if b.exponent > ideal {
        let n = shifted(b.limbs, b.exponent - ideal, &mut divisor)?;
        short = trimmed(&divisor[..n]);
    }
    let m = shifted(a.limbs, a.exponent - ideal, rest)?;
    let m = trimmed(&rest[..m]).len() + 1;
    let (n, by) = divided(&mut rest[..m], short, quotient)?;
    (digits_of_limbs(trimmed(&quotient[..n])) <= context.prec).then_some((m, n, by))
}
