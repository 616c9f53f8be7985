/// PostgreSQL as a target: tables made ready, checked, loaded batch by batch, merged into, and
/// emptied again. Progress is kept in the target itself, in one transaction with the rows.
@NullMarked
package dev.plimsoll.connector.postgres.loading;

import org.jspecify.annotations.NullMarked;
