/// Transactions of PostgreSQL, in plain JDBC: what runs here is set-based SQL, not entities.
@NullMarked
package dev.plimsoll.materializer.transaction;

import org.jspecify.annotations.NullMarked;
