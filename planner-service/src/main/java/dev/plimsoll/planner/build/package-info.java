/// Builds: their state, driven by the builder's events alone.
@NullMarked
package dev.plimsoll.planner.build;

import org.jspecify.annotations.NullMarked;
