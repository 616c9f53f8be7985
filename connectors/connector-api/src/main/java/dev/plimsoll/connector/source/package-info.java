/// The interface of a database that tables are read from.
@NullMarked
package dev.plimsoll.connector.source;

import org.jspecify.annotations.NullMarked;
