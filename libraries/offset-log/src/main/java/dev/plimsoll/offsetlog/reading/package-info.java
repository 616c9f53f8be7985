/// The log as readers see it: topics, partitions, batches by offset.
@NullMarked
package dev.plimsoll.offsetlog.reading;

import org.jspecify.annotations.NullMarked;
