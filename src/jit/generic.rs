//! Executing one bytecode of a trace through the interpreter's own code: whatever the recorder has no special case for.
//!
//! The trace has stored the registers of all its frames; here the headers of inlined frames are written, the innermost
//! one is published, and the interpreter's function for the instruction runs on its window. Where that pushes a frame, the
//! frame runs in a nested interpreter, and its result is delivered as the frame's continuation says. Then the trace's first
//! frame is published again: that is the invariant of all code in traces.
//!
//! The recorder itself executes such instructions by the same function, so that what was recorded is what will run.

use frontend::bytecode::op::{Instr, Op};
use runtime::error::PyResult;
use runtime::interp::frame::{Continuation, Frame};
use runtime::interp::run::{Flow, execute};
use runtime::interp::{
    arith, attr, build, call, control, globals, imports, intrinsic, item, iter, pattern,
};
use runtime::thread::Thread;
use runtime::types::slots::{BinOp, CmpOp};
use runtime::types::{T, frame};
use runtime::value::Value;

/// An inlined frame, by its distances in words from the trace's first frame.
#[derive(Clone, Debug)]
pub struct SiteFrame {
    pub base: isize,
    pub caller: isize,
    pub code: Value,
    /// Where the caller goes on.
    pub return_pc: *const u64,
    /// The packed continuation.
    pub continuation: Value,
}

/// One such instruction of a trace. Lives as long as the trace.
#[derive(Clone, Debug)]
pub struct Site {
    /// The frames inlined into the first one, outermost first.
    pub frames: Vec<SiteFrame>,
    /// The instruction.
    pub pc: *const u64,
}

/// The helper: executes the instruction of `site`; returns the content of its destination, `EMPTY` if an iterator is
/// exhausted, or the raised marker.
pub extern "C" fn run(th: &Thread, site: *const Site) -> u64 {
    // SAFETY: sites are leaked, or kept by the trace that calls this.
    let site = unsafe { &*site };
    let (root, depth) = (th.base.get(), th.depth.get());
    let mut base = root;
    for f in &site.frames {
        // SAFETY: the recorder has checked that all windows fit the VM stack, relative to the trace's first frame.
        unsafe {
            base = root.offset(f.base);
            *base.offset(-1) = f.code;
            *base.offset(-3) = Value::from_bits(root.offset(f.caller) as u64);
            *base.offset(-4) = Value::from_bits(f.return_pc as u64);
            *base.offset(-5) = f.continuation;
            runtime::interp::generator::publish(Frame(base));
        }
    }
    th.base.set(base);
    th.depth.set(depth + site.frames.len() as u32);
    let result = one(th, base, site.pc);
    if frame::is_observed_above(th, root) {
        // The trace leaves the inlined frames without a look at their headers.
        frame::detach_above(th, root);
    }
    th.base.set(root);
    th.depth.set(depth);
    match result {
        Ok(v) => v.bits(),
        Err(_) => Value::RAISED.bits(),
    }
}

/// Executes the instruction at `pc` of the published frame at `base`. See [`run`] for the result.
pub fn one(th: &Thread, base: *mut Value, pc: *const u64) -> PyResult {
    // SAFETY: `pc` points to an instruction of the frame's code, which does not end with it.
    let (i, after) = unsafe { (Instr(*pc), pc.add(1)) };
    th.pc.set(after);
    let flow = instruction(th, base, i)?;
    let flow = if flow == Flow::Moved {
        settle(th, base)?
    } else {
        flow
    };
    th.pc.set(after);
    if i.op() == Op::ForIter && flow == Flow::Next {
        return Ok(Value::EMPTY);
    }
    Ok(match destination(i) {
        Some(r) => Frame(base).reg(r as usize),
        None => Value::NONE,
    })
}

/// A frame was pushed: runs it to its end in a nested interpreter, and delivers its result.
fn settle(th: &Thread, base: *mut Value) -> PyResult<Flow> {
    loop {
        let callee = Frame(th.base.get());
        debug_assert!(callee.caller() == base);
        let (continuation, dst) = callee.continuation();
        th.check_native_stack("").inspect_err(|_| {
            th.depth.set(th.depth.get() - 1);
            th.base.set(base);
        })?;
        callee.set_continuation(Continuation::Native.pack(dst));
        let after = callee.return_pc();
        let v = match execute(th) {
            Ok(v) => v,
            // A `__next__` method that raises StopIteration ends the loop.
            Err(raised) if continuation == Continuation::Next => {
                th.swallow(raised, T::StopIteration)?;
                return Ok(Flow::Next);
            }
            Err(raised) => return Err(raised),
        };
        th.pc.set(after);
        match call::deliver(th, callee, continuation, dst, v)? {
            Flow::Moved => {}
            flow => return Ok(flow),
        }
    }
}

/// The register that an instruction writes, if there is just one that matters.
pub fn destination(i: Instr) -> Option<u16> {
    use frontend::bytecode::op::Operand;
    match i.op() {
        Op::Call | Op::CallMethod | Op::CallEx => Some(i.b()),
        o => match o.operands()[0] {
            Operand::Dst | Operand::SrcDst | Operand::DstPair | Operand::DstRange => Some(i.a()),
            _ => None,
        },
    }
}

/// Whether [`one`] can execute the op: those that neither jump nor leave the frame.
pub fn is_generic(op: Op) -> bool {
    !matches!(
        op,
        Op::Jump
            | Op::JumpIfTrue
            | Op::JumpIfFalse
            | Op::JumpIfNone
            | Op::JumpIfNotNone
            | Op::JumpBack
            | Op::Return
            | Op::ReturnGenerator
            | Op::Yield
            | Op::Send
            | Op::GetYieldFromIter
            | Op::CleanupThrow
            | Op::GetAwaitable
            | Op::GetAIter
            | Op::GetANext
            | Op::EndAsyncFor
            | Op::Raise
            | Op::Reraise
            | Op::PushExc
            | Op::PopExc
            | Op::CheckExcMatch
            | Op::CheckEgMatch
            | Op::ExcArgs
            | Op::DeleteLocal
            | Op::CheckBound
    )
}

fn set(base: *mut Value, r: u16, v: Value) -> PyResult<Flow> {
    Frame(base).set_reg(r as usize, v);
    Ok(Flow::Next)
}

fn instruction(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow> {
    let reg = |r: u16| Frame(base).reg(r as usize);
    let imm = || Value::small(i64::from(i.imm()));
    let konst = || Frame(base).code().constant(i.c() as usize);
    let bin = |o: BinOp| arith::binary(th, i, o, reg(i.b()), reg(i.c()));
    let bin_i = |o: BinOp| arith::binary_immediate(th, i, o, reg(i.b()), imm());
    let bin_k = |o: BinOp| arith::binary_immediate(th, i, o, reg(i.b()), konst());
    let cmp = |o: CmpOp| arith::compare(th, i, o, reg(i.b()), reg(i.c()));
    let cmp_i = |o: CmpOp| arith::compare(th, i, o, reg(i.b()), imm());
    match i.op() {
        Op::Nop => Ok(Flow::Next),
        Op::Move => set(base, i.a(), reg(i.b())),
        Op::LoadConst => set(
            base,
            i.a(),
            Frame(base).code().constant(i.index32() as usize),
        ),
        Op::LoadInt => set(base, i.a(), Value::small(i64::from(i.imm32()))),
        Op::Unset => set(base, i.a(), Value::UNBOUND),
        Op::LoadGlobal => set(base, i.a(), globals::load_global(th, base, i.c())?),
        Op::StoreGlobal => globals::store_global(th, base, i),
        Op::DeleteGlobal => globals::delete_global(th, base, i),
        Op::LoadName => set(base, i.a(), globals::load_name(th, base, i.c())?),
        Op::StoreName => globals::store_name(th, base, i),
        Op::DeleteName => globals::delete_name(th, base, i),
        Op::MakeCell => globals::make_cell(th, base, i),
        Op::CopyFreeVars => globals::copy_free_vars(base, i),
        Op::LoadDeref => {
            let v = globals::cell_value(reg(i.b()));
            if v.is_empty() {
                return Err(globals::unbound_cell(th, base, i.b()));
            }
            set(base, i.a(), v)
        }
        Op::StoreDeref => {
            globals::store_cell(reg(i.a()), reg(i.b()));
            Ok(Flow::Next)
        }
        Op::DeleteDeref => globals::delete_deref(th, base, i),
        Op::LoadLocals => globals::load_locals(th, base, i),
        Op::LoadFromDictOrDeref => globals::load_from_dict_or_deref(th, base, i),
        Op::LoadFromDictOrGlobals => globals::load_from_dict_or_globals(th, base, i),
        Op::LoadBuildClass => globals::load_build_class(th, base, i),
        Op::LoadCommon => globals::load_common(base, i),
        Op::SetupAnnotations => globals::setup_annotations(th, base),
        Op::LoadAttr => attr::load(th, base, i),
        Op::LoadMethod => attr::load_method(th, base, i),
        Op::StoreAttr => attr::store(th, base, i),
        Op::DeleteAttr => attr::delete(th, base, i),
        Op::LoadSuperAttr => attr::load_super(th, base, i),
        Op::LoadSpecial => attr::load_special(th, base, i),
        Op::GetItem => item::get(th, base, i),
        Op::GetItemI => item::get_immediate(th, base, i),
        Op::GetSlice => item::get_slice(th, base, i),
        Op::SetItem => item::set(th, base, i),
        Op::DelItem => item::delete(th, base, i),
        Op::Add => bin(BinOp::Add),
        Op::Sub => bin(BinOp::Sub),
        Op::Mul => bin(BinOp::Mul),
        Op::TrueDiv => bin(BinOp::TrueDiv),
        Op::FloorDiv => bin(BinOp::FloorDiv),
        Op::Mod => bin(BinOp::Mod),
        Op::Pow => bin(BinOp::Pow),
        Op::LShift => bin(BinOp::LShift),
        Op::RShift => bin(BinOp::RShift),
        Op::And => bin(BinOp::And),
        Op::Or => bin(BinOp::Or),
        Op::Xor => bin(BinOp::Xor),
        Op::MatMul => bin(BinOp::MatMul),
        Op::AddI => bin_i(BinOp::Add),
        Op::SubI => bin_i(BinOp::Sub),
        Op::MulI => bin_i(BinOp::Mul),
        Op::TrueDivI => bin_i(BinOp::TrueDiv),
        Op::FloorDivI => bin_i(BinOp::FloorDiv),
        Op::ModI => bin_i(BinOp::Mod),
        Op::PowI => bin_i(BinOp::Pow),
        Op::LShiftI => bin_i(BinOp::LShift),
        Op::RShiftI => bin_i(BinOp::RShift),
        Op::AndI => bin_i(BinOp::And),
        Op::OrI => bin_i(BinOp::Or),
        Op::XorI => bin_i(BinOp::Xor),
        Op::AddK => bin_k(BinOp::Add),
        Op::SubK => bin_k(BinOp::Sub),
        Op::MulK => bin_k(BinOp::Mul),
        Op::TrueDivK => bin_k(BinOp::TrueDiv),
        Op::Neg | Op::Pos | Op::Invert => arith::unary(th, base, i),
        Op::Not => set(base, i.a(), Value::bool(!control::truth(th, reg(i.b()))?)),
        Op::Lt | Op::LtJ => cmp(CmpOp::Lt),
        Op::Le | Op::LeJ => cmp(CmpOp::Le),
        Op::Eq | Op::EqJ => cmp(CmpOp::Eq),
        Op::Ne | Op::NeJ => cmp(CmpOp::Ne),
        Op::Gt | Op::GtJ => cmp(CmpOp::Gt),
        Op::Ge | Op::GeJ => cmp(CmpOp::Ge),
        Op::LtI | Op::LtIJ => cmp_i(CmpOp::Lt),
        Op::LeI | Op::LeIJ => cmp_i(CmpOp::Le),
        Op::EqI | Op::EqIJ => cmp_i(CmpOp::Eq),
        Op::NeI | Op::NeIJ => cmp_i(CmpOp::Ne),
        Op::GtI | Op::GtIJ => cmp_i(CmpOp::Gt),
        Op::GeI | Op::GeIJ => cmp_i(CmpOp::Ge),
        Op::Is | Op::IsJ => set(
            base,
            i.a(),
            Value::bool(arith::identical(reg(i.b()), reg(i.c()))),
        ),
        Op::IsNot | Op::IsNotJ => set(
            base,
            i.a(),
            Value::bool(!arith::identical(reg(i.b()), reg(i.c()))),
        ),
        Op::Contains | Op::ContainsJ => item::contains(th, base, i, false),
        Op::NotContains | Op::NotContainsJ => item::contains(th, base, i, true),
        Op::GetIter => iter::get(th, base, i),
        Op::ForIter => match iter::fast_next(reg(i.b())) {
            iter::Fast::Item(v) => {
                Frame(base).set_reg(i.a() as usize, v);
                Ok(Flow::Skip)
            }
            iter::Fast::End => Ok(Flow::Next),
            iter::Fast::Other => iter::next(th, base, i),
        },
        Op::BuildList => build::list(th, base, i),
        Op::BuildTuple => build::tuple(th, base, i),
        Op::BuildSet => build::set(th, base, i),
        Op::BuildMap => build::map(th, base, i),
        Op::BuildString => build::string(th, base, i),
        Op::BuildSlice => build::slice(th, base, i),
        Op::ListAppend => build::list_append(th, base, i),
        Op::SetAdd => build::set_add(th, base, i),
        Op::MapAdd => build::map_add(th, base, i),
        Op::ListExtend => build::list_extend(th, base, i),
        Op::SetUpdate => build::set_update(th, base, i),
        Op::DictUpdate => build::dict_update(th, base, i),
        Op::DictMerge => build::dict_merge(th, base, i),
        Op::ListToTuple => build::list_to_tuple(th, base, i),
        Op::FormatValue => build::format_value(th, base, i),
        Op::BuildInterpolation => build::interpolation(th, base, i),
        Op::BuildTemplate => build::template(th, base, i),
        Op::UnpackSequence => build::unpack_sequence(th, base, i),
        Op::UnpackEx => build::unpack_ex(th, base, i),
        Op::Call => call::call(th, base, i, false),
        Op::CallMethod => call::call(th, base, i, true),
        Op::CallEx => call::call_ex(th, base, i),
        Op::MakeFunction => call::make_function(th, base, i),
        Op::ImportName => imports::name(th, base, i),
        Op::ImportFrom => imports::from(th, base, i),
        Op::ImportStar => imports::star(th, base, i),
        Op::MatchMapping => pattern::mapping(base, i),
        Op::MatchSequence => pattern::sequence(base, i),
        Op::MatchKeys => pattern::keys(th, base, i),
        Op::MatchClass => pattern::class(th, base, i),
        Op::GetLen => pattern::len(th, base, i),
        Op::Intrinsic => intrinsic::call(th, base, i),
        Op::Jump
        | Op::JumpIfTrue
        | Op::JumpIfFalse
        | Op::JumpIfNone
        | Op::JumpIfNotNone
        | Op::JumpBack
        | Op::Return
        | Op::ReturnGenerator
        | Op::Yield
        | Op::Send
        | Op::GetYieldFromIter
        | Op::CleanupThrow
        | Op::GetAwaitable
        | Op::GetAIter
        | Op::GetANext
        | Op::EndAsyncFor
        | Op::Raise
        | Op::Reraise
        | Op::PushExc
        | Op::PopExc
        | Op::CheckExcMatch
        | Op::CheckEgMatch
        | Op::ExcArgs
        | Op::DeleteLocal
        | Op::CheckBound => unreachable!("{} is not executed by traces", i.op().name()),
    }
}
