/// Bisection of batches that fail because of some elements (a run of offsets, a poll, a round of a
/// relay): [dev.plimsoll.bisection.Bisection] halves a batch, in order, until each offender stands
/// alone. The caller tells failures of elements from others, such as a broken connection or a
/// deadlock.
@NullMarked
package dev.plimsoll.bisection;

import org.jspecify.annotations.NullMarked;
