/// Row costs of a database: learned from builds, measured by pilots, shown.
@NullMarked
package dev.plimsoll.planner.calibration;

import org.jspecify.annotations.NullMarked;
