/// Removes what the log need not keep, in the background, and at once what somebody asks for.
@NullMarked
package dev.plimsoll.materializer.retention;

import org.jspecify.annotations.NullMarked;
