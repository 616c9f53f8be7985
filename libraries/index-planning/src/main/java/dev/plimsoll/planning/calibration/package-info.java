/// What builds on a database really cost, learned from those that have ended.
@NullMarked
package dev.plimsoll.planning.calibration;

import org.jspecify.annotations.NullMarked;
