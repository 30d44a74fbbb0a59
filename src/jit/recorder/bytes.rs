//! Bytes objects and bytearrays: items are read, written and iterated over in place.
//!
//! To the optimiser a bytearray is a kind of list: its length, its buffer and its bytes are in the alias classes of lists'
//! (`schema::LISTS`), so that whatever may change a list may change it.

use ir::{ElemKind, IrRef, Op};
use runtime::object::Ref;
use runtime::types::bytes::{ByteArray, Bytes};
use runtime::types::slots::CmpOp;
use runtime::types::{self, T};
use runtime::value::Value;

use super::Recorder;
use crate::helpers::id as h;
use crate::schema;

type Both = (IrRef, Value);

/// The bytes of exactly a bytes object or a bytearray.
pub(super) fn exact(v: &Value) -> Option<&[u8]> {
    // SAFETY: exactly these types. The caller holds the value, and nothing runs meanwhile.
    unsafe {
        if types::is_exactly(*v, T::Bytes) {
            let b: Ref<Bytes> = Ref::from_value_unchecked(*v);
            Some(&*std::ptr::from_ref(b.data()))
        } else if types::is_exactly(*v, T::ByteArray) {
            let b: Ref<ByteArray> = Ref::from_value_unchecked(*v);
            Some(&*std::ptr::from_ref(b.data()))
        } else {
            None
        }
    }
}

impl Recorder {
    /// The length of what is [`exact`].
    pub(super) fn bytes_len(&mut self, (c, v): Both) -> IrRef {
        self.guard_type((c, v));
        let immutable = types::is_exactly(v, T::Bytes);
        self.b.fload(
            c,
            if immutable {
                schema::BYTES_LEN
            } else {
                schema::BYTEARRAY_LEN
            },
        )
    }

    /// The byte at an index that is in bounds, as an int.
    pub(super) fn byte_item(&mut self, (c, v): Both, index: IrRef) -> IrRef {
        let immutable = types::is_exactly(v, T::Bytes);
        let data = self.b.fload(
            c,
            if immutable {
                schema::BYTES_DATA
            } else {
                schema::BYTEARRAY_DATA
            },
        );
        let byte = self.b.aload(data, index, ElemKind::U8);
        self.box_int(byte)
    }

    /// Compares two bytes objects; the outcome becomes a guard.
    pub(super) fn compare_bytes(&mut self, o: CmpOp, x: Both, y: Both) -> Option<bool> {
        let both = [x, y];
        if !both.iter().all(|b| types::is_exactly(b.1, T::Bytes)) {
            return None;
        }
        let order = exact(&x.1)?.cmp(exact(&y.1)?);
        both.into_iter().for_each(|b| self.guard_type(b));
        let holds = o.holds(order);
        if matches!(o, CmpOp::Eq | CmpOp::Ne) {
            let bit = self.b.call(h::bytes_equal, &[x.0, y.0]);
            self.guard_truth(bit, order.is_eq());
        } else {
            let sign = self.b.call(h::bytes_order, &[x.0, y.0]);
            let zero = self.b.int(0);
            self.guard_order(o, holds, sign, zero);
        }
        Some(holds)
    }

    /// `c[key]`. `None`: it raises, or is something else.
    pub(super) fn get_byte(&mut self, c: Both, (k, key): Both) -> Option<IrRef> {
        let n = exact(&c.1)?.len();
        let length = self.bytes_len(c);
        let index = self.bounded(k, key.as_small()?, length, n)?;
        Some(self.byte_item(c, index))
    }

    /// `c[key] = x` of a bytearray. False: it raises, or is something else.
    pub(super) fn set_byte(&mut self, c: Both, (k, key): Both, (x, value): Both) -> bool {
        let (Some(data), Some(actual)) = (exact(&c.1), key.as_small()) else {
            return false;
        };
        let byte = value.as_small().is_some_and(|n| (0..256).contains(&n));
        if !byte || !types::is_exactly(c.1, T::ByteArray) {
            return false;
        }
        let length = self.bytes_len(c);
        let Some(index) = self.bounded(k, actual, length, data.len()) else {
            return false;
        };
        let n = self.int(x);
        let end = self.b.int(256);
        self.guard2(Op::GULT, n, end);
        let data = self.b.fload(c.0, schema::BYTEARRAY_DATA);
        self.b.astore(data, index, n, ElemKind::U8);
        true
    }
}
