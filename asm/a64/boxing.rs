//! Tagging and untagging. The flonum codec rotates the sign and the exponent's top bits down to where the tag is.

use dynasmrt::{DynasmApi, DynasmLabelApi, dynasm};

use super::A64;
use super::call::{Arg, Out, cold_call};
use super::guard::{Cc, branch_if, branch_if_clear};
use crate::encoding::{
    FLOAT_OFFSET, FLONUM_EXP_COUNT, FLONUM_EXP_FIRST, FLONUM_MASK, FLONUM_TAG, FLONUM_ZERO,
    INT_TAG, LIMB_OFFSET,
};
use crate::{
    BoxingTemplates, ControlTemplates, Fpr, Gpr, Machine, MemKind, MemoryTemplates, RegSet,
};

impl BoxingTemplates for A64 {
    fn boxi(&mut self, dst: Gpr, a: Gpr, helper: usize, live: RegSet) {
        let (d, x) = (dst.0, a.0);
        let (heap, on) = (self.new_label(), self.new_label());
        // The sum overflows exactly if the integer needs more than 63 bits. The input stays for the slow path.
        dynasm!(self
            ; .arch aarch64
            ; adds x16, X(x), X(x)
        );
        branch_if(self, Cc::Vs, heap);
        dynasm!(self
            ; .arch aarch64
            ; orr XSP(d), x16, INT_TAG
        );
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            cold_call(
                asm,
                helper,
                &[Arg::Gpr(A64::THREAD), Arg::Gpr(a)],
                Out::Gpr(dst),
                live,
            );
            asm.loop_jump(on);
        });
    }

    fn boxi_small(&mut self, dst: Gpr, a: Gpr) {
        let (d, x) = (dst.0, a.0);
        dynasm!(self
            ; .arch aarch64
            ; lsl x16, X(x), 1
            ; orr XSP(d), x16, INT_TAG
        );
    }

    fn boxu(&mut self, dst: Gpr, a: Gpr, helper: usize, live: RegSet) {
        let x = a.0;
        let (heap, on) = (self.new_label(), self.new_label());
        let to = heap.0;
        dynasm!(self
            ; .arch aarch64
            ; lsr x16, X(x), 62
            ; cbnz x16, =>to
        );
        self.boxi_small(dst, a);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            cold_call(
                asm,
                helper,
                &[Arg::Gpr(A64::THREAD), Arg::Gpr(a)],
                Out::Gpr(dst),
                live,
            );
            asm.loop_jump(on);
        });
    }

    fn boxf(&mut self, dst: Gpr, a: Fpr, helper: usize, live: RegSet) {
        let (d, x) = (dst.0, a.0);
        let (slow, on) = (self.new_label(), self.new_label());
        let clear = !FLONUM_MASK;
        // x17 = the biased exponent, counted from the first that is encoded.
        dynasm!(self
            ; .arch aarch64
            ; fmov x16, D(x)
            ; ubfx x17, x16, 52, 11
            ; sub x17, x17, FLONUM_EXP_FIRST
            ; cmp x17, FLONUM_EXP_COUNT
        );
        branch_if(self, Cc::Hs, slow);
        dynasm!(self
            ; .arch aarch64
            ; ror x16, x16, 61
            ; and x16, x16, clear
            ; orr XSP(d), x16, FLONUM_TAG
        );
        self.bind(on);
        self.later(move |asm| {
            let call = asm.new_label();
            asm.bind(slow);
            let to = call.0;
            dynasm!(asm
                ; .arch aarch64
                ; cbnz x16, =>to
            );
            asm.kint(dst, FLONUM_ZERO as i64);
            asm.loop_jump(on);
            asm.bind(call);
            cold_call(
                asm,
                helper,
                &[Arg::Gpr(A64::THREAD), Arg::Fpr(a)],
                Out::Gpr(dst),
                live,
            );
            asm.loop_jump(on);
        });
    }

    fn unboxi(&mut self, dst: Gpr, v: Gpr) {
        let (d, x) = (dst.0, v.0);
        dynasm!(self
            ; .arch aarch64
            ; asr X(d), X(x), 1
        );
    }

    fn unboxu(&mut self, dst: Gpr, v: Gpr) {
        let (heap, on) = (self.new_label(), self.new_label());
        branch_if_clear(self, v, INT_TAG.trailing_zeros(), heap);
        self.unboxi(dst, v);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            asm.load(MemKind::W64, dst, v, LIMB_OFFSET);
            asm.loop_jump(on);
        });
    }

    fn unboxf(&mut self, dst: Fpr, v: Gpr) {
        let (heap, on) = (self.new_label(), self.new_label());
        branch_if_clear(self, v, FLONUM_TAG.trailing_zeros(), heap);
        self.unboxf_flonum(dst, v);
        self.bind(on);
        self.later(move |asm| {
            asm.bind(heap);
            asm.load_f64(dst, v, FLOAT_OFFSET);
            asm.loop_jump(on);
        });
    }

    fn unboxf_flonum(&mut self, dst: Fpr, v: Gpr) {
        let (d, x) = (dst.0, v.0);
        let (zero, on) = (self.new_label(), self.new_label());
        // The tag is 2, the bits that stood there are 2 less the top bit: adding the sign mask restores them. Rotating
        // left by one and right by four instead of right by three makes 0.0 a small number on the way.
        dynasm!(self
            ; .arch aarch64
            ; add x16, X(x), X(x), asr 63
            ; ror x16, x16, 63
            ; cmp x16, 3
        );
        branch_if(self, Cc::Eq, zero);
        dynasm!(self
            ; .arch aarch64
            ; ror x16, x16, 4
            ; fmov D(d), x16
        );
        self.bind(on);
        self.later(move |asm| {
            asm.bind(zero);
            dynasm!(asm
                ; .arch aarch64
                ; fmov D(d), xzr
            );
            asm.loop_jump(on);
        });
    }
}
