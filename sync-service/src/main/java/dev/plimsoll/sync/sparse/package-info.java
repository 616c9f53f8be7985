/// Reading by windows of ids, for keys with holes: sizes that adapt, patterns that are recognised,
/// rows accumulated into files worth their name, and what that has saved.
///
/// Decisions only: a window in, the rows it has returned, the next window out. Nothing here reads a
/// database. What a planner gives up on it names as deferred, for keyset reading; so every strategy
/// returns the same rows. `docs/concepts/sparse-sequences.md` says where the figures come from and
/// what is wrong with some of them.
@NullMarked
package dev.plimsoll.sync.sparse;

import org.jspecify.annotations.NullMarked;
