/// Refused batches, until they are dead letters.
@NullMarked
package dev.plimsoll.offsetlog.refusal;

import org.jspecify.annotations.NullMarked;
