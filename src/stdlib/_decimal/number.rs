//! Decimal numbers, the contexts of their arithmetic, and the rounding that ends every operation.
//!
//! What happens follows the General Decimal Arithmetic Specification; where that leaves a choice (which of two conditions
//! is reported, whether a zero is clamped), it is made as in CPython, which its users can see.

use super::coefficient::{Coefficient, OutOfMemory, Rest};

/// The conditions that an operation has met, a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status(pub u32);

impl Status {
    pub const CLAMPED: u32 = 1;
    pub const CONVERSION_SYNTAX: u32 = 1 << 1;
    pub const DIVISION_BY_ZERO: u32 = 1 << 2;
    pub const DIVISION_IMPOSSIBLE: u32 = 1 << 3;
    pub const DIVISION_UNDEFINED: u32 = 1 << 4;
    pub const INEXACT: u32 = 1 << 6;
    pub const INVALID_CONTEXT: u32 = 1 << 7;
    pub const INVALID_OPERATION: u32 = 1 << 8;
    pub const OUT_OF_MEMORY: u32 = 1 << 9;
    /// A float was mixed with decimal numbers.
    pub const FLOAT_OPERATION: u32 = 1 << 10;
    pub const OVERFLOW: u32 = 1 << 11;
    pub const ROUNDED: u32 = 1 << 12;
    pub const SUBNORMAL: u32 = 1 << 13;
    pub const UNDERFLOW: u32 = 1 << 14;

    /// All conditions that are invalid operations.
    pub const INVALID: u32 = Status::INVALID_OPERATION
        | Status::CONVERSION_SYNTAX
        | Status::DIVISION_IMPOSSIBLE
        | Status::DIVISION_UNDEFINED
        | Status::INVALID_CONTEXT;

    /// Adds conditions.
    #[inline]
    pub fn add(&mut self, conditions: u32) {
        self.0 |= conditions;
    }

    /// Whether one of `conditions` was met.
    #[inline]
    pub fn has(self, conditions: u32) -> bool {
        self.0 & conditions != 0
    }
}

/// How a result is rounded, in the order of the numbers that CPython gives the modes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
    /// Away from zero if the last digit would be 0 or 5.
    ZeroFiveUp,
}

impl Rounding {
    /// Whether a number, given its sign and what computes its last digit, is rounded away from zero, when `rest`, which is
    /// not nothing, has been cut off.
    #[inline]
    pub fn away(self, negative: bool, last: impl Fn() -> u8, rest: Rest) -> bool {
        match self {
            Rounding::Up => true,
            Rounding::Down => false,
            Rounding::Ceiling => !negative,
            Rounding::Floor => negative,
            Rounding::HalfUp => matches!(rest, Rest::Half | Rest::AboveHalf),
            Rounding::HalfDown => rest == Rest::AboveHalf,
            Rounding::HalfEven => rest == Rest::AboveHalf || rest == Rest::Half && last() % 2 == 1,
            Rounding::ZeroFiveUp => last() % 5 == 0,
        }
    }
}

/// The largest precision and exponent, and the least exponent.
pub const MAX_PREC: i64 = 999_999_999_999_999_999;
pub const MAX_EMAX: i64 = 999_999_999_999_999_999;
pub const MIN_EMIN: i64 = -999_999_999_999_999_999;

/// What an operation has to keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    pub prec: i64,
    pub emax: i64,
    pub emin: i64,
    /// Whether exponents are kept so low that coefficients are padded with zeros, as in the formats of IEEE 754.
    pub clamp: bool,
    pub rounding: Rounding,
}

impl Context {
    /// The context in which everything is exact that fits the memory.
    pub const MAX: Context = Context {
        prec: MAX_PREC,
        emax: MAX_EMAX,
        emin: MIN_EMIN,
        clamp: false,
        rounding: Rounding::HalfEven,
    };

    /// The least exponent of a subnormal number.
    #[inline]
    pub fn etiny(&self) -> i64 {
        self.emin - (self.prec - 1)
    }

    /// The largest exponent of a number with all digits.
    #[inline]
    pub fn etop(&self) -> i64 {
        self.emax - (self.prec - 1)
    }
}

/// What a number is, apart from its sign and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Finite,
    Infinite,
    QuietNan,
    SignalingNan,
}

/// A decimal number: (-1)^negative × coefficient × 10^exponent, an infinity, or a NaN whose payload is the coefficient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    pub kind: Kind,
    pub negative: bool,
    pub exponent: i64,
    pub coefficient: Coefficient,
}

impl Number {
    #[inline]
    pub fn finite(negative: bool, coefficient: Coefficient, exponent: i64) -> Number {
        Number {
            kind: Kind::Finite,
            negative,
            exponent,
            coefficient,
        }
    }

    /// A zero.
    pub fn zero(negative: bool, exponent: i64) -> Number {
        Number::finite(negative, Coefficient::ZERO, exponent)
    }

    pub fn infinity(negative: bool) -> Number {
        Number {
            kind: Kind::Infinite,
            ..Number::zero(negative, 0)
        }
    }

    /// The NaN of failed operations.
    pub fn nan() -> Number {
        Number {
            kind: Kind::QuietNan,
            ..Number::zero(false, 0)
        }
    }

    /// The NaN of an operation that has met `condition`.
    #[cold]
    pub fn failed(condition: u32, status: &mut Status) -> Number {
        status.add(condition);
        Number::nan()
    }

    /// The result of an operation that needs more memory than there is.
    #[cold]
    pub fn out_of_memory(_: OutOfMemory, status: &mut Status) -> Number {
        Number::failed(Status::OUT_OF_MEMORY, status)
    }

    #[inline]
    pub fn is_finite(&self) -> bool {
        self.kind == Kind::Finite
    }

    #[inline]
    pub fn is_infinite(&self) -> bool {
        self.kind == Kind::Infinite
    }

    #[inline]
    pub fn is_nan(&self) -> bool {
        matches!(self.kind, Kind::QuietNan | Kind::SignalingNan)
    }

    /// Whether it is a finite zero.
    #[inline]
    pub fn is_zero(&self) -> bool {
        self.is_finite() && self.coefficient.is_zero()
    }

    /// The exponent of the first digit.
    #[inline]
    pub fn adjusted(&self) -> i64 {
        self.exponent + self.coefficient.digits() - 1
    }

    /// Whether all digits count: it is finite, not zero, and not below the context's least exponent.
    pub fn is_normal(&self, context: &Context) -> bool {
        self.is_finite() && !self.is_zero() && self.adjusted() >= context.emin
    }

    /// Whether it is below the context's least exponent, and not zero.
    pub fn is_subnormal(&self, context: &Context) -> bool {
        self.is_finite() && !self.is_zero() && self.adjusted() < context.emin
    }

    /// The same with the other sign.
    pub fn negated(mut self) -> Number {
        self.negative = !self.negative;
        self
    }

    /// The number as an operation in `context` returns it: with no more digits than its precision, with an exponent in
    /// its range.
    #[inline(always)]
    pub fn finalized(mut self, context: &Context, status: &mut Status) -> Number {
        self.finalize(context, status);
        self
    }

    /// Makes the number what an operation in `context` returns.
    #[inline]
    pub fn finalize(&mut self, context: &Context, status: &mut Status) {
        if self.is_finite() {
            // What needs nothing but rounding done to it, nearly always. (Rounding may raise the exponent once.)
            let digits = self.coefficient.digits();
            let adjusted = self.exponent + digits - 1;
            if adjusted >= context.emin && adjusted < context.emax && !context.clamp {
                let excess = digits - context.prec;
                if excess > 0 && self.drop_digits(excess, context, status) {
                    self.shorten(context);
                }
                return;
            }
        }
        self.fit(context, status);
    }

    fn fit(&mut self, context: &Context, status: &mut Status) {
        match self.kind {
            Kind::Finite => {}
            Kind::Infinite => return,
            Kind::QuietNan | Kind::SignalingNan => {
                let payload = context.prec - i64::from(context.clamp);
                if self.coefficient.digits() > payload {
                    self.coefficient = self.coefficient.low_digits(payload);
                }
                return;
            }
        }
        if let Err(out) = self.fit_exponent(context, status) {
            *self = Number::out_of_memory(out, status);
            return;
        }
        let excess = self.coefficient.digits() - context.prec;
        if self.is_finite() && excess > 0 {
            if self.drop_digits(excess, context, status) {
                self.shorten(context);
            }
            if let Err(out) = self.fit_exponent(context, status) {
                *self = Number::out_of_memory(out, status);
            }
        }
    }

    /// Whether it is a NaN with too long a payload for a context.
    pub fn is_long_nan(&self, context: &Context) -> bool {
        let payload = context.prec - i64::from(context.clamp);
        self.is_nan() && !self.coefficient.is_zero() && self.coefficient.digits() > payload
    }

    /// Rounds the last `n` digits away; says whether that has raised the coefficient.
    pub fn drop_digits(&mut self, n: i64, context: &Context, status: &mut Status) -> bool {
        let rest = self.coefficient.drop_digits(n);
        self.exponent += n;
        self.round(rest, context, status)
    }

    /// Rounds, when `rest` has been cut off behind the last digit; says whether that has raised the coefficient.
    #[inline]
    pub fn round(&mut self, rest: Rest, context: &Context, status: &mut Status) -> bool {
        status.add(Status::ROUNDED);
        if rest == Rest::Nothing {
            return false;
        }
        status.add(Status::INEXACT);
        let last = || self.coefficient.last_digit();
        let raise = context.rounding.away(self.negative, last, rest);
        if raise {
            self.coefficient.increment();
        }
        raise
    }

    /// Takes the last digit away, a zero, of a coefficient that rounding has made one digit too long.
    #[inline]
    pub fn shorten(&mut self, context: &Context) {
        if self.coefficient.digits() > context.prec {
            self.coefficient.drop_digits(1);
            self.exponent += 1;
        }
    }

    fn fit_exponent(&mut self, context: &Context, status: &mut Status) -> Result<(), OutOfMemory> {
        let adjusted = self.adjusted();
        if adjusted > context.emax {
            return self.overflow(context, status);
        }
        if context.clamp && self.exponent > context.etop() {
            let n = self.exponent - context.etop();
            self.coefficient = self.coefficient.shift_left(n)?;
            self.exponent -= n;
            status.add(Status::CLAMPED);
            if !self.is_zero() && adjusted < context.emin {
                status.add(Status::SUBNORMAL);
            }
        } else if adjusted < context.emin {
            self.underflow(context, status);
        }
        Ok(())
    }

    fn overflow(&mut self, context: &Context, status: &mut Status) -> Result<(), OutOfMemory> {
        if self.is_zero() {
            self.exponent = if context.clamp {
                context.etop()
            } else {
                context.emax
            };
            status.add(Status::CLAMPED);
            return Ok(());
        }
        let infinite = match context.rounding {
            Rounding::HalfUp | Rounding::HalfDown | Rounding::HalfEven | Rounding::Up => true,
            Rounding::Down | Rounding::ZeroFiveUp => false,
            Rounding::Ceiling => !self.negative,
            Rounding::Floor => self.negative,
        };
        *self = if infinite {
            Number::infinity(self.negative)
        } else {
            let largest = Coefficient::nines(context.prec)?;
            Number::finite(self.negative, largest, context.etop())
        };
        status.add(Status::OVERFLOW | Status::INEXACT | Status::ROUNDED);
        Ok(())
    }

    fn underflow(&mut self, context: &Context, status: &mut Status) {
        let below = context.etiny() - self.exponent;
        if self.is_zero() {
            if below > 0 {
                self.exponent = context.etiny();
                status.add(Status::CLAMPED);
            }
            return;
        }
        status.add(Status::SUBNORMAL);
        if below > 0 {
            let mut met = Status::default();
            self.drop_digits(below, context, &mut met);
            if met.has(Status::INEXACT) {
                met.add(Status::UNDERFLOW);
                if self.is_zero() {
                    met.add(Status::CLAMPED);
                }
            }
            status.add(met.0);
        }
    }
}
