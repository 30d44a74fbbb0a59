//! Native modules of the standard library, one file per module, under the names Python gives them.
