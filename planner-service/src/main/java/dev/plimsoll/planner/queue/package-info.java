/// The queue of jobs, in the planner's own schema.
@NullMarked
package dev.plimsoll.planner.queue;

import org.jspecify.annotations.NullMarked;
