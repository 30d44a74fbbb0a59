//! The table of bytecodes: the only place where an instruction's name, operands and meaning stand.
//!
//! An instruction is one 64-bit word: op (bits 0-7), flags (8-15), and three 16-bit operands a (16-31), b (32-47),
//! c (48-63). Jumps, integer immediates and indices of constants use b and c together as one 32-bit field. There are
//! no wide forms: what does not fit is split by the compiler or is an error.
//!
//! Everything that must know the instruction set derives from [`for_each_op`]: the enum [`Op`], the printer, the
//! verifier, and (in other crates) handler tables. The interpreter is the definition of what an instruction *does*;
//! the doc comment on each row is the contract between it and the compiler.
//!
//! Conventions of the comments: `a`, `b`, `c` in an expression stand for the register of that number. A register
//! holds a Value, or UNBOUND (a local variable that has none), or 0 ("nothing", only in the self position of a call
//! window). An instruction that raises has written none of its destinations. A destination may be the same register
//! as a source, so an implementation reads all its sources before it writes.
//!
//! This file knows nothing of Values, frames or caches.

/// What an operand field of an instruction means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// Not used; zero.
    None,
    /// A register that is written.
    Dst,
    /// A register that is read.
    Src,
    /// A register that is read and then written.
    SrcDst,
    /// A register that holds a cell (never the cell's content).
    Cell,
    /// The first of two registers that are written.
    DstPair,
    /// The first of several registers that are written; how many is in c.
    DstRange,
    /// The first of several registers that are read; how many follows from the other operands.
    SrcRange,
    /// The callable's register of a call window: six free registers lie below it, self-or-nothing and the arguments above.
    Window,
    /// A number of registers, items, pairs or arguments.
    Count,
    /// A signed 16-bit integer.
    Imm,
    /// Bits b and c as one signed 32-bit integer.
    Imm32,
    /// Bits b and c as an index in the code's constants.
    Const32,
    /// An index in the code's constants.
    Const,
    /// An index in the code's names.
    Name,
    /// An index in the code's sites: the runtime keeps a cache for each.
    Site,
    /// Bits b and c as a signed distance from the following instruction.
    Jump,
    /// The number of a loop, counted from 0 in each code unit.
    Loop,
    /// A number of `Special`.
    Special,
    /// A number of `Common`.
    Common,
    /// A number of `Intrinsic`.
    Intrinsic,
}

/// What the flags field of an instruction means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FlagKind {
    /// Not used; zero.
    None,
    /// [`IN_PLACE`] and, in immediate and constant forms, [`SWAPPED`].
    Binary,
    /// The number of arguments after self-or-nothing, positional ones first, then those by keyword.
    ArgCount,
    /// [`EX_KWARGS`].
    CallEx,
    /// [`CELL_EMPTY`].
    Cell,
    /// A conversion (0 none, 1 `!s`, 2 `!r`, 3 `!a`) and [`HAS_SPEC`].
    Format,
    /// [`SLICE_STEP`].
    Slice,
    /// The number of targets before the starred one.
    Before,
    /// The level of a relative import, 0 for an absolute one.
    Level,
    /// [`FUNC_DEFAULTS`] and its siblings.
    Function,
    /// 0: re-raise what is being handled; 1: raise a; 2: raise a from b.
    Raise,
    /// [`WITH_LASTI`].
    Reraise,
    /// [`DELEGATING`].
    Yield,
    /// [`SUPER_EXPLICIT`] and [`SUPER_METHOD`].
    Super,
    /// 0: an `await`; 1: of `__aenter__`'s result; 2: of `__aexit__`'s result (they differ in the error's message).
    Await,
}

/// Binary: the augmented assignment's form (`__iadd__` is tried first).
pub const IN_PLACE: u8 = 1;
/// Immediate and constant forms of commutative operators: the immediate is the *left* operand. Fast paths on
/// numbers need not look at it; dispatch to special methods must.
pub const SWAPPED: u8 = 2;
/// `CALL_EX`: a dict of keyword arguments is in register a+3.
pub const EX_KWARGS: u8 = 1;
/// `MAKE_CELL`: the new cell is empty, whatever the register holds.
pub const CELL_EMPTY: u8 = 1;
/// `FORMAT_VALUE`, `BUILD_INTERPOLATION`: the mask of the conversion.
pub const CONVERSION: u8 = 3;
/// `FORMAT_VALUE`, `BUILD_INTERPOLATION`: a format spec is given.
pub const HAS_SPEC: u8 = 4;
/// `BUILD_SLICE`: a step is given.
pub const SLICE_STEP: u8 = 1;
/// `MAKE_FUNCTION`: a tuple of defaults is given.
pub const FUNC_DEFAULTS: u8 = 1;
/// `MAKE_FUNCTION`: a dict of keyword-only defaults is given.
pub const FUNC_KWDEFAULTS: u8 = 2;
/// `MAKE_FUNCTION`: an `__annotate__` function is given.
pub const FUNC_ANNOTATE: u8 = 4;
/// `MAKE_FUNCTION`: a tuple of cells is given.
pub const FUNC_CLOSURE: u8 = 8;
/// `RERAISE`: register a+1 holds the index of the instruction that raised first, where the frame stands from then on.
pub const WITH_LASTI: u8 = 1;
/// `YIELD`: part of a `yield from` or `await`: the two words before are `SEND` and `JUMP`, and the iterator that
/// `throw` and `close` are passed on to is in the register that is b of that `SEND`.
pub const DELEGATING: u8 = 1;
/// `LOAD_SUPER_ATTR`: written `super(class, self)`; otherwise `super()`.
pub const SUPER_EXPLICIT: u8 = 1;
/// `LOAD_SUPER_ATTR`: the result is a pair as `LOAD_METHOD` makes it.
pub const SUPER_METHOD: u8 = 2;

/// Calls the macro `$m` with one row per bytecode: `#[doc] Variant "NAME" flags (a, b, c);`.
#[macro_export]
macro_rules! for_each_op {
    ($m:ident) => {
        $m! {
            // ---- moves, constants, variables
            /// Nothing.
            Nop "NOP" None (None, None, None);
            /// a = b, whatever b holds (UNBOUND and cells included).
            Move "MOVE" None (Dst, Src, None);
            /// a = the constant.
            LoadConst "LOAD_CONST" None (Dst, Const32, None);
            /// a = the integer.
            LoadInt "LOAD_INT" None (Dst, Imm32, None);
            /// If a is UNBOUND: UnboundLocalError naming the local variable a. Emitted only where a variable may be unbound.
            CheckBound "CHECK_BOUND" None (Src, None, None);
            /// `del` of a local variable: as CHECK_BOUND a, then a = UNBOUND.
            DeleteLocal "DELETE_LOCAL" None (SrcDst, None, None);
            /// a = UNBOUND.
            Unset "UNSET" None (Dst, None, None);
            /// a = a global variable, else a builtin, else NameError. The site names it.
            LoadGlobal "LOAD_GLOBAL" None (Dst, None, Site);
            /// Global variable = a.
            StoreGlobal "STORE_GLOBAL" None (Src, None, Site);
            /// Deletes a global variable, or NameError.
            DeleteGlobal "DELETE_GLOBAL" None (None, None, Site);
            /// a = a variable of the frame's namespace (a mapping), else a global, else a builtin, else NameError.
            LoadName "LOAD_NAME" None (Dst, None, Site);
            /// Variable of the frame's namespace = a.
            StoreName "STORE_NAME" None (Src, None, Site);
            /// Deletes a variable of the frame's namespace, or NameError.
            DeleteName "DELETE_NAME" None (None, None, Site);
            /// a = a new cell holding what a held (perhaps UNBOUND); an empty one with CELL_EMPTY.
            MakeCell "MAKE_CELL" Cell (SrcDst, None, None);
            /// a.. = the cells of the running function's closure, c of them. Only at the start of a code unit.
            CopyFreeVars "COPY_FREE_VARS" None (DstRange, None, Count);
            /// a = content of the cell b; if it is empty: UnboundLocalError (a cell of this code unit) or NameError (a free variable).
            LoadDeref "LOAD_DEREF" None (Dst, Cell, None);
            /// Content of the cell a = b.
            StoreDeref "STORE_DEREF" None (Cell, Src, None);
            /// Empties the cell a; if it is empty, the error of LOAD_DEREF.
            DeleteDeref "DELETE_DEREF" None (Cell, None, None);
            /// a = the frame's namespace (in a function: what `locals()` gives).
            LoadLocals "LOAD_LOCALS" None (Dst, None, None);
            /// a holds a mapping: a = the mapping's item under the site's name, else the content of the cell b (error as LOAD_DEREF).
            LoadFromDictOrDeref "LOAD_FROM_DICT_OR_DEREF" None (SrcDst, Cell, Site);
            /// a holds a mapping: a = the mapping's item under the site's name, else global, builtin, NameError.
            LoadFromDictOrGlobals "LOAD_FROM_DICT_OR_GLOBALS" None (SrcDst, None, Site);
            /// a = `builtins.__build_class__`.
            LoadBuildClass "LOAD_BUILD_CLASS" None (Dst, None, None);
            /// a = a well-known object, see `Common`.
            LoadCommon "LOAD_COMMON" None (Dst, None, Common);
            /// Makes `__annotations__` in the frame's namespace if it has none (`from __future__ import annotations`).
            SetupAnnotations "SETUP_ANNOTATIONS" None (None, None, None);

            // ---- attributes, items
            /// a = b.name
            LoadAttr "LOAD_ATTR" None (Dst, Src, Site);
            /// b.name for a call: a = callable, a+1 = self or 0. If the class has a plain function (or another method
            /// descriptor) under the name and the instance does not: a = the function, a+1 = b; else a = b.name, a+1 = 0.
            LoadMethod "LOAD_METHOD" None (DstPair, Src, Site);
            /// a.name = b
            StoreAttr "STORE_ATTR" None (Src, Src, Site);
            /// del a.name
            DeleteAttr "DELETE_ATTR" None (Src, None, Site);
            /// `super().name`: b = what the name `super` gave, b+1 = the class (`__class__`), b+2 = self. If b is the
            /// builtin: a = the attribute. Otherwise it is called (with no arguments, or with b+1 and b+2 if SUPER_EXPLICIT)
            /// and a = the result's attribute. With SUPER_METHOD: a and a+1 as LOAD_METHOD.
            LoadSuperAttr "LOAD_SUPER_ATTR" Super (DstPair, SrcRange, Site);
            /// a, a+1 = special method of the type of b and self or 0, see `Special`; TypeError if it has none.
            LoadSpecial "LOAD_SPECIAL" None (DstPair, Src, Special);
            /// a = b[c]
            GetItem "GET_ITEM" None (Dst, Src, Src);
            /// a = b[imm]
            GetItemI "GET_ITEM_I" None (Dst, Src, Imm);
            /// a = b[r:s] with r in register c and s in c+1 (None where absent).
            GetSlice "GET_SLICE" None (Dst, Src, SrcRange);
            /// a[b] = c
            SetItem "SET_ITEM" None (Src, Src, Src);
            /// del a[b]
            DelItem "DEL_ITEM" None (Src, Src, None);

            // ---- operators
            /// a = b + c
            Add "ADD" Binary (Dst, Src, Src);
            /// a = b - c
            Sub "SUB" Binary (Dst, Src, Src);
            /// a = b * c
            Mul "MUL" Binary (Dst, Src, Src);
            /// a = b / c
            TrueDiv "TRUEDIV" Binary (Dst, Src, Src);
            /// a = b // c
            FloorDiv "FLOORDIV" Binary (Dst, Src, Src);
            /// a = b % c
            Mod "MOD" Binary (Dst, Src, Src);
            /// a = b ** c
            Pow "POW" Binary (Dst, Src, Src);
            /// a = b << c
            LShift "LSHIFT" Binary (Dst, Src, Src);
            /// a = b >> c
            RShift "RSHIFT" Binary (Dst, Src, Src);
            /// a = b & c
            And "AND" Binary (Dst, Src, Src);
            /// a = b | c
            Or "OR" Binary (Dst, Src, Src);
            /// a = b ^ c
            Xor "XOR" Binary (Dst, Src, Src);
            /// a = b @ c
            MatMul "MATMUL" Binary (Dst, Src, Src);
            /// a = b + imm (SWAPPED: imm + b)
            AddI "ADD_I" Binary (Dst, Src, Imm);
            /// a = b - imm
            SubI "SUB_I" Binary (Dst, Src, Imm);
            /// a = b * imm (SWAPPED: imm * b)
            MulI "MUL_I" Binary (Dst, Src, Imm);
            /// a = b / imm
            TrueDivI "TRUEDIV_I" Binary (Dst, Src, Imm);
            /// a = b // imm
            FloorDivI "FLOORDIV_I" Binary (Dst, Src, Imm);
            /// a = b % imm
            ModI "MOD_I" Binary (Dst, Src, Imm);
            /// a = b ** imm
            PowI "POW_I" Binary (Dst, Src, Imm);
            /// a = b << imm
            LShiftI "LSHIFT_I" Binary (Dst, Src, Imm);
            /// a = b >> imm
            RShiftI "RSHIFT_I" Binary (Dst, Src, Imm);
            /// a = b & imm (SWAPPED: imm & b)
            AndI "AND_I" Binary (Dst, Src, Imm);
            /// a = b | imm (SWAPPED: imm | b)
            OrI "OR_I" Binary (Dst, Src, Imm);
            /// a = b ^ imm (SWAPPED: imm ^ b)
            XorI "XOR_I" Binary (Dst, Src, Imm);
            /// a = b + constant, a float (SWAPPED: constant + b)
            AddK "ADD_K" Binary (Dst, Src, Const);
            /// a = b - constant, a float
            SubK "SUB_K" Binary (Dst, Src, Const);
            /// a = b * constant, a float (SWAPPED: constant * b)
            MulK "MUL_K" Binary (Dst, Src, Const);
            /// a = b / constant, a float
            TrueDivK "TRUEDIV_K" Binary (Dst, Src, Const);
            /// a = -b
            Neg "NEG" None (Dst, Src, None);
            /// a = +b
            Pos "POS" None (Dst, Src, None);
            /// a = ~b
            Invert "INVERT" None (Dst, Src, None);
            /// a = not b
            Not "NOT" None (Dst, Src, None);
            /// a = b < c (the result of the special method, not its truth)
            Lt "LT" None (Dst, Src, Src);
            /// a = b <= c
            Le "LE" None (Dst, Src, Src);
            /// a = b == c
            Eq "EQ" None (Dst, Src, Src);
            /// a = b != c
            Ne "NE" None (Dst, Src, Src);
            /// a = b > c
            Gt "GT" None (Dst, Src, Src);
            /// a = b >= c
            Ge "GE" None (Dst, Src, Src);
            /// a = b < imm
            LtI "LT_I" None (Dst, Src, Imm);
            /// a = b <= imm
            LeI "LE_I" None (Dst, Src, Imm);
            /// a = b == imm
            EqI "EQ_I" None (Dst, Src, Imm);
            /// a = b != imm
            NeI "NE_I" None (Dst, Src, Imm);
            /// a = b > imm
            GtI "GT_I" None (Dst, Src, Imm);
            /// a = b >= imm
            GeI "GE_I" None (Dst, Src, Imm);
            /// a = b is c
            Is "IS" None (Dst, Src, Src);
            /// a = b is not c
            IsNot "IS_NOT" None (Dst, Src, Src);
            /// a = b in c
            Contains "CONTAINS" None (Dst, Src, Src);
            /// a = b not in c
            NotContains "NOT_CONTAINS" None (Dst, Src, Src);

            // ---- fused compare and jump: the next word is always JUMP_IF_TRUE a or JUMP_IF_FALSE a, and a is dead after
            // it. A fast path may take the jump itself without writing a; a slow path writes a and goes on with that word.
            /// LT, then the jump in the next word.
            LtJ "LT_J" None (Dst, Src, Src);
            /// LE, then the jump in the next word.
            LeJ "LE_J" None (Dst, Src, Src);
            /// EQ, then the jump in the next word.
            EqJ "EQ_J" None (Dst, Src, Src);
            /// NE, then the jump in the next word.
            NeJ "NE_J" None (Dst, Src, Src);
            /// GT, then the jump in the next word.
            GtJ "GT_J" None (Dst, Src, Src);
            /// GE, then the jump in the next word.
            GeJ "GE_J" None (Dst, Src, Src);
            /// LT_I, then the jump in the next word.
            LtIJ "LT_IJ" None (Dst, Src, Imm);
            /// LE_I, then the jump in the next word.
            LeIJ "LE_IJ" None (Dst, Src, Imm);
            /// EQ_I, then the jump in the next word.
            EqIJ "EQ_IJ" None (Dst, Src, Imm);
            /// NE_I, then the jump in the next word.
            NeIJ "NE_IJ" None (Dst, Src, Imm);
            /// GT_I, then the jump in the next word.
            GtIJ "GT_IJ" None (Dst, Src, Imm);
            /// GE_I, then the jump in the next word.
            GeIJ "GE_IJ" None (Dst, Src, Imm);
            /// IS, then the jump in the next word.
            IsJ "IS_J" None (Dst, Src, Src);
            /// IS_NOT, then the jump in the next word.
            IsNotJ "IS_NOT_J" None (Dst, Src, Src);
            /// CONTAINS, then the jump in the next word.
            ContainsJ "CONTAINS_J" None (Dst, Src, Src);
            /// NOT_CONTAINS, then the jump in the next word.
            NotContainsJ "NOT_CONTAINS_J" None (Dst, Src, Src);

            // ---- jumps, loops
            /// Jumps. Forward, except in the loop of a `yield from` or `await`; never polls.
            Jump "JUMP" None (None, Jump, None);
            /// Jumps if a is true (any object: `__bool__`, `__len__`).
            JumpIfTrue "JUMP_IF_TRUE" None (Src, Jump, None);
            /// Jumps if a is false.
            JumpIfFalse "JUMP_IF_FALSE" None (Src, Jump, None);
            /// Jumps if a is None.
            JumpIfNone "JUMP_IF_NONE" None (Src, Jump, None);
            /// Jumps if a is not None.
            JumpIfNotNone "JUMP_IF_NOT_NONE" None (Src, Jump, None);
            /// The back-edge of the loop a: jumps backwards, polls, counts. (A loop may have several back-edges: `continue`.)
            JumpBack "JUMP_BACK" None (Loop, Jump, None);
            /// a = iter(b)
            GetIter "GET_ITER" None (Dst, Src, None);
            /// a = next item of the iterator b, and the next word is skipped. When exhausted a is left alone and the next
            /// word, always a JUMP to the loop's end, is executed.
            ForIter "FOR_ITER" None (Dst, Src, None);

            // ---- building and taking apart
            /// a = [b, b+1, ... c of them]
            BuildList "BUILD_LIST" None (Dst, SrcRange, Count);
            /// a = (b, b+1, ... c of them)
            BuildTuple "BUILD_TUPLE" None (Dst, SrcRange, Count);
            /// a = {b, b+1, ... c of them}
            BuildSet "BUILD_SET" None (Dst, SrcRange, Count);
            /// a = {b: b+1, b+2: b+3, ... c pairs}
            BuildMap "BUILD_MAP" None (Dst, SrcRange, Count);
            /// a = the strings b, b+1, ... (c of them) joined.
            BuildString "BUILD_STRING" None (Dst, SrcRange, Count);
            /// a = slice(b, b+1) or slice(b, b+1, b+2).
            BuildSlice "BUILD_SLICE" Slice (Dst, SrcRange, None);
            /// The list a gets the item b appended.
            ListAppend "LIST_APPEND" None (Src, Src, None);
            /// The set a gets the item b.
            SetAdd "SET_ADD" None (Src, Src, None);
            /// The dict a gets a[b] = c.
            MapAdd "MAP_ADD" None (Src, Src, Src);
            /// The list a is extended by the iterable b ("Value after * must be an iterable").
            ListExtend "LIST_EXTEND" None (Src, Src, None);
            /// The set a is extended by the iterable b.
            SetUpdate "SET_UPDATE" None (Src, Src, None);
            /// The dict a is updated from the mapping b (a `**` in a display).
            DictUpdate "DICT_UPDATE" None (Src, Src, None);
            /// The dict a of keyword arguments is updated from the mapping b; a repeated key is a TypeError
            /// that names the callable c.
            DictMerge "DICT_MERGE" None (Src, Src, Src);
            /// a = tuple(b), b being a list that nobody else has.
            ListToTuple "LIST_TO_TUPLE" None (Dst, Src, None);
            /// a = format(conversion(b), c); the spec c only with HAS_SPEC.
            FormatValue "FORMAT_VALUE" Format (Dst, Src, Src);
            /// a = Interpolation(value b, expression text b+1, conversion, spec b+2 if HAS_SPEC).
            BuildInterpolation "BUILD_INTERPOLATION" Format (Dst, SrcRange, None);
            /// a = Template(strings: tuple b, interpolations: tuple c).
            BuildTemplate "BUILD_TEMPLATE" None (Dst, Src, Src);
            /// a, a+1, ... = the items of b, which must be c of them.
            UnpackSequence "UNPACK_SEQUENCE" None (DstRange, Src, Count);
            /// a, a+1, ... = as many items of b as the flags say, a list of the middle ones, the last c items.
            UnpackEx "UNPACK_EX" Before (DstRange, Src, Count);

            // ---- calls and functions
            /// b = a(args): window [a: callable, a+1: free, a+2..: the arguments, as many as the flags say]. The site
            /// names the keyword arguments (a constant tuple), which are the last ones. The window's registers and the six
            /// below a belong to the call.
            Call "CALL" ArgCount (Window, Dst, Site);
            /// As CALL, but a+1 holds self or 0, as LOAD_METHOD leaves it.
            CallMethod "CALL_METHOD" ArgCount (Window, Dst, Site);
            /// b = a(*args, **kwargs): a+2 = a tuple (or an iterable, of which the call makes one), a+3 = a dict if EX_KWARGS.
            CallEx "CALL_EX" CallEx (Window, Dst, Site);
            /// a = a function of the code constant b; what the flags say is given lies in c, c+1, ... in this order:
            /// defaults, kwdefaults, `__annotate__` function, closure.
            MakeFunction "MAKE_FUNCTION" Function (Dst, Const, SrcRange);
            /// Returns a. (From a generator's or coroutine's code: ends it, with the result a.)
            Return "RETURN" None (Src, None, None);
            /// First instruction (after cells) of a generator, coroutine or async generator: makes it, per the code's
            /// flags, with this frame suspended after this instruction, and returns it to the caller.
            ReturnGenerator "RETURN_GENERATOR" None (None, None, None);
            /// Behind RETURN_GENERATOR: the body begins. Counts, as the entry of a function does.
            BeginBody "BEGIN_BODY" None (None, None, None);
            /// Suspends with the value b; on resumption a = what was sent. Registers from c on are not live.
            Yield "YIELD" Yield (Dst, Src, Count);
            /// Sends c to the iterator b. If it yields: a = the value, and the next word is skipped. If it returns: a = the
            /// result, and the next word, always a JUMP, is executed.
            Send "SEND" None (Dst, Src, Src);
            /// a = what `yield from b` delegates to: iter(b), or b itself if it is a generator (or a coroutine where allowed).
            GetYieldFromIter "GET_YIELD_FROM_ITER" None (Dst, Src, None);
            /// After an exception b at a delegating YIELD: if it is StopIteration, a = its value; else it is raised again.
            CleanupThrow "CLEANUP_THROW" None (Dst, Src, None);
            /// a = the iterator behind `await b`.
            GetAwaitable "GET_AWAITABLE" Await (Dst, Src, None);
            /// a = b.__aiter__()
            GetAIter "GET_AITER" None (Dst, Src, None);
            /// a = the awaitable of b.__anext__()
            GetANext "GET_ANEXT" None (Dst, Src, None);
            /// a is the exception that ended an `async for`: goes on if it is StopAsyncIteration, else raises it again.
            EndAsyncFor "END_ASYNC_FOR" None (Src, None, None);

            // ---- exceptions
            /// Raises, see the flags.
            Raise "RAISE" Raise (Src, Src, None);
            /// Raises a again with its traceback unchanged but for this frame's entry, which stays as it was.
            Reraise "RERAISE" Reraise (Src, None, None);
            /// a = the exception being handled (None if none); from now on b is the one being handled.
            PushExc "PUSH_EXC" None (Dst, Src, None);
            /// The exception being handled is again what PUSH_EXC left in a.
            PopExc "POP_EXC" None (Src, None, None);
            /// a = whether the exception b matches c (a class or tuple of classes; else TypeError).
            CheckExcMatch "CHECK_EXC_MATCH" None (Dst, Src, Src);
            /// Splits the exception (group) b by c: a = the rest or None, a+1 = the matching part or None. None splits into None and None.
            CheckEgMatch "CHECK_EG_MATCH" None (DstPair, Src, Src);
            /// a, a+1, a+2 = type(b), b, b.__traceback__: the arguments of `__exit__`.
            ExcArgs "EXC_ARGS" None (DstRange, Src, Count);

            // ---- imports
            /// a = __import__(name c, globals, locals, fromlist: constant b, level).
            ImportName "IMPORT_NAME" Level (Dst, Const, Name);
            /// a = attribute of the module b, or its submodule, or ImportError.
            ImportFrom "IMPORT_FROM" None (Dst, Src, Name);
            /// `from a import *` into the frame's namespace.
            ImportStar "IMPORT_STAR" None (Src, None, None);

            // ---- patterns
            /// a = whether b is a mapping to patterns.
            MatchMapping "MATCH_MAPPING" None (Dst, Src, None);
            /// a = whether b is a sequence to patterns.
            MatchSequence "MATCH_SEQUENCE" None (Dst, Src, None);
            /// a = a tuple of the values of the mapping b under the keys c (a tuple), or None if one is missing.
            MatchKeys "MATCH_KEYS" None (Dst, Src, Src);
            /// b = subject, b+1 = class, b+2 = tuple of attribute names; c positional patterns. a = a tuple of the attributes, or None.
            MatchClass "MATCH_CLASS" None (Dst, SrcRange, Count);
            /// a = len(b)
            GetLen "GET_LEN" None (Dst, Src, None);

            // ---- rare things
            /// a = the intrinsic function c of b (and b+1, ...), see `Intrinsic`.
            Intrinsic "INTRINSIC" None (Dst, SrcRange, Intrinsic);
        }
    };
}

macro_rules! define_ops {
    ($($(#[$doc:meta])* $variant:ident $name:literal $flags:ident ($a:ident, $b:ident, $c:ident);)*) => {
        /// A bytecode. See the table for what each does.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum Op { $($(#[$doc])* $variant,)* }

        impl Op {
            /// All bytecodes, by number.
            pub const ALL: &'static [Op] = &[$(Op::$variant),*];

            /// The name in listings.
            pub const fn name(self) -> &'static str {
                match self { $(Op::$variant => $name,)* }
            }

            /// What the operands a, b and c mean.
            pub const fn operands(self) -> [Operand; 3] {
                match self { $(Op::$variant => [Operand::$a, Operand::$b, Operand::$c],)* }
            }

            /// What the flags mean.
            pub const fn flag_kind(self) -> FlagKind {
                match self { $(Op::$variant => FlagKind::$flags,)* }
            }
        }
    };
}

for_each_op!(define_ops);

impl Op {
    /// The bytecode of this number.
    pub const fn from_u8(n: u8) -> Option<Op> {
        if (n as usize) < Op::ALL.len() {
            Some(Op::ALL[n as usize])
        } else {
            None
        }
    }

    /// Whether this compares into a and is fused with the conditional jump in the next word.
    pub const fn is_fused_compare(self) -> bool {
        (self as u8) >= (Op::LtJ as u8) && (self as u8) <= (Op::NotContainsJ as u8)
    }

    /// Whether a JUMP in the next word belongs to this instruction.
    pub const fn has_jump_word(self) -> bool {
        matches!(self, Op::ForIter | Op::Send)
    }

    /// Whether the instruction holds a jump distance in b and c.
    pub const fn is_jump(self) -> bool {
        matches!(self.operands()[1], Operand::Jump)
    }

    /// Whether control never goes on with the next word.
    pub const fn ends_block(self) -> bool {
        matches!(
            self,
            Op::Jump | Op::JumpBack | Op::Return | Op::Raise | Op::Reraise
        )
    }
}

macro_rules! numbered {
    ($(#[$outer:meta])* $enum:ident { $($(#[$doc:meta])* $variant:ident $name:literal;)* }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[repr(u8)]
        pub enum $enum { $($(#[$doc])* $variant,)* }

        impl $enum {
            /// All of them, by number.
            pub const ALL: &'static [$enum] = &[$($enum::$variant),*];

            /// The name in listings.
            pub const fn name(self) -> &'static str {
                match self { $($enum::$variant => $name,)* }
            }

            /// The one of this number.
            pub const fn from_u16(n: u16) -> Option<$enum> {
                if (n as usize) < $enum::ALL.len() { Some($enum::ALL[n as usize]) } else { None }
            }
        }
    };
}

numbered! {
    /// Special methods that `LOAD_SPECIAL` looks up on the type.
    Special {
        /// `__enter__`
        Enter "__enter__";
        /// `__exit__`
        Exit "__exit__";
        /// `__aenter__`
        AEnter "__aenter__";
        /// `__aexit__`
        AExit "__aexit__";
    }
}

numbered! {
    /// Objects that `LOAD_COMMON` loads, whatever the program has done to the names.
    Common {
        /// For `assert`.
        AssertionError "AssertionError";
        /// For the format check of `__annotate__` functions.
        NotImplementedError "NotImplementedError";
    }
}

numbered! {
    /// Rare operations, reached through `INTRINSIC`.
    Intrinsic {
        /// Interactive mode: `sys.displayhook(b)`; the result is None.
        PrintExpr "print_expr";
        /// b is an exception that leaves a generator, coroutine or async generator: if it is StopIteration (or
        /// StopAsyncIteration in an async generator) the RuntimeError that replaces it, else b itself.
        StopIterationError "stopiteration_error";
        /// Wraps b as a value yielded by an async generator, as opposed to one that its awaits pass through.
        AsyncGenWrap "async_gen_wrap";
        /// b = the original exception, b+1 = list of exceptions raised or re-raised by `except*` clauses (or None
        /// entries); the exception to raise, or None.
        PrepReraiseStar "prep_reraise_star";
        /// TypeVar(name b).
        TypeVar "typevar";
        /// TypeVar(name b) with bound evaluated lazily by the function b+1.
        TypeVarWithBound "typevar_with_bound";
        /// TypeVar(name b) with constraints evaluated lazily by the function b+1.
        TypeVarWithConstraints "typevar_with_constraints";
        /// ParamSpec(name b).
        ParamSpec "paramspec";
        /// TypeVarTuple(name b).
        TypeVarTuple "typevartuple";
        /// The type parameter b with the default evaluated lazily by the function b+1.
        SetTypeParamDefault "set_typeparam_default";
        /// The function b with `__type_params__` = b+1.
        SetFunctionTypeParams "set_function_type_params";
        /// `Generic[*b]`, b being the tuple of type parameters.
        SubscriptGeneric "subscript_generic";
        /// TypeAliasType of the tuple b: (name, type parameters or None, function that evaluates the value).
        TypeAlias "typealias";
    }
}

/// One instruction, packed and unpacked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Instr(pub u64);

impl Instr {
    /// An instruction with three 16-bit operands.
    #[inline(always)]
    pub const fn new(op: Op, flags: u8, a: u16, b: u16, c: u16) -> Instr {
        Instr(
            op as u64
                | (flags as u64) << 8
                | (a as u64) << 16
                | (b as u64) << 32
                | (c as u64) << 48,
        )
    }

    /// An instruction whose b and c form one 32-bit operand.
    #[inline(always)]
    pub const fn with_imm32(op: Op, flags: u8, a: u16, imm: i32) -> Instr {
        Instr(op as u64 | (flags as u64) << 8 | (a as u64) << 16 | (imm as u32 as u64) << 32)
    }

    /// The bytecode; panics on a number that has none.
    #[inline(always)]
    pub const fn op(self) -> Op {
        Op::ALL[(self.0 & 0xff) as usize]
    }

    /// The flags.
    #[inline(always)]
    pub const fn flags(self) -> u8 {
        (self.0 >> 8) as u8
    }

    /// Operand a.
    #[inline(always)]
    pub const fn a(self) -> u16 {
        (self.0 >> 16) as u16
    }

    /// Operand b.
    #[inline(always)]
    pub const fn b(self) -> u16 {
        (self.0 >> 32) as u16
    }

    /// Operand c.
    #[inline(always)]
    pub const fn c(self) -> u16 {
        (self.0 >> 48) as u16
    }

    /// Operand c as a signed immediate.
    #[inline(always)]
    pub const fn imm(self) -> i16 {
        self.c() as i16
    }

    /// Operands b and c as a signed 32-bit immediate or jump distance.
    #[inline(always)]
    pub const fn imm32(self) -> i32 {
        (self.0 >> 32) as i32
    }

    /// Operands b and c as an unsigned index.
    #[inline(always)]
    pub const fn index32(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The index of the instruction that a jump at index `pc` goes to.
    #[inline(always)]
    pub const fn jump_target(self, pc: usize) -> usize {
        (pc as i64 + 1 + self.imm32() as i64) as usize
    }

    /// How many registers the operand of an instruction stands for that is a range ([`Operand::SrcRange`],
    /// [`Operand::DstRange`]).
    pub fn range_len(self) -> usize {
        let c = self.c() as usize;
        match self.op() {
            Op::BuildMap => 2 * c,
            Op::BuildSlice => 2 + self.flags() as usize,
            Op::GetSlice => 2,
            Op::BuildInterpolation => 2 + usize::from(self.flags() & HAS_SPEC != 0),
            Op::UnpackEx => self.flags() as usize + 1 + c,
            Op::LoadSuperAttr | Op::MatchClass => 3,
            Op::MakeFunction => {
                let parts = [FUNC_DEFAULTS, FUNC_KWDEFAULTS, FUNC_ANNOTATE, FUNC_CLOSURE];
                parts.iter().filter(|&&p| self.flags() & p != 0).count()
            }
            Op::Intrinsic => match Intrinsic::from_u16(self.c()) {
                Some(
                    Intrinsic::TypeVarWithBound
                    | Intrinsic::TypeVarWithConstraints
                    | Intrinsic::SetTypeParamDefault
                    | Intrinsic::SetFunctionTypeParams
                    | Intrinsic::PrepReraiseStar,
                ) => 2,
                _ => 1,
            },
            _ => c,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_round_trips() {
        let i = Instr::new(Op::AddI, IN_PLACE, 1, 0xfffe, -3i16 as u16);
        assert_eq!(
            (i.op(), i.flags(), i.a(), i.b(), i.imm()),
            (Op::AddI, 1, 1, 0xfffe, -3)
        );
        let j = Instr::with_imm32(Op::JumpBack, 0, 7, -12);
        assert_eq!(
            (j.op(), j.a(), j.imm32(), j.jump_target(20)),
            (Op::JumpBack, 7, -12, 9)
        );
        assert!(Op::ALL.len() <= 256);
        for (n, &op) in Op::ALL.iter().enumerate() {
            assert_eq!((op as usize, Op::from_u8(n as u8)), (n, Some(op)));
        }
    }
}
