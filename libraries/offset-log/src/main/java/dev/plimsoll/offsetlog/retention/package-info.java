/// What is no longer wanted is removed: segments below the log start offset of a partition, what
/// deleted topics have left, producers that were not heard of for long, objects that nothing refers
/// to.
@NullMarked
package dev.plimsoll.offsetlog.retention;

import org.jspecify.annotations.NullMarked;
