/// Searches of the console, which the query-service does.
@NullMarked
package dev.plimsoll.planner.search;

import org.jspecify.annotations.NullMarked;
