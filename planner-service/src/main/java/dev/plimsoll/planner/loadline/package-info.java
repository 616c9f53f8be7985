/// A database's load line as people see it: limits, what is taken, what is still to come.
@NullMarked
package dev.plimsoll.planner.loadline;

import org.jspecify.annotations.NullMarked;
