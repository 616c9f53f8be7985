/// Audits of the log: gaps, overlaps, counters, references, objects.
@NullMarked
package dev.plimsoll.offsetlog.audit;

import org.jspecify.annotations.NullMarked;
