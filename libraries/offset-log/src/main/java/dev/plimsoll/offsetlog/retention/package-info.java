/// Retention of segments, deleted topics, producers and unreferenced objects.
@NullMarked
package dev.plimsoll.offsetlog.retention;

import org.jspecify.annotations.NullMarked;
