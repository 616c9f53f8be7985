/// Which databases there are to build on, as the planner tells it.
@NullMarked
package dev.plimsoll.builder.database;

import org.jspecify.annotations.NullMarked;
