/// Target databases, as the planner announces them.
@NullMarked
package dev.plimsoll.builder.database;

import org.jspecify.annotations.NullMarked;
