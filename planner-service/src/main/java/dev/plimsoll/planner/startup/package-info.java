/// Start and stop of the service, in order; beans for its environment.
@NullMarked
package dev.plimsoll.planner.startup;

import org.jspecify.annotations.NullMarked;
