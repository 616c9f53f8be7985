/// `plimsoll plan`: reads a database of the user's own and prints what it would build. Writes
/// nothing.
@NullMarked
package dev.plimsoll.cli.plan;

import org.jspecify.annotations.NullMarked;
