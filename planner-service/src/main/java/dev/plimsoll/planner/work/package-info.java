/// Jobs that planners run themselves: builds here, extracts and loads at the sync service.
@NullMarked
package dev.plimsoll.planner.work;

import org.jspecify.annotations.NullMarked;
