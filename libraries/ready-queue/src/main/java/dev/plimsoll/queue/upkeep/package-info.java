/// What time brings: retries, deadlines, ends of workflows, forgetting.
@NullMarked
package dev.plimsoll.queue.upkeep;

import org.jspecify.annotations.NullMarked;
