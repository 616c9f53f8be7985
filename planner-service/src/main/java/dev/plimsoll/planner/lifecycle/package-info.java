/// Start and stop of the service, in order.
@NullMarked
package dev.plimsoll.planner.lifecycle;

import org.jspecify.annotations.NullMarked;
