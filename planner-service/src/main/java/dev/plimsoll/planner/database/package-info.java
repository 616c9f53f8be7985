/// Registered databases: address, load line, rules.
@NullMarked
package dev.plimsoll.planner.database;

import org.jspecify.annotations.NullMarked;
