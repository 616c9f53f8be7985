/// Looks at a database for its maintenance: what was found, decided, and how large things are.
@NullMarked
package dev.plimsoll.maintenance.check;

import org.jspecify.annotations.NullMarked;
