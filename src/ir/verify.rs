//! The verifier: every trace between two passes must satisfy it. An error carries the trace with the culprit marked.
//!
//! It checks: operand kinds and types; that definitions come before uses (traces are linear, so this is dominance), except
//! for the back-edge input of a PHI; that PHIs stand directly after `LOOP`; that guards and terminators have snapshots,
//! and snapshots name frames and values that exist; that what is sunk is used by snapshots and sunk instructions only; that
//! raw addresses are in no slot; that a terminator ends the trace and fits its link.

use crate::buffer::{Link, Trace};
use crate::limits::MAX_ARGS;
use crate::ops::{Effect, Op, Operand, Ty};
use crate::refs::{IrRef, SnapNo};
use crate::schema::Schema;
use crate::text;

/// Verifies a finished trace.
pub fn verify<S: Schema + ?Sized>(t: &Trace, schema: &S) -> Result<(), String> {
    check(t, schema, true)
}

/// Verifies a trace that is still being recorded (no terminator needed).
pub fn verify_open<S: Schema + ?Sized>(t: &Trace, schema: &S) -> Result<(), String> {
    check(t, schema, false)
}

fn check<S: Schema + ?Sized>(t: &Trace, schema: &S, closed: bool) -> Result<(), String> {
    for r in t.refs() {
        instruction(t, schema, r).map_err(|e| text::print_marked(t, schema, r, &e))?;
    }
    let last = t
        .refs()
        .rev()
        .find(|&r| t.op(r) != Op::NOP)
        .unwrap_or(IrRef::NONE);
    let end = |e: &str| Err(text::print_marked(t, schema, last, e));
    if closed {
        if last.is_none() || !t.op(last).is_terminator() {
            return end("the trace does not end with a terminator");
        }
        let fits = match t.op(last) {
            Op::JLOOP => t.link == Link::Loop,
            Op::JTRACE => matches!(t.link, Link::Frame(_) | Link::Typed(_)),
            Op::RET => t.link == Link::Return,
            _ => t.link == Link::Interp,
        };
        if !fits {
            return end("the link does not fit the terminator");
        }
    }
    Ok(())
}

fn instruction<S: Schema + ?Sized>(t: &Trace, schema: &S, r: IrRef) -> Result<(), String> {
    let i = *t.ins(r);
    let info = i.op.info();
    if i.op == Op::NOP {
        return Ok(());
    }
    let want = t.result_type(schema, i.op, i.a, i.x);
    if let Some(want) = want
        && i.ty() != want
        && !(i.ty() == Ty::U && want == Ty::I && i.op.effect() == Effect::Pure)
        && i.op != Op::PHI
    {
        return Err(format!("the result should be {want:?}"));
    }
    let by_x = match i.op {
        Op::FSTORE | Op::ASTORE => Trace::type_by_x(schema, i.op, i.x),
        _ => i.ty(),
    };
    for (n, (&kind, o)) in info.operands.iter().zip(i.operands()).enumerate() {
        let letter = ['a', 'b', 'c'][n];
        if o.is_some() {
            exists(t, o).map_err(|e| format!("operand {letter}: {e}"))?;
            if o >= r && !(i.op == Op::PHI && n == 1) {
                return Err(format!("operand {letter} is used before its definition"));
            }
            if o.is_ins() && t.ins(o).is_sunk() && !i.is_sunk() {
                return Err(format!("operand {letter} is sunk"));
            }
            if t.op(o) == Op::CARG && kind != Operand::Args {
                return Err(format!("operand {letter} is an argument list"));
            }
        }
        if !Trace::type_fits(kind, t.ty(o), by_x) {
            return Err(format!(
                "operand {letter} has type {:?}, wanted {kind:?} ({by_x:?})",
                t.ty(o)
            ));
        }
    }
    match i.op {
        Op::PHI => {
            let prev = IrRef(r.0 - 1);
            if prev < t.loop_at
                || t.loop_at.is_none()
                || !matches!(t.op(prev), Op::LOOP | Op::PHI | Op::NOP)
            {
                return Err("a PHI must stand directly after LOOP".to_string());
            }
            if i.a >= t.loop_at {
                return Err("the entry input of a PHI must come from before the loop".to_string());
            }
        }
        Op::LOOP if t.loop_at != r => return Err("a second LOOP".to_string()),
        Op::CALL => {
            let h = schema.helper(i.helper());
            if h.looks_at_frames && !i.snap.is_some() {
                return Err("the helper looks at frames, but there is no snapshot".to_string());
            }
            if h.args.len() > MAX_ARGS {
                return Err("too many arguments".to_string());
            }
            let mut n = 0;
            let mut a = i.a;
            while t.op(a) == Op::CARG {
                n += 1;
                a = t.ins(a).a;
            }
            n += usize::from(a.is_some());
            if n != h.args.len() {
                return Err(format!("{n} arguments, wanted {}", h.args.len()));
            }
            let mut args = [IrRef::NONE; MAX_ARGS];
            t.args(r, &mut args);
            for (k, &want) in h.args.iter().enumerate() {
                if !Trace::type_fits(Operand::ByX, t.ty(args[k]), want) {
                    return Err(format!(
                        "argument {k} has type {:?}, wanted {want:?}",
                        t.ty(args[k])
                    ));
                }
            }
        }
        _ => {}
    }
    if i.op.needs_snapshot() && !i.snap.is_some() && !i.is_sunk() {
        return Err("no snapshot".to_string());
    }
    if i.snap.is_some() {
        snapshot(t, r, i.snap, i.op)?;
    }
    Ok(())
}

fn snapshot(t: &Trace, at: IrRef, s: SnapNo, op: Op) -> Result<(), String> {
    if s.index() >= t.snaps.len() {
        return Err("the snapshot does not exist".to_string());
    }
    let typed = op == Op::JTRACE && matches!(t.link, Link::Typed(_));
    if t.snaps.frames(s).is_empty() && !typed {
        return Err("the snapshot has no frame".to_string());
    }
    if t.snaps.frames(s).windows(2).any(|w| w[0].base >= w[1].base) {
        return Err("the frames' bases must rise".to_string());
    }
    let mut err = None;
    t.snaps.for_each_ref(s, |r| {
        if let Err(e) = exists(t, r) {
            err = Some(format!("snapshot: {e}"));
        } else if r.is_none() || r >= at {
            err = Some(format!("the snapshot names {r:?} before its definition"));
        } else if t.ty(r) == Ty::N {
            err = Some(format!("the snapshot names {r:?}, which no frame can hold"));
        } else if r.is_ins()
            && t.op(r) == Op::NEW
            && t.ins(r).is_sunk()
            && t.snaps.find_virtual(s, r).is_none()
        {
            err = Some(format!("the snapshot does not describe the virtual {r:?}"));
        }
    });
    for (k, e) in t.snaps.entries(s).iter().enumerate() {
        if err.is_none() && t.ty(e.1) == Ty::A && !typed {
            err = Some(format!(
                "the snapshot names {:?}, which no frame can hold",
                e.1
            ));
        }
        if t.snaps.entries(s)[..k].iter().any(|o| o.0 == e.0) {
            err = Some(format!("the snapshot has slot {} twice", e.0.0));
        }
    }
    err.map_or(Ok(()), Err)
}

fn exists(t: &Trace, r: IrRef) -> Result<(), String> {
    if r.is_ins() && (r >= t.end() || t.op(r) == Op::NOP) {
        return Err(format!("{r:?} does not exist"));
    }
    if r.is_const() && r.const_index() >= t.consts().len() {
        return Err("the constant does not exist".to_string());
    }
    Ok(())
}
