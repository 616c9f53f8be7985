/// Reading by windows of ids, for keys with holes: adaptive widths, detection of sparse patterns,
/// accumulation of rows into files of a useful size, and the savings.
///
/// Decisions only: a window in, its number of rows, the next window out. Nothing here reads a
/// database. Ids that a planner gives up are deferred to keyset reading, so every strategy returns
/// the same rows. `docs/concepts/sparse-sequences.md` explains the figures and what is wrong with
/// some.
@NullMarked
package dev.plimsoll.sync.sparse;

import org.jspecify.annotations.NullMarked;
