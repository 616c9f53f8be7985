/// What to drop and what to mend in a database of one's own.
@NullMarked
package dev.plimsoll.cli.advise;

import org.jspecify.annotations.NullMarked;
