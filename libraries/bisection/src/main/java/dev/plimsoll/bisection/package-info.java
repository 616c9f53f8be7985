/// A bulk that fails, narrowed to the elements that make it fail: one bad element costs itself.
///
/// Whatever is done for many at once (a run of offsets, a poll, a sweep, a round of a relay) fails
/// for all of them when it fails for one. [dev.plimsoll.bisection.Bisection] tries it by halves,
/// in their order, until each offender stands alone. What fails for reasons that no element has, a
/// connection that broke or a deadlock, is not its business: the caller says which is which.
@NullMarked
package dev.plimsoll.bisection;

import org.jspecify.annotations.NullMarked;
