/// Settings of the planner.
@NullMarked
package dev.plimsoll.planner.config;

import org.jspecify.annotations.NullMarked;
