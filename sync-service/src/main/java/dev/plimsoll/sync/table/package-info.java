/// Tables of extracts: their rows, states, progress and read tasks.
@NullMarked
package dev.plimsoll.sync.table;

import org.jspecify.annotations.NullMarked;
