/// Partitioned tables as the tables that statements name.
@NullMarked
package dev.plimsoll.advice.partition;

import org.jspecify.annotations.NullMarked;
