//! Between raw numbers and tagged values, as [`crate::encoding`] lays them down.
//!
//! The fast path is inline; the slow one lies in the cold section and calls a helper, around which it saves the
//! caller-saved registers of `live` itself. So a boxing is no call for the register allocator: it clobbers its output,
//! scratch registers and flags only. `live` is what must survive the template; whether it names inputs or the output
//! does not matter.

use crate::{Fpr, Gpr, RegSet};

/// See the module's documentation.
pub trait BoxingTemplates {
    /// BOXI: `dst` = the value of the integer `a`. Past 63 bits: `helper(thread, a) -> value`.
    fn boxi(&mut self, dst: Gpr, a: Gpr, helper: usize, live: RegSet);
    /// BOXI where `a` is known to fit 63 bits: no slow path.
    fn boxi_small(&mut self, dst: Gpr, a: Gpr);
    /// BOXU: `dst` = the value of the integer `a`, taken as unsigned. Past 62 bits: `helper(thread, a) -> value`.
    fn boxu(&mut self, dst: Gpr, a: Gpr, helper: usize, live: RegSet);
    /// BOXF: `dst` = the value of the float `a`. What is not encoded inline: `helper(thread, a) -> value`.
    fn boxf(&mut self, dst: Gpr, a: Fpr, helper: usize, live: RegSet);
    /// UNBOXI: `dst` = the integer of the tagged integer `v`.
    fn unboxi(&mut self, dst: Gpr, v: Gpr);
    /// UNBOXU after GUINT: `dst` = the integer of `v`, an immediate or the one limb of a heap int.
    fn unboxu(&mut self, dst: Gpr, v: Gpr);
    /// UNBOXF after GFLOAT: `dst` = the float of `v`, an immediate or a heap float.
    fn unboxf(&mut self, dst: Fpr, v: Gpr);
    /// UNBOXF after GFLONUM: `dst` = the float of the immediate `v`.
    fn unboxf_flonum(&mut self, dst: Fpr, v: Gpr);
}
