/// What the log answers to announced batches, commits that were missed, and the end of topics that
/// are no longer needed.
@NullMarked
package dev.plimsoll.sync.log;

import org.jspecify.annotations.NullMarked;
