/// Log of the observed costs of builds and pilots, which calibrate the cost model.
@NullMarked
package dev.plimsoll.planner.observation;

import org.jspecify.annotations.NullMarked;
