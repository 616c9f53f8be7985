/// What builds on a database really cost: stored, learned from, shown.
@NullMarked
package dev.plimsoll.planner.calibration;

import org.jspecify.annotations.NullMarked;
