/// Transactions on a data source.
@NullMarked
package dev.plimsoll.postgres.transaction;

import org.jspecify.annotations.NullMarked;
