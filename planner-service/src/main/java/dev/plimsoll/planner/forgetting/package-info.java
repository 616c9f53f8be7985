/// Retention: old rows are deleted after their time.
@NullMarked
package dev.plimsoll.planner.forgetting;

import org.jspecify.annotations.NullMarked;
