/// Tables of extracts, as all jobs know them: their rows, states, progress and read tasks.
@NullMarked
package dev.plimsoll.sync.table;

import org.jspecify.annotations.NullMarked;
