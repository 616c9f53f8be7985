/// What happens when the service starts, in its order.
@NullMarked
package dev.plimsoll.planner.lifecycle;

import org.jspecify.annotations.NullMarked;
