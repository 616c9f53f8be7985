/// Limits of the backlog, the gate that enforces them, and old snapshots.
@NullMarked
package dev.plimsoll.materializer.flow;

import org.jspecify.annotations.NullMarked;
