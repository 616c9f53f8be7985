/// Index builds: the planner's commands and the builder's events.
@NullMarked
package dev.plimsoll.contracts.build;

import org.jspecify.annotations.NullMarked;
