/// Client of the log: missed commits, and the end of topics that are no longer needed.
@NullMarked
package dev.plimsoll.sync.log;

import org.jspecify.annotations.NullMarked;
