/// Retention: old rows are deleted after their time.
@NullMarked
package dev.plimsoll.planner.retention;

import org.jspecify.annotations.NullMarked;
