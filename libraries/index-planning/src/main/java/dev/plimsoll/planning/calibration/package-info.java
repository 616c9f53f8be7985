/// Costs of a database, learned from finished builds.
@NullMarked
package dev.plimsoll.planning.calibration;

import org.jspecify.annotations.NullMarked;
