/// Connections to PostgreSQL by address, with credentials by reference and refusals by code.
@NullMarked
package dev.plimsoll.postgres.connection;

import org.jspecify.annotations.NullMarked;
