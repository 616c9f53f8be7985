/// What builds on a database really cost: learned, measured by pilots, shown.
@NullMarked
package dev.plimsoll.planner.calibration;

import org.jspecify.annotations.NullMarked;
