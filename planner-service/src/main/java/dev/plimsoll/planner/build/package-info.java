/// Builds: their state, driven forward by the builder's events alone.
@NullMarked
package dev.plimsoll.planner.build;

import org.jspecify.annotations.NullMarked;
