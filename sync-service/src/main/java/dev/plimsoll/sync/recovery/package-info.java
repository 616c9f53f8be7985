/// The one mechanism for side effects whose answer may be lost: they are read back.
@NullMarked
package dev.plimsoll.sync.recovery;

import org.jspecify.annotations.NullMarked;
