/// What this process may hold at a time of rows that are large by themselves.
@NullMarked
package dev.plimsoll.sync.memory;

import org.jspecify.annotations.NullMarked;
