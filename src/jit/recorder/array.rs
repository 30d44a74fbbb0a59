//! Arrays of numbers (`array.array`): items are read and written in place.
//!
//! The items lie in a bytearray that belongs to the array alone and stays the same; to the optimiser it is one like others
//! (see `bytes`). What an item may be follows from the type code, which never changes either, and is guarded. Characters,
//! single floats and unsigned numbers of 64 bits are left to the interpreter's code.

use ir::{ElemKind, IrRef, Op};
use runtime::object::Ref;
use runtime::types::bytes::{ByteArray, NumberArray};
use runtime::types::float;
use runtime::value::Value;

use super::Recorder;
use crate::natives;
use crate::schema;

type Both = (IrRef, Value);

/// How the items of a type code lie in memory, and the power of two that is their size.
fn element(code: u8) -> Option<(ElemKind, i64)> {
    Some(match code {
        b'd' => (ElemKind::F64, 3),
        b'l' | b'q' => (ElemKind::I64, 3),
        b'i' => (ElemKind::I32, 2),
        b'I' => (ElemKind::U32, 2),
        b'h' => (ElemKind::I16, 1),
        b'H' => (ElemKind::U16, 1),
        b'b' => (ElemKind::I8, 0),
        b'B' => (ElemKind::U8, 0),
        _ => return None,
    })
}

/// The least int that fits an item narrower than 64 bits, and how many do.
fn range(kind: ElemKind) -> Option<(i64, i64)> {
    Some(match kind {
        ElemKind::I8 => (i8::MIN.into(), 1 << 8),
        ElemKind::U8 => (0, 1 << 8),
        ElemKind::I16 => (i16::MIN.into(), 1 << 16),
        ElemKind::U16 => (0, 1 << 16),
        ElemKind::I32 => (i32::MIN.into(), 1 << 32),
        ElemKind::U32 => (0, 1 << 32),
        ElemKind::Val | ElemKind::F64 | ElemKind::F32 | ElemKind::I64 => return None,
    })
}

impl Recorder {
    /// Where an item lies: the buffer, its index in bounds, and its kind. `None`: out of bounds, or something else.
    fn number_place(
        &mut self,
        (c, container): Both,
        (k, key): Both,
    ) -> Option<(IrRef, IrRef, ElemKind)> {
        let at = key.as_small()?;
        let (length, n, kind) = self.number_count((c, container))?;
        let index = self.bounded(k, at, length, n)?;
        let storage = self.b.fload(c, schema::ARRAY_STORAGE);
        let data = self.b.fload(storage, schema::BYTEARRAY_DATA);
        Some((data, index, kind))
    }

    /// How many items an array has, in the trace and now, and their kind. `None`: something else.
    pub(super) fn number_count(
        &mut self,
        (c, container): Both,
    ) -> Option<(IrRef, usize, ElemKind)> {
        if !natives::is_array(container) {
            return None;
        }
        // SAFETY: exactly an array, whose data is a bytearray.
        let (code, bytes) = unsafe {
            let array: Ref<NumberArray> = Ref::from_value_unchecked(container);
            let storage: Ref<ByteArray> = Ref::from_value_unchecked(array.data.get());
            (array.code.get(), storage.data().len())
        };
        let (kind, log) = element(code)?;
        self.guard_type((c, container));
        let now = self.b.fload(c, schema::ARRAY_CODE);
        let want = self.b.int(code.into());
        self.guard2(Op::GEQ, now, want);
        let storage = self.b.fload(c, schema::ARRAY_STORAGE);
        let mut length = self.b.fload(storage, schema::BYTEARRAY_LEN);
        if log > 0 {
            let log = self.b.int(log);
            length = self.b.op2(Op::ISHR, length, log);
        }
        Some((length, bytes >> log, kind))
    }

    /// `c[key]` of an array. `None`: it raises, or is something else.
    pub(super) fn get_number(&mut self, c: Both, key: Both) -> Option<IrRef> {
        let (data, index, kind) = self.number_place(c, key)?;
        let x = self.b.aload(data, index, kind);
        Some(match kind {
            ElemKind::F64 => self.box_float(x),
            _ => self.box_int(x),
        })
    }

    /// `c[key] = x` of an array. False: it raises, converts, or is something else.
    pub(super) fn set_number(&mut self, c: Both, key: Both, (x, value): Both) -> bool {
        let Some((data, index, kind)) = self.number_place(c, key) else {
            return false;
        };
        if kind == ElemKind::F64 {
            if float::exact(value).is_none() {
                return false;
            }
            let f = self.float(x);
            self.b.astore(data, index, f, kind);
            return true;
        }
        let Some(now) = value.as_small() else {
            return false;
        };
        let n = self.int(x);
        if let Some((low, count)) = range(kind) {
            if !(low..low + count).contains(&now) {
                return false;
            }
            let bias = self.b.int(-low);
            let above = self.b.op2(Op::IADD, n, bias);
            let count = self.b.int(count);
            self.guard2(Op::GULT, above, count);
        }
        self.b.astore(data, index, n, kind);
        true
    }
}
