//! The verifier: finds references that the collector has missed.
//!
//! Right after a collection everything alive is marked, so a marked object that refers to an unmarked one proves a
//! lost write barrier (an old object was changed and not remembered) or a trace function that visits less than it
//! did before. The stress mode runs this after every collection.

use super::heap;
use super::space::Use;
use super::tracer::{Mode, Tracer};
use crate::heap::classes::{CLASS_SIZES, slots_of};
use crate::object::{Header, Kind, ShapeId};

/// A reference from a live object to a dead one.
#[derive(Clone, Copy, Debug)]
pub struct Violation {
    pub owner: *const Header,
    pub owner_kind: Kind,
    pub owner_shape: ShapeId,
    pub target: *const Header,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "lost write barrier: the {:?} at {:p} (shape {}) refers to the dead object at {:p}",
            self.owner_kind, self.owner, self.owner_shape.0, self.target
        )
    }
}

/// Looks for references from marked to unmarked objects; right after a collection only, before anything is allocated.
pub fn verify() -> Result<(), Violation> {
    let h = heap();
    let space = &h.space;
    let mut t = Tracer::new(space, Mode::Observe, false, Vec::new(), h.dispatch);
    for b in space.mapped_blocks() {
        let block = space.block(b);
        let (step, slots) = match block.usage {
            Use::Free | Use::Continued => continue,
            Use::Small => (
                CLASS_SIZES[block.class as usize] as usize,
                slots_of(block.class as usize) as usize,
            ),
            Use::Large => (0, 1),
        };
        for slot in 0..slots {
            let at = space.address(b) + slot * step;
            if !space.is_marked(at) {
                continue;
            }
            // SAFETY: marked slots are live objects.
            let owner = unsafe { &*(at as *const Header) };
            if owner.kind() == Kind::Values {
                // A buffer marked as a leaf may hold leftovers behind what its owner uses: the owner visits the rest.
                continue;
            }
            t.trace_children(at as *mut Header);
            if let Some(&target) = t.observed.first() {
                return Err(Violation {
                    owner,
                    owner_kind: owner.kind(),
                    owner_shape: owner.shape(),
                    target,
                });
            }
        }
    }
    Ok(())
}
