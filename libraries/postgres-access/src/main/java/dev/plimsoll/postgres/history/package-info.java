/// Detection of databases that were exchanged or have gone back in time.
@NullMarked
package dev.plimsoll.postgres.history;

import org.jspecify.annotations.NullMarked;
