/// Lineage by OpenLineage: events for each extract and load of a table. Off by default. Due events
/// follow from the tables' rows, so that no run ever waits.
@NullMarked
package dev.plimsoll.sync.lineage;

import org.jspecify.annotations.NullMarked;
