/// Simulations of a plan, with costs as predicted or otherwise.
@NullMarked
package dev.plimsoll.planning.simulation;

import org.jspecify.annotations.NullMarked;
