/// Warm sessions of a database, lent to searches.
@NullMarked
package dev.plimsoll.vectors.session;

import org.jspecify.annotations.NullMarked;
