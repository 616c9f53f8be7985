/// Whether the log is what it must be: no gap, no overlap.
@NullMarked
package dev.plimsoll.offsetlog.audit;

import org.jspecify.annotations.NullMarked;
