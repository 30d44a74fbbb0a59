//! The tracing JIT: hot counters, recorder, lowering, code arena, exits and linking.
