/// One trace across processes, and the ids of what a log line is about.
@NullMarked
package dev.plimsoll.tracing;

import org.jspecify.annotations.NullMarked;
