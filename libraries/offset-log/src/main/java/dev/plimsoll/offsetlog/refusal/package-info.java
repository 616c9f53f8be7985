/// Batches that got no offsets, until the dead letters have them.
@NullMarked
package dev.plimsoll.offsetlog.refusal;

import org.jspecify.annotations.NullMarked;
