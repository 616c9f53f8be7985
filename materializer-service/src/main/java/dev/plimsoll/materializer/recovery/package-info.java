/// Recovery of a log that was restored from an older copy of its database.
@NullMarked
package dev.plimsoll.materializer.recovery;

import org.jspecify.annotations.NullMarked;
