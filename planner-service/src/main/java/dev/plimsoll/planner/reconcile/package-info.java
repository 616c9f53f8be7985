/// Reconciliation: builds in flight against charges, the broker and running sessions.
@NullMarked
package dev.plimsoll.planner.reconcile;

import org.jspecify.annotations.NullMarked;
