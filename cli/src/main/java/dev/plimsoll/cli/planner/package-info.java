/// How a command finds the planner and speaks with it.
@NullMarked
package dev.plimsoll.cli.planner;

import org.jspecify.annotations.NullMarked;
