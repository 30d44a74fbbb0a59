//! The runtime: values, shapes, heap, built-in types and the interpreter.
