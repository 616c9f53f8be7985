/// The one place where identifiers and literals become SQL text.
@NullMarked
package dev.plimsoll.postgres.sql;

import org.jspecify.annotations.NullMarked;
