/// Builds in virtual time: what a strategy does when costs are as predicted, which is the schedule
/// that a plan shows, or when they are not.
@NullMarked
package dev.plimsoll.planning.simulation;

import org.jspecify.annotations.NullMarked;
