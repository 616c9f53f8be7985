/// OpenLineage: each extract and load of a table, told to whoever keeps the lineage of data. Off
/// by default. What is to be told follows from the tables' rows, so that no run ever waits for it.
@NullMarked
package dev.plimsoll.sync.lineage;

import org.jspecify.annotations.NullMarked;
