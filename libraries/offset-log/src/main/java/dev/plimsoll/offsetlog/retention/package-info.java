/// What is no longer wanted is removed: segments below a partition's floor, what deleted topics
/// have left, producers that were not heard of for long, objects that nothing refers to.
@NullMarked
package dev.plimsoll.offsetlog.retention;

import org.jspecify.annotations.NullMarked;
