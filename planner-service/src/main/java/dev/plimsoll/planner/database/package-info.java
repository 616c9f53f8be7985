/// Registered databases: address, uses, rules; their changes and announcements.
@NullMarked
package dev.plimsoll.planner.database;

import org.jspecify.annotations.NullMarked;
