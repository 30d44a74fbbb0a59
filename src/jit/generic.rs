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
use runtime::interp::generator::Resumed;
use runtime::interp::run::{Flow, execute};
use runtime::interp::{
    arith, attr, build, call, control, exc, feed, generator, globals, imports, intrinsic, item,
    iter, pattern,
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
    executor: Executor,
    /// See [`destination`].
    destination: Option<u16>,
    /// It may have no result: an iterator's end.
    ends: bool,
}

impl Site {
    /// The instruction at `pc`, inside of `frames`.
    pub fn new(frames: Vec<SiteFrame>, pc: *const u64) -> Site {
        // SAFETY: `pc` points to an instruction.
        let i = unsafe { Instr(*pc) };
        Site {
            frames,
            pc,
            executor: executor(i.op()),
            destination: destination(i),
            ends: matches!(i.op(), Op::ForIter | Op::Send),
        }
    }

    /// Executes the instruction in the published frame at `base`. See [`run`] for the result.
    #[inline(always)]
    pub fn execute(&self, th: &Thread, base: *mut Value) -> PyResult {
        // SAFETY: `pc` points to an instruction of the frame's code, which does not end with it.
        let (i, after) = unsafe { (Instr(*self.pc), self.pc.add(1)) };
        th.pc.set(after);
        let flow = match (self.executor)(th, base, i) {
            // (What lies on the native stack is the trace's, and stays.)
            Err(_) if th.deferred.get().is_some() => {
                runtime::interp::run::finish_deferred(th)?;
                Flow::Next
            }
            flow => flow?,
        };
        let flow = if flow == Flow::Moved {
            settle(th, base)?
        } else {
            flow
        };
        th.pc.set(after);
        if flow == Flow::Next && self.ends {
            return Ok(Value::EMPTY);
        }
        Ok(match self.destination {
            Some(r) => reg(base, r),
            None => Value::NONE,
        })
    }
}

/// The frames of a site are published; what there was before.
pub struct Inside {
    root: *mut Value,
    depth: u32,
}

impl Inside {
    /// Writes the headers of the inlined frames and publishes the innermost.
    pub fn enter(th: &Thread, site: &Site) -> Inside {
        let (root, depth) = (th.base.get(), th.depth.get());
        let mut base = root;
        for f in &site.frames {
            // SAFETY: the recorder has checked that all windows fit the VM stack, relative to the trace's first frame.
            unsafe {
                base = root.offset(f.base);
                *base.offset(-1) = f.code;
                *base.offset(-3) = Value::from_bits(root.offset(f.caller) as u64);
                *base.offset(-4) = Value::from_bits(f.return_pc as u64);
                *base.offset(-5) = frame::header_word(th, base, f.continuation);
                runtime::interp::generator::publish(Frame(base));
            }
        }
        th.base.set(base);
        th.depth.set(depth + site.frames.len() as u32);
        Inside { root, depth }
    }

    /// Publishes the trace's first frame again.
    pub fn leave(self, th: &Thread) {
        th.base.set(self.root);
        th.depth.set(self.depth);
    }
}

/// The helper: executes the instruction of `site`; returns the content of its destination, `EMPTY` if an iterator is
/// exhausted, or the raised marker.
pub extern "C" fn run(th: &Thread, site: *const Site) -> u64 {
    // SAFETY: sites are kept by the trace that calls this, and a trace is not freed while it runs.
    let site = unsafe { &*site };
    let inside = Inside::enter(th, site);
    let traces = th.in_traces.replace(0);
    let result = site.execute(th, th.base.get());
    th.in_traces.set(traces);
    inside.leave(th);
    match result {
        Ok(v) => v.bits(),
        Err(_) => Value::RAISED.bits(),
    }
}

/// A frame was pushed: runs it to its end in a nested interpreter, and delivers its result.
fn settle(th: &Thread, base: *mut Value) -> PyResult<Flow> {
    loop {
        let callee = Frame(th.base.get());
        debug_assert!(callee.caller() == base);
        let (mut continuation, mut dst) = callee.continuation();
        th.check_native_stack("").inspect_err(|_| {
            th.depth.set(th.depth.get() - 1);
            th.base.set(base);
        })?;
        let native = Continuation::Native.pack(dst);
        if continuation == Continuation::Chain {
            let outermost = Continuation::of_chain(callee.continuation_word());
            (continuation, dst) = Continuation::unpack(outermost);
            callee.set_continuation(Continuation::chained(native));
        } else {
            callee.set_continuation(native);
        }
        let after = callee.return_pc();
        let v = match execute(th) {
            Ok(v) => v,
            // A `__next__` method that raises StopIteration ends the loop.
            Err(raised) if matches!(continuation, Continuation::Next | Continuation::Filter) => {
                th.swallow(raised, T::StopIteration)?;
                return Ok(Flow::Next);
            }
            Err(raised) => {
                if continuation == Continuation::Feed {
                    th.pc.set(after);
                    feed::ended(th);
                }
                return Err(raised);
            }
        };
        th.pc.set(after);
        match call::deliver(th, callee, continuation, dst, v)? {
            Flow::Moved if th.base.get() == base => {
                // An item was left out: the FOR_ITER is executed again.
                // SAFETY: the published instruction.
                let i = Instr(unsafe { *th.pc.get() });
                th.pc.set(after);
                let flow = iter::next(th, base, i, false)?;
                if flow != Flow::Moved {
                    return Ok(flow);
                }
            }
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
            | Op::BeginBody
            | Op::Yield
            | Op::Reraise
            | Op::PushExc
            | Op::PopExc
            | Op::CheckExcMatch
            | Op::ExcArgs
            | Op::DeleteLocal
            | Op::CheckBound
    )
}

fn reg(base: *mut Value, r: u16) -> Value {
    Frame(base).reg(r as usize)
}

fn set(base: *mut Value, r: u16, v: Value) -> PyResult<Flow> {
    Frame(base).set_reg(r as usize, v);
    Ok(Flow::Next)
}

/// What executes an instruction on the window at `base`, whose frame is published.
pub type Executor = fn(th: &Thread, base: *mut Value, i: Instr) -> PyResult<Flow>;

macro_rules! bin {
    ($o:ident) => {
        |th, base, i| arith::binary(th, i, BinOp::$o, reg(base, i.b()), reg(base, i.c()))
    };
}

macro_rules! bin_i {
    ($o:ident) => {
        |th, base, i| {
            let k = Value::small(i64::from(i.imm()));
            arith::binary_immediate(th, i, BinOp::$o, reg(base, i.b()), k)
        }
    };
}

macro_rules! bin_k {
    ($o:ident) => {
        |th, base, i| {
            let k = Frame(base).code().constant(i.c() as usize);
            arith::binary_immediate(th, i, BinOp::$o, reg(base, i.b()), k)
        }
    };
}

macro_rules! cmp {
    ($o:ident) => {
        |th, base, i| arith::compare(th, i, CmpOp::$o, reg(base, i.b()), reg(base, i.c()))
    };
}

macro_rules! cmp_i {
    ($o:ident) => {
        |th, base, i| {
            let k = Value::small(i64::from(i.imm()));
            arith::compare(th, i, CmpOp::$o, reg(base, i.b()), k)
        }
    };
}

/// The interpreter's code for an op. A site looks it up once, when it is recorded.
fn executor(op: Op) -> Executor {
    match op {
        Op::Nop => |_, _, _| Ok(Flow::Next),
        Op::Move => |_, base, i| set(base, i.a(), reg(base, i.b())),
        Op::LoadConst => |_, base, i| {
            set(
                base,
                i.a(),
                Frame(base).code().constant(i.index32() as usize),
            )
        },
        Op::LoadInt => |_, base, i| set(base, i.a(), Value::small(i64::from(i.imm32()))),
        Op::Unset => |_, base, i| set(base, i.a(), Value::UNBOUND),
        Op::LoadGlobal => |th, base, i| set(base, i.a(), globals::load_global(th, base, i.c())?),
        Op::StoreGlobal => globals::store_global,
        Op::DeleteGlobal => globals::delete_global,
        Op::LoadName => |th, base, i| set(base, i.a(), globals::load_name(th, base, i.c())?),
        Op::StoreName => globals::store_name,
        Op::DeleteName => globals::delete_name,
        Op::MakeCell => globals::make_cell,
        Op::CopyFreeVars => |_, base, i| globals::copy_free_vars(base, i),
        Op::LoadDeref => |th, base, i| {
            let v = globals::cell_value(reg(base, i.b()));
            if v.is_empty() {
                return Err(globals::unbound_cell(th, base, i.b()));
            }
            set(base, i.a(), v)
        },
        Op::StoreDeref => |_, base, i| {
            globals::store_cell(reg(base, i.a()), reg(base, i.b()));
            Ok(Flow::Next)
        },
        Op::DeleteDeref => globals::delete_deref,
        Op::LoadLocals => globals::load_locals,
        Op::LoadFromDictOrDeref => globals::load_from_dict_or_deref,
        Op::LoadFromDictOrGlobals => globals::load_from_dict_or_globals,
        Op::LoadBuildClass => globals::load_build_class,
        Op::LoadCommon => |_, base, i| globals::load_common(base, i),
        Op::SetupAnnotations => |th, base, _| globals::setup_annotations(th, base),
        Op::LoadAttr => |th, base, i| match attr::cached_load(base, reg(base, i.b()), i.c()) {
            Some(v) => set(base, i.a(), v),
            None => attr::load(th, base, i),
        },
        Op::LoadMethod => |th, base, i| {
            let receiver = reg(base, i.b());
            let Some((method, this)) = attr::cached_method(base, receiver, i.c()) else {
                return attr::load_method(th, base, i);
            };
            Frame(base).set_reg(i.a() as usize, method);
            set(base, i.a() + 1, this)
        },
        Op::StoreAttr => |th, base, i| {
            if attr::cached_store(base, reg(base, i.a()), i.c(), reg(base, i.b())) {
                return Ok(Flow::Next);
            }
            attr::store(th, base, i)
        },
        Op::DeleteAttr => attr::delete,
        Op::LoadSuperAttr => attr::load_super,
        Op::LoadSpecial => attr::load_special,
        Op::GetItem => |th, base, i| match item::fast_get(reg(base, i.b()), reg(base, i.c())) {
            Some(v) => set(base, i.a(), v),
            None => item::get(th, base, i),
        },
        Op::GetItemI => item::get_immediate,
        Op::GetSlice => item::get_slice,
        Op::SetItem => |th, base, i| {
            if item::fast_set(reg(base, i.a()), reg(base, i.b()), reg(base, i.c())) {
                return Ok(Flow::Next);
            }
            item::set(th, base, i)
        },
        Op::DelItem => item::delete,
        Op::Add => bin!(Add),
        Op::Sub => bin!(Sub),
        Op::Mul => bin!(Mul),
        Op::TrueDiv => bin!(TrueDiv),
        Op::FloorDiv => bin!(FloorDiv),
        Op::Mod => bin!(Mod),
        Op::Pow => bin!(Pow),
        Op::LShift => bin!(LShift),
        Op::RShift => bin!(RShift),
        Op::And => bin!(And),
        Op::Or => bin!(Or),
        Op::Xor => bin!(Xor),
        Op::MatMul => bin!(MatMul),
        Op::AddI => bin_i!(Add),
        Op::SubI => bin_i!(Sub),
        Op::MulI => bin_i!(Mul),
        Op::TrueDivI => bin_i!(TrueDiv),
        Op::FloorDivI => bin_i!(FloorDiv),
        Op::ModI => bin_i!(Mod),
        Op::PowI => bin_i!(Pow),
        Op::LShiftI => bin_i!(LShift),
        Op::RShiftI => bin_i!(RShift),
        Op::AndI => bin_i!(And),
        Op::OrI => bin_i!(Or),
        Op::XorI => bin_i!(Xor),
        Op::AddK => bin_k!(Add),
        Op::SubK => bin_k!(Sub),
        Op::MulK => bin_k!(Mul),
        Op::TrueDivK => bin_k!(TrueDiv),
        Op::Neg | Op::Pos | Op::Invert => arith::unary,
        Op::Not => |th, base, i| {
            set(
                base,
                i.a(),
                Value::bool(!control::truth(th, reg(base, i.b()))?),
            )
        },
        Op::Lt | Op::LtJ => cmp!(Lt),
        Op::Le | Op::LeJ => cmp!(Le),
        Op::Eq | Op::EqJ => cmp!(Eq),
        Op::Ne | Op::NeJ => cmp!(Ne),
        Op::Gt | Op::GtJ => cmp!(Gt),
        Op::Ge | Op::GeJ => cmp!(Ge),
        Op::LtI | Op::LtIJ => cmp_i!(Lt),
        Op::LeI | Op::LeIJ => cmp_i!(Le),
        Op::EqI | Op::EqIJ => cmp_i!(Eq),
        Op::NeI | Op::NeIJ => cmp_i!(Ne),
        Op::GtI | Op::GtIJ => cmp_i!(Gt),
        Op::GeI | Op::GeIJ => cmp_i!(Ge),
        Op::Is | Op::IsJ => |_, base, i| {
            set(
                base,
                i.a(),
                Value::bool(arith::identical(reg(base, i.b()), reg(base, i.c()))),
            )
        },
        Op::IsNot | Op::IsNotJ => |_, base, i| {
            set(
                base,
                i.a(),
                Value::bool(!arith::identical(reg(base, i.b()), reg(base, i.c()))),
            )
        },
        Op::Contains | Op::ContainsJ => |th, base, i| item::contains(th, base, i, false),
        Op::NotContains | Op::NotContainsJ => |th, base, i| item::contains(th, base, i, true),
        Op::GetIter => iter::get,
        Op::ForIter => |th, base, i| match iter::fast_next(reg(base, i.b())) {
            iter::Fast::Item(v) => {
                Frame(base).set_reg(i.a() as usize, v);
                Ok(Flow::Skip)
            }
            iter::Fast::End => Ok(Flow::Next),
            iter::Fast::Generator(_) | iter::Fast::Other => iter::next(th, base, i, false),
        },
        Op::BuildList => build::list,
        Op::BuildTuple => build::tuple,
        Op::BuildSet => build::set,
        Op::BuildMap => build::map,
        Op::BuildString => build::string,
        Op::BuildSlice => build::slice,
        Op::ListAppend => build::list_append,
        Op::SetAdd => build::set_add,
        Op::MapAdd => build::map_add,
        Op::ListExtend => build::list_extend,
        Op::SetUpdate => build::set_update,
        Op::DictUpdate => build::dict_update,
        Op::DictMerge => build::dict_merge,
        Op::ListToTuple => build::list_to_tuple,
        Op::FormatValue => build::format_value,
        Op::BuildInterpolation => build::interpolation,
        Op::BuildTemplate => build::template,
        Op::UnpackSequence => |th, base, i| {
            if build::unpack_fast(base, i) {
                return Ok(Flow::Next);
            }
            build::unpack_sequence(th, base, i)
        },
        Op::UnpackEx => build::unpack_ex,
        Op::Call => |th, base, i| call::call(th, base, i, false),
        Op::CallMethod => |th, base, i| call::call(th, base, i, true),
        Op::CallEx => call::call_ex,
        Op::MakeFunction => globals::make_function,
        Op::ImportName => imports::name,
        Op::ImportFrom => imports::from,
        Op::ImportStar => imports::star,
        Op::MatchMapping => |_, base, i| pattern::mapping(base, i),
        Op::MatchSequence => |_, base, i| pattern::sequence(base, i),
        Op::MatchKeys => pattern::keys,
        Op::MatchClass => pattern::class,
        Op::GetLen => pattern::len,
        Op::Intrinsic => intrinsic::call,
        Op::Send => |th, base, i| {
            let r = generator::send_native(th, reg(base, i.b()), reg(base, i.c()))?;
            Ok(match r {
                Resumed::Yielded(v) => {
                    set(base, i.a(), v)?;
                    Flow::Skip
                }
                Resumed::Returned(v) => set(base, i.a(), v)?,
            })
        },
        Op::GetYieldFromIter => generator::yield_from_iter,
        Op::CleanupThrow => generator::cleanup_throw,
        Op::GetAwaitable => generator::awaitable,
        Op::GetAIter => generator::aiter,
        Op::GetANext => generator::anext,
        Op::EndAsyncFor => generator::end_async_for,
        Op::Raise => |th, base, i| Err(exc::raise(th, base, i)),
        Op::CheckEgMatch => exc::check_group_match,
        Op::Jump
        | Op::JumpIfTrue
        | Op::JumpIfFalse
        | Op::JumpIfNone
        | Op::JumpIfNotNone
        | Op::JumpBack
        | Op::Return
        | Op::ReturnGenerator
        | Op::BeginBody
        | Op::Yield
        | Op::Reraise
        | Op::PushExc
        | Op::PopExc
        | Op::CheckExcMatch
        | Op::ExcArgs
        | Op::DeleteLocal
        | Op::CheckBound => |_, _, i| unreachable!("{} is not executed by traces", i.op().name()),
    }
}
