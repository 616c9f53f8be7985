/// Databases by address, never by URL, with credentials by reference.
@NullMarked
package dev.plimsoll.contracts.database;

import org.jspecify.annotations.NullMarked;
