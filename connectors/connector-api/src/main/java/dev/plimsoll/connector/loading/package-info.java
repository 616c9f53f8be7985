/// Loading into a target: what every kind of database that tables are loaded into has to do.
@NullMarked
package dev.plimsoll.connector.loading;

import org.jspecify.annotations.NullMarked;
