/// Whether a database is still the one that a process remembers, or has gone back in time.
@NullMarked
package dev.plimsoll.postgres.history;

import org.jspecify.annotations.NullMarked;
