/// Work in one transaction each.
@NullMarked
package dev.plimsoll.postgres.transaction;

import org.jspecify.annotations.NullMarked;
