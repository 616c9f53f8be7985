/// The log of what builds and pilots took, which the cost model is calibrated from.
@NullMarked
package dev.plimsoll.planner.observation;

import org.jspecify.annotations.NullMarked;
