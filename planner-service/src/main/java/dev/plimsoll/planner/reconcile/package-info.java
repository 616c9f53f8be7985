/// What is in flight, held against what is charged, what the broker still has and what runs.
@NullMarked
package dev.plimsoll.planner.reconcile;

import org.jspecify.annotations.NullMarked;
