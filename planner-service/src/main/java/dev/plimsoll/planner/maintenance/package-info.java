/// Maintenance of registered databases: cycles of one leader, actions as jobs of the ready queue,
/// runs under the load line.
@NullMarked
package dev.plimsoll.planner.maintenance;

import org.jspecify.annotations.NullMarked;
