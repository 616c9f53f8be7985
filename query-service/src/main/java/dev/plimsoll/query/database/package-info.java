/// Registered databases, opened when they are searched.
@NullMarked
package dev.plimsoll.query.database;

import org.jspecify.annotations.NullMarked;
