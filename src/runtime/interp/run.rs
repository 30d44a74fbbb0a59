//! The interpreter loop.
//!
//! `run` is instantiated twice: plain, and with `RECORDING`, where the recorder is shown each instruction before it
//! executes; so recording costs nothing when it is off. `pc`, `base` and the thread stay in machine registers; what is
//! not a fast path lives in the sibling files, one per family of instructions, behind cold calls that return
//! `PyResult`. Before anything that may run Python, raise or look at frames, position and frame are published in the
//! thread (the macro `publish!`).
//!
//! Python calls Python without native recursion: a call pushes a frame and goes on in the same loop; the frame's
//! continuation says what becomes of the result. `execute` is the way in for native code.

use frontend::bytecode::op::{Instr, Op};

use super::frame::{Continuation, Frame};
use super::generator::Suspended;
use super::hooks::{Head, Hot, Recording, hooks};
use super::{
    arith, attr, build, call, control, exc, feed, generator, globals, imports, intrinsic, item,
    iter, pattern,
};
use crate::error::PyResult;
use crate::heap;
use crate::thread::Thread;
use crate::tiers::{self, Tier};
use crate::types::slots::{BinOp, CmpOp};
use crate::value::Value;

/// Why `run` came back.
enum Outcome {
    /// The native entry's frame has returned or raised.
    Done(PyResult),
    /// Go on at the published position in the recording loop.
    Record,
    /// Go on at the published position in the plain loop.
    Plain,
    /// First what the published CALL's function has left to be done, then as `Plain`.
    Deferred,
}

/// Runs the frame that was pushed last, with continuation `Native`, until it returns. The published `pc` is its next
/// instruction. Runs Python; raises what the frame raises.
pub fn execute(th: &Thread) -> PyResult {
    match enter(th) {
        Hot::Interpret => execute_uncounted(th),
        how => resume(th, how),
    }
}

/// Counts the entry of the published frame, if it stands at its beginning, and asks the JIT where that is due. Gives what
/// [`resume`] is to be told. May run machine code, and so everything.
pub fn enter(th: &Thread) -> Hot {
    let code = Frame(th.base.get()).code();
    if th.pc.get() != code.instrs.get() || th.monitor.get() {
        return Hot::Interpret;
    }
    let spot = &code.entry;
    let countdown = spot.countdown.get();
    if countdown != 0 {
        spot.countdown.set(countdown - 1);
        return Hot::Interpret;
    }
    (hooks().hot)(th, Head::Entry, spot)
}

/// Goes on after a trace that was called by a trace has been left: runs the published frame, whose continuation is
/// `Trace`, to its end. Runs Python; raises what the frame raises.
pub fn resume(th: &Thread, hot: Hot) -> PyResult {
    let _tier = tiers::enter(Tier::Interpreter);
    let outcome = match hot {
        Hot::Interpret | Hot::Resume => Outcome::Plain,
        Hot::Record => Outcome::Record,
        Hot::Raise => unwind(th),
        Hot::Return(v) => {
            let frame = Frame(th.base.get());
            if frame.continuation().0 == Continuation::Observed {
                crate::types::frame::ended(th, frame, 0);
            }
            th.depth.set(th.depth.get() - 1);
            th.pc.set(frame.return_pc());
            th.base.set(frame.caller());
            return Ok(v);
        }
    };
    go_on(th, outcome)
}

/// Runs the frame that was pushed last, where there is no counter to ask, until it returns, as [`execute`] does.
#[inline]
pub fn execute_uncounted(th: &Thread) -> PyResult {
    let _tier = tiers::enter(Tier::Interpreter);
    if th.monitor.get() {
        return go_on(th, Outcome::Record);
    }
    match run::<false>(th) {
        Outcome::Done(result) => result,
        outcome => go_on(th, outcome),
    }
}

/// Follows what the loop says until the native entry's frame has returned.
fn go_on(th: &Thread, mut outcome: Outcome) -> PyResult {
    loop {
        outcome = match outcome {
            Outcome::Done(result) => return result,
            Outcome::Record => run::<true>(th),
            Outcome::Plain if th.monitor.get() => run::<true>(th),
            Outcome::Plain => run::<false>(th),
            Outcome::Deferred => {
                heap::wipe_native_stack();
                match finish_deferred(th) {
                    Ok(()) => Outcome::Plain,
                    Err(_) => unwind(th),
                }
            }
        };
    }
}

/// Does what the built-in function that the published CALL has called has left to be done ([`Thread::defer`]), and stores
/// its result. Runs and raises what that does.
#[cold]
pub fn finish_deferred(th: &Thread) -> PyResult<()> {
    let rest = th.deferred.take().expect("something is deferred");
    let result = rest(th)?;
    // SAFETY: the published position is behind the CALL.
    let i = Instr(unsafe { *th.pc.get().sub(1) });
    Frame(th.base.get()).set_reg(i.b() as usize, result);
    Ok(())
}

/// Looks for the handler of the exception that is set, from the published position on.
fn unwind(th: &Thread) -> Outcome {
    match exc::unwind(th) {
        exc::Unwound::Handler => Outcome::Plain,
        exc::Unwound::Native(raised) => Outcome::Done(Err(raised)),
    }
}

/// What an instruction's slow path says about where to go on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flow {
    /// With the next instruction.
    Next,
    /// The next word is skipped (an iterator gave an item).
    Skip,
    /// At the published position: a frame was pushed or popped, or a jump was taken.
    Moved,
}

// (The hint about cold paths is newer than the oldest compiler that the workspace names; without it, the loop is slower.)
#[allow(clippy::incompatible_msrv)]
fn run<const RECORDING: bool>(th: &Thread) -> Outcome {
    let mut base: *mut Value = th.base.get();
    let mut pc: *const u64 = th.pc.get();

    macro_rules! reg {
        ($n:expr) => {
            // SAFETY: the bytecode verifier keeps register numbers below the window's size, and windows lie within the
            // VM stack.
            *unsafe { &mut *base.add($n as usize) }
        };
    }
    macro_rules! publish {
        () => {
            th.pc.set(pc)
        };
    }
    macro_rules! reload {
        () => {{
            base = th.base.get();
            pc = th.pc.get();
        }};
    }
    macro_rules! code {
        () => {
            Frame(base).code()
        };
    }
    macro_rules! jump {
        ($distance:expr) => {
            // SAFETY: the verifier keeps jump targets inside the code.
            pc = unsafe { pc.offset($distance as isize) }
        };
    }

    'dispatch: loop {
        if RECORDING {
            publish!();
            let seen = if th.monitor.get() {
                crate::monitor::before(th)
            } else {
                (hooks().record)(th)
            };
            match seen {
                Recording::Continue => {}
                Recording::Moved => {
                    reload!();
                    continue 'dispatch;
                }
                Recording::Stop => return Outcome::Plain,
                Recording::Raise => return unwind(th),
            }
        }
        // SAFETY: `pc` points into the code of the frame at `base`; code ends with an instruction that never falls through.
        let i = Instr(unsafe { *pc });
        // SAFETY: as above; at worst one past the end.
        pc = unsafe { pc.add(1) };

        // An instruction either goes on with `continue 'dispatch`, or leaves this block because it raised.
        let _raised: crate::error::Raised = 'raised: {
            /// Unwraps or goes to the exception path.
            macro_rules! check {
                ($e:expr) => {
                    match $e {
                        Ok(v) => v,
                        Err(raised) => break 'raised raised,
                    }
                };
            }
            /// The position has changed. Where somebody watches, plain loops end here.
            macro_rules! moved {
                () => {{
                    reload!();
                    if !RECORDING && th.monitor.get() {
                        return Outcome::Record;
                    }
                }};
            }
            /// Does what a slow path says.
            macro_rules! follow {
                ($flow:expr) => {{
                    std::hint::cold_path();
                    match check!($flow) {
                        Flow::Next => {}
                        Flow::Skip => jump!(1),
                        Flow::Moved => moved!(),
                    }
                    continue 'dispatch;
                }};
            }
            /// Follows the flow of a call, which may have switched the watching on.
            macro_rules! called {
                ($e:expr) => {{
                    publish!();
                    let flow = $e;
                    if matches!(flow, Ok(Flow::Next)) {
                        if !RECORDING && th.monitor.get() {
                            return Outcome::Record;
                        }
                        continue 'dispatch;
                    }
                    follow!(flow)
                }};
            }
            /// Follows the flow of a slow path.
            macro_rules! flow {
                ($e:expr) => {{
                    publish!();
                    // To go on is tested first: a table of the four outcomes would be one more jump to predict.
                    let flow = $e;
                    if matches!(flow, Ok(Flow::Next)) {
                        continue 'dispatch;
                    }
                    follow!(flow)
                }};
            }
            /// As `flow`, for slow paths that mostly move or skip.
            macro_rules! flow_away {
                ($e:expr) => {{
                    publish!();
                    match check!($e) {
                        Flow::Next => {}
                        Flow::Skip => jump!(1),
                        Flow::Moved => moved!(),
                    }
                    continue 'dispatch;
                }};
            }
            macro_rules! binary {
                ($op:ident, $int:ident, $float:ident) => {{
                    let (x, y) = (reg!(i.b()), reg!(i.c()));
                    if Value::both_small(x, y) {
                        if let Some(v) = arith::$int(x, y) {
                            reg!(i.a()) = v;
                            continue 'dispatch;
                        }
                    } else if x.is_flonum() && y.is_flonum() {
                        if let Some(v) =
                            arith::$float(th, x.flonum_unchecked(), y.flonum_unchecked())
                        {
                            reg!(i.a()) = v;
                            continue 'dispatch;
                        }
                    }
                    flow!(arith::binary(th, i, BinOp::$op, x, y))
                }};
                ($op:ident, $int:ident) => {{
                    let (x, y) = (reg!(i.b()), reg!(i.c()));
                    if Value::both_small(x, y) {
                        if let Some(v) = arith::$int(x, y) {
                            reg!(i.a()) = v;
                            continue 'dispatch;
                        }
                    }
                    flow!(arith::binary(th, i, BinOp::$op, x, y))
                }};
                ($op:ident) => {{
                    let (x, y) = (reg!(i.b()), reg!(i.c()));
                    flow!(arith::binary(th, i, BinOp::$op, x, y))
                }};
            }
            macro_rules! binary_immediate {
                ($op:ident, $int:ident) => {{
                    let (x, y) = (reg!(i.b()), Value::small(i64::from(i.imm())));
                    if x.is_small_int() {
                        if let Some(v) = arith::$int(x, y) {
                            reg!(i.a()) = v;
                            continue 'dispatch;
                        }
                    }
                    flow!(arith::binary_immediate(th, i, BinOp::$op, x, y))
                }};
                ($op:ident) => {{
                    let (x, y) = (reg!(i.b()), Value::small(i64::from(i.imm())));
                    flow!(arith::binary_immediate(th, i, BinOp::$op, x, y))
                }};
            }
            macro_rules! binary_constant {
                ($op:ident, $float:ident) => {{
                    let (x, y) = (reg!(i.b()), code!().constant(i.c() as usize));
                    if x.is_flonum() && y.is_flonum() {
                        if let Some(v) =
                            arith::$float(th, x.flonum_unchecked(), y.flonum_unchecked())
                        {
                            reg!(i.a()) = v;
                            continue 'dispatch;
                        }
                    }
                    flow!(arith::binary_immediate(th, i, BinOp::$op, x, y))
                }};
            }
            macro_rules! compare {
                ($op:ident, $x:expr, $y:expr, $sign:tt) => {{
                    let (x, y) = ($x, $y);
                    if Value::both_small(x, y) {
                        reg!(i.a()) = Value::bool((x.bits() as i64) $sign (y.bits() as i64));
                        continue 'dispatch;
                    }
                    if x.is_flonum() && y.is_flonum() {
                        reg!(i.a()) = Value::bool(x.flonum_unchecked() $sign y.flonum_unchecked());
                        continue 'dispatch;
                    }
                    flow!(arith::compare(th, i, CmpOp::$op, x, y))
                }};
            }
            /// Takes or passes the conditional jump in the next word.
            macro_rules! branch {
                ($truth:expr) => {{
                    let truth: bool = $truth;
                    // SAFETY: the verifier keeps fused pairs whole.
                    let next = Instr(unsafe { *pc });
                    jump!(1);
                    if truth == (next.0 as u8 == Op::JumpIfTrue as u8) {
                        jump!(next.imm32());
                    }
                    continue 'dispatch;
                }};
            }
            macro_rules! compare_jump {
                ($op:ident, $x:expr, $y:expr, $sign:tt) => {{
                    let (x, y) = ($x, $y);
                    if Value::both_small(x, y) {
                        branch!((x.bits() as i64) $sign (y.bits() as i64));
                    }
                    if x.is_flonum() && y.is_flonum() {
                        branch!(x.flonum_unchecked() $sign y.flonum_unchecked());
                    }
                    flow!(arith::compare(th, i, CmpOp::$op, x, y))
                }};
            }
            /// As `compare_jump`, for equality: of strings, too.
            macro_rules! equal_jump {
                ($op:ident, $sign:tt) => {{
                    let (x, y) = (reg!(i.b()), reg!(i.c()));
                    // The recorder sees a comparison that is not of numbers and its jump as two instructions.
                    if !RECORDING && let Some(equal) = arith::strings_equal(x, y) {
                        branch!(equal $sign true);
                    }
                    compare_jump!($op, x, y, $sign)
                }};
            }
            /// Pops the frame and delivers its result.
            macro_rules! leave {
                ($v:expr) => {{
                    let v = $v;
                    let frame = Frame(base);
                    let (mut continuation, mut dst) = frame.continuation();
                    if continuation == Continuation::Observed {
                        let index = frame.code().index_of(pc).saturating_sub(1);
                        (continuation, dst) = crate::types::frame::ended(th, frame, index);
                    }
                    th.depth.set(th.depth.get() - 1);
                    let end = std::mem::replace(&mut pc, frame.return_pc());
                    base = frame.caller();
                    th.base.set(base);
                    if continuation == Continuation::Store {
                        reg!(dst) = v;
                        continue 'dispatch;
                    }
                    generator::returns(frame, end);
                    th.pc.set(pc);
                    if continuation.is_native() {
                        return Outcome::Done(Ok(v));
                    }
                    flow!(call::deliver(th, frame, continuation, dst, v))
                }};
            }
            /// Asks the JIT about a hot spot whose countdown is at 0; position and frame are those at which it starts.
            macro_rules! hot {
                ($head:expr, $spot:expr) => {
                    if !RECORDING {
                        publish!();
                        match (hooks().hot)(th, $head, $spot) {
                            Hot::Interpret => {}
                            Hot::Record => return Outcome::Record,
                            Hot::Resume => moved!(),
                            Hot::Raise => {
                                reload!();
                                break 'raised th.raised();
                            }
                            Hot::Return(v) => leave!(v),
                        }
                    }
                };
            }
            /// A function was entered: counts.
            macro_rules! enter {
                () => {{
                    reload!();
                    let spot = &code!().entry;
                    let countdown = spot.countdown.get();
                    if countdown != 0 {
                        spot.countdown.set(countdown - 1);
                    } else {
                        hot!(Head::Entry, spot);
                    }
                    continue 'dispatch;
                }};
            }
            macro_rules! immediate {
                () => {
                    Value::small(i64::from(i.imm()))
                };
            }

            // SAFETY: verified code holds only numbers of bytecodes. (`Instr::op` would check again, for every instruction.)
            let op = unsafe { std::mem::transmute::<u8, Op>(i.0 as u8) };
            match op {
                Op::Nop => continue 'dispatch,
                Op::Move => {
                    reg!(i.a()) = reg!(i.b());
                    continue 'dispatch;
                }
                Op::LoadConst => {
                    reg!(i.a()) = code!().constant(i.index32() as usize);
                    continue 'dispatch;
                }
                Op::LoadInt => {
                    reg!(i.a()) = Value::small(i64::from(i.imm32()));
                    continue 'dispatch;
                }
                Op::CheckBound => {
                    if reg!(i.a()) != Value::UNBOUND {
                        continue 'dispatch;
                    }
                    publish!();
                    break 'raised globals::unbound_local(th, base, i.a());
                }
                Op::DeleteLocal => {
                    if reg!(i.a()) != Value::UNBOUND {
                        reg!(i.a()) = Value::UNBOUND;
                        continue 'dispatch;
                    }
                    publish!();
                    break 'raised globals::unbound_local(th, base, i.a());
                }
                Op::Unset => {
                    reg!(i.a()) = Value::UNBOUND;
                    continue 'dispatch;
                }
                Op::LoadGlobal => {
                    if let Some(v) = globals::cached_global(base, i.c()) {
                        reg!(i.a()) = v;
                        continue 'dispatch;
                    }
                    publish!();
                    reg!(i.a()) = check!(globals::load_global(th, base, i.c()));
                    continue 'dispatch;
                }
                Op::StoreGlobal => flow!(globals::store_global(th, base, i)),
                Op::DeleteGlobal => flow!(globals::delete_global(th, base, i)),
                Op::LoadName => {
                    publish!();
                    reg!(i.a()) = check!(globals::load_name(th, base, i.c()));
                    continue 'dispatch;
                }
                Op::StoreName => flow!(globals::store_name(th, base, i)),
                Op::DeleteName => flow!(globals::delete_name(th, base, i)),
                Op::MakeCell => flow!(globals::make_cell(th, base, i)),
                Op::CopyFreeVars => flow!(globals::copy_free_vars(base, i)),
                Op::LoadDeref => {
                    let v = globals::cell_value(reg!(i.b()));
                    if v != Value::EMPTY {
                        reg!(i.a()) = v;
                        continue 'dispatch;
                    }
                    publish!();
                    break 'raised globals::unbound_cell(th, base, i.b());
                }
                Op::StoreDeref => {
                    globals::store_cell(reg!(i.a()), reg!(i.b()));
                    continue 'dispatch;
                }
                Op::DeleteDeref => flow!(globals::delete_deref(th, base, i)),
                Op::LoadLocals => flow!(globals::load_locals(th, base, i)),
                Op::LoadFromDictOrDeref => flow!(globals::load_from_dict_or_deref(th, base, i)),
                Op::LoadFromDictOrGlobals => flow!(globals::load_from_dict_or_globals(th, base, i)),
                Op::LoadBuildClass => flow!(globals::load_build_class(th, base, i)),
                Op::LoadCommon => flow!(globals::load_common(base, i)),
                Op::SetupAnnotations => flow!(globals::setup_annotations(th, base)),

                Op::LoadAttr => {
                    if let Some(v) = attr::cached_load(base, reg!(i.b()), i.c()) {
                        reg!(i.a()) = v;
                        continue 'dispatch;
                    }
                    flow!(attr::load(th, base, i))
                }
                Op::LoadMethod => {
                    let receiver = reg!(i.b());
                    if let Some((method, this)) = attr::cached_method(base, receiver, i.c()) {
                        reg!(i.a()) = method;
                        reg!(i.a() + 1) = this;
                        continue 'dispatch;
                    }
                    flow!(attr::load_method(th, base, i))
                }
                Op::StoreAttr => {
                    if attr::cached_store(base, reg!(i.a()), i.c(), reg!(i.b())) {
                        continue 'dispatch;
                    }
                    flow!(attr::store(th, base, i))
                }
                Op::DeleteAttr => flow!(attr::delete(th, base, i)),
                Op::LoadSuperAttr => flow!(attr::load_super(th, base, i)),
                Op::LoadSpecial => flow!(attr::load_special(th, base, i)),
                Op::GetItem => {
                    if let Some(v) = item::fast_get(reg!(i.b()), reg!(i.c())) {
                        reg!(i.a()) = v;
                        continue 'dispatch;
                    }
                    flow!(item::get(th, base, i))
                }
                Op::GetItemI => {
                    if let Some(v) = item::fast_get(reg!(i.b()), immediate!()) {
                        reg!(i.a()) = v;
                        continue 'dispatch;
                    }
                    flow!(item::get_immediate(th, base, i))
                }
                Op::GetSlice => flow!(item::get_slice(th, base, i)),
                Op::SetItem => {
                    if item::fast_set(reg!(i.a()), reg!(i.b()), reg!(i.c())) {
                        continue 'dispatch;
                    }
                    flow!(item::set(th, base, i))
                }
                Op::DelItem => flow!(item::delete(th, base, i)),

                Op::Add => binary!(Add, add_ints, add_floats),
                Op::Sub => binary!(Sub, sub_ints, sub_floats),
                Op::Mul => binary!(Mul, mul_ints, mul_floats),
                Op::TrueDiv => binary!(TrueDiv, div_ints, div_floats),
                Op::FloorDiv => binary!(FloorDiv, floordiv_ints),
                Op::Mod => binary!(Mod, mod_ints),
                Op::Pow => binary!(Pow),
                Op::LShift => binary!(LShift, lshift_ints),
                Op::RShift => binary!(RShift, rshift_ints),
                Op::And => binary!(And, and_ints),
                Op::Or => binary!(Or, or_ints),
                Op::Xor => binary!(Xor, xor_ints),
                Op::MatMul => binary!(MatMul),
                Op::AddI => binary_immediate!(Add, add_ints),
                Op::SubI => binary_immediate!(Sub, sub_ints),
                Op::MulI => binary_immediate!(Mul, mul_ints),
                Op::TrueDivI => binary_immediate!(TrueDiv, div_ints),
                Op::FloorDivI => binary_immediate!(FloorDiv, floordiv_ints),
                Op::ModI => binary_immediate!(Mod, mod_ints),
                Op::PowI => binary_immediate!(Pow),
                Op::LShiftI => binary_immediate!(LShift, lshift_ints),
                Op::RShiftI => binary_immediate!(RShift, rshift_ints),
                Op::AndI => binary_immediate!(And, and_ints),
                Op::OrI => binary_immediate!(Or, or_ints),
                Op::XorI => binary_immediate!(Xor, xor_ints),
                Op::AddK => binary_constant!(Add, add_floats),
                Op::SubK => binary_constant!(Sub, sub_floats),
                Op::MulK => binary_constant!(Mul, mul_floats),
                Op::TrueDivK => binary_constant!(TrueDiv, div_floats),
                Op::Neg => {
                    if let Some(v) = arith::neg_fast(reg!(i.b())) {
                        reg!(i.a()) = v;
                        continue 'dispatch;
                    }
                    flow!(arith::unary(th, base, i))
                }
                Op::Pos | Op::Invert => flow!(arith::unary(th, base, i)),
                Op::Not => {
                    let v = reg!(i.b());
                    if v.is_bool() {
                        reg!(i.a()) = Value::bool(v == Value::FALSE);
                        continue 'dispatch;
                    }
                    publish!();
                    reg!(i.a()) = Value::bool(!check!(control::truth(th, v)));
                    continue 'dispatch;
                }
                Op::Lt => compare!(Lt, reg!(i.b()), reg!(i.c()), <),
                Op::Le => compare!(Le, reg!(i.b()), reg!(i.c()), <=),
                Op::Eq => compare!(Eq, reg!(i.b()), reg!(i.c()), ==),
                Op::Ne => compare!(Ne, reg!(i.b()), reg!(i.c()), !=),
                Op::Gt => compare!(Gt, reg!(i.b()), reg!(i.c()), >),
                Op::Ge => compare!(Ge, reg!(i.b()), reg!(i.c()), >=),
                Op::LtI => compare!(Lt, reg!(i.b()), immediate!(), <),
                Op::LeI => compare!(Le, reg!(i.b()), immediate!(), <=),
                Op::EqI => compare!(Eq, reg!(i.b()), immediate!(), ==),
                Op::NeI => compare!(Ne, reg!(i.b()), immediate!(), !=),
                Op::GtI => compare!(Gt, reg!(i.b()), immediate!(), >),
                Op::GeI => compare!(Ge, reg!(i.b()), immediate!(), >=),
                Op::LtJ => compare_jump!(Lt, reg!(i.b()), reg!(i.c()), <),
                Op::LeJ => compare_jump!(Le, reg!(i.b()), reg!(i.c()), <=),
                Op::EqJ => equal_jump!(Eq, ==),
                Op::NeJ => equal_jump!(Ne, !=),
                Op::GtJ => compare_jump!(Gt, reg!(i.b()), reg!(i.c()), >),
                Op::GeJ => compare_jump!(Ge, reg!(i.b()), reg!(i.c()), >=),
                Op::LtIJ => compare_jump!(Lt, reg!(i.b()), immediate!(), <),
                Op::LeIJ => compare_jump!(Le, reg!(i.b()), immediate!(), <=),
                Op::EqIJ => compare_jump!(Eq, reg!(i.b()), immediate!(), ==),
                Op::NeIJ => compare_jump!(Ne, reg!(i.b()), immediate!(), !=),
                Op::GtIJ => compare_jump!(Gt, reg!(i.b()), immediate!(), >),
                Op::GeIJ => compare_jump!(Ge, reg!(i.b()), immediate!(), >=),
                Op::Is => {
                    reg!(i.a()) = Value::bool(arith::identical(reg!(i.b()), reg!(i.c())));
                    continue 'dispatch;
                }
                Op::IsNot => {
                    reg!(i.a()) = Value::bool(!arith::identical(reg!(i.b()), reg!(i.c())));
                    continue 'dispatch;
                }
                Op::IsJ => branch!(arith::identical(reg!(i.b()), reg!(i.c()))),
                Op::IsNotJ => branch!(!arith::identical(reg!(i.b()), reg!(i.c()))),
                Op::Contains | Op::ContainsJ => flow!(item::contains(th, base, i, false)),
                Op::NotContains | Op::NotContainsJ => flow!(item::contains(th, base, i, true)),

                Op::Jump => {
                    jump!(i.imm32());
                    continue 'dispatch;
                }
                Op::JumpIfTrue => {
                    let v = reg!(i.a());
                    let truth = if v.is_bool() {
                        v == Value::TRUE
                    } else {
                        publish!();
                        check!(control::truth(th, v))
                    };
                    if truth {
                        jump!(i.imm32());
                    }
                    continue 'dispatch;
                }
                Op::JumpIfFalse => {
                    let v = reg!(i.a());
                    let truth = if v.is_bool() {
                        v == Value::TRUE
                    } else {
                        publish!();
                        check!(control::truth(th, v))
                    };
                    if !truth {
                        jump!(i.imm32());
                    }
                    continue 'dispatch;
                }
                Op::JumpIfNone => {
                    if reg!(i.a()).is_none() {
                        jump!(i.imm32());
                    }
                    continue 'dispatch;
                }
                Op::JumpIfNotNone => {
                    if !reg!(i.a()).is_none() {
                        jump!(i.imm32());
                    }
                    continue 'dispatch;
                }
                Op::JumpBack => {
                    let spot = code!().hot_loop(i.a() as usize);
                    let countdown = spot.countdown.get();
                    if countdown != 0 && th.poll.load(std::sync::atomic::Ordering::Relaxed) == 0 {
                        spot.countdown.set(countdown - 1);
                        jump!(i.imm32());
                        continue 'dispatch;
                    }
                    if th.poll.load(std::sync::atomic::Ordering::Relaxed) != 0 {
                        publish!();
                        check!(control::poll(th));
                        if !RECORDING && th.monitor.get() {
                            jump!(i.imm32());
                            publish!();
                            return Outcome::Record;
                        }
                    }
                    jump!(i.imm32());
                    if spot.countdown.get() == 0 {
                        hot!(Head::Loop(i.a()), spot);
                    }
                    continue 'dispatch;
                }
                Op::GetIter => flow!(iter::get(th, base, i)),
                Op::ForIter => match iter::fast_next(reg!(i.b())) {
                    iter::Fast::Item(v) => {
                        reg!(i.a()) = v;
                        jump!(1);
                        continue 'dispatch;
                    }
                    iter::Fast::End => continue 'dispatch,
                    iter::Fast::Generator(g) => {
                        let word = Continuation::Next.pack(i.a());
                        if generator::resume_plain(th, g, base, pc, Value::NONE, word) {
                            reload!();
                            continue 'dispatch;
                        }
                        flow_away!(iter::next(th, base, i, !RECORDING))
                    }
                    iter::Fast::Other => flow_away!(iter::next(th, base, i, !RECORDING)),
                },

                Op::BuildList => flow!(build::list(th, base, i)),
                Op::BuildTuple => flow!(build::tuple(th, base, i)),
                Op::BuildSet => flow!(build::set(th, base, i)),
                Op::BuildMap => flow!(build::map(th, base, i)),
                Op::BuildString => flow!(build::string(th, base, i)),
                Op::BuildSlice => flow!(build::slice(th, base, i)),
                Op::ListAppend => flow!(build::list_append(th, base, i)),
                Op::SetAdd => flow!(build::set_add(th, base, i)),
                Op::MapAdd => flow!(build::map_add(th, base, i)),
                Op::ListExtend => flow!(build::list_extend(th, base, i)),
                Op::SetUpdate => flow!(build::set_update(th, base, i)),
                Op::DictUpdate => flow!(build::dict_update(th, base, i)),
                Op::DictMerge => flow!(build::dict_merge(th, base, i)),
                Op::ListToTuple => flow!(build::list_to_tuple(th, base, i)),
                Op::FormatValue => flow!(build::format_value(th, base, i)),
                Op::BuildInterpolation => flow!(build::interpolation(th, base, i)),
                Op::BuildTemplate => flow!(build::template(th, base, i)),
                Op::UnpackSequence => {
                    if build::unpack_fast(base, i) {
                        continue 'dispatch;
                    }
                    flow!(build::unpack_sequence(th, base, i))
                }
                Op::UnpackEx => flow!(build::unpack_ex(th, base, i)),

                Op::Call => {
                    if call::push_simple(th, base, pc, i, false) {
                        enter!();
                    }
                    called!(call::call(th, base, i, false))
                }
                Op::CallMethod => {
                    if call::push_simple(th, base, pc, i, true) {
                        enter!();
                    }
                    called!(call::call(th, base, i, true))
                }
                Op::CallEx => called!(call::call_ex(th, base, i)),
                Op::MakeFunction => flow!(globals::make_function(th, base, i)),
                Op::Return => {
                    // Recursion without a loop is polled here.
                    if th.poll.load(std::sync::atomic::Ordering::Relaxed) != 0 {
                        publish!();
                        check!(control::poll(th));
                        if !RECORDING && th.monitor.get() {
                            jump!(-1);
                            publish!();
                            return Outcome::Record;
                        }
                    }
                    leave!(reg!(i.a()))
                }
                Op::ReturnGenerator => match generator::make(th, base, pc) {
                    (v, true) => return Outcome::Done(Ok(v)),
                    (_, false) => {
                        reload!();
                        continue 'dispatch;
                    }
                },
                Op::BeginBody => {
                    if let Some(spot) = code!().body() {
                        let countdown = spot.countdown.get();
                        if countdown != 0 {
                            spot.countdown.set(countdown - 1);
                        } else {
                            hot!(Head::Body, spot);
                        }
                    }
                    continue 'dispatch;
                }
                Op::Yield => {
                    let suspended = generator::suspend_plain(th, base, pc, i);
                    match suspended.unwrap_or_else(|| generator::suspend(th, base, pc, i)) {
                        Suspended::Moved(caller, at) => {
                            (base, pc) = (caller, at);
                            continue 'dispatch;
                        }
                        Suspended::Native(v) => return Outcome::Done(Ok(v)),
                        Suspended::Fed(v) => {
                            reload!();
                            flow_away!(feed::deliver(th, v, !RECORDING))
                        }
                    }
                }
                Op::Send => flow_away!(generator::send(th, base, i)),
                Op::GetYieldFromIter => flow!(generator::yield_from_iter(th, base, i)),
                Op::CleanupThrow => flow!(generator::cleanup_throw(th, base, i)),
                Op::GetAwaitable => flow!(generator::awaitable(th, base, i)),
                Op::GetAIter => flow!(generator::aiter(th, base, i)),
                Op::GetANext => flow!(generator::anext(th, base, i)),
                Op::EndAsyncFor => flow!(generator::end_async_for(th, base, i)),

                Op::Raise => {
                    publish!();
                    break 'raised exc::raise(th, base, i);
                }
                Op::Reraise => {
                    publish!();
                    let (raised, at) = exc::reraise(th, base, i);
                    if let Some(at) = at {
                        pc = at;
                        publish!();
                    }
                    break 'raised raised;
                }
                Op::PushExc => {
                    let outer = th.handled.replace(reg!(i.b()));
                    reg!(i.a()) = generator::own_handled(Frame(base), outer);
                    continue 'dispatch;
                }
                Op::PopExc => {
                    let own = reg!(i.a());
                    th.handled.set(generator::seen_handled(Frame(base), own));
                    continue 'dispatch;
                }
                Op::CheckExcMatch => flow!(exc::check_match(th, base, i)),
                Op::CheckEgMatch => flow!(exc::check_group_match(th, base, i)),
                Op::ExcArgs => flow!(exc::exit_args(base, i)),

                Op::ImportName => flow!(imports::name(th, base, i)),
                Op::ImportFrom => flow!(imports::from(th, base, i)),
                Op::ImportStar => flow!(imports::star(th, base, i)),

                Op::MatchMapping => flow!(pattern::mapping(base, i)),
                Op::MatchSequence => flow!(pattern::sequence(base, i)),
                Op::MatchKeys => flow!(pattern::keys(th, base, i)),
                Op::MatchClass => flow!(pattern::class(th, base, i)),
                Op::GetLen => flow!(pattern::len(th, base, i)),
                Op::Intrinsic => flow!(intrinsic::call(th, base, i)),
            }
        };

        // An exception is set, or a call has left something to be done. `pc` is behind the instruction that raised.
        th.base.set(base);
        th.pc.set(pc);
        if th.deferred.get().is_some() {
            if !RECORDING {
                return Outcome::Deferred;
            }
            if finish_deferred(th).is_ok() {
                continue 'dispatch;
            }
        }
        if RECORDING && (hooks().raised)(th) == Recording::Stop {
            return unwind(th);
        }
        match exc::unwind(th) {
            exc::Unwound::Handler if !RECORDING && th.monitor.get() => return Outcome::Record,
            exc::Unwound::Handler => reload!(),
            exc::Unwound::Native(raised) => return Outcome::Done(Err(raised)),
        }
    }
}
