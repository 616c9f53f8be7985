/// Loads: committed batches into the target, each exactly once.
@NullMarked
package dev.plimsoll.sync.load;

import org.jspecify.annotations.NullMarked;
