/// The service's own database.
@NullMarked
package dev.plimsoll.sync.database;

import org.jspecify.annotations.NullMarked;
