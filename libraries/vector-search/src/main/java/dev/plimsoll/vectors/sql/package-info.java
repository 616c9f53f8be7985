/// Statements that find nearest rows.
@NullMarked
package dev.plimsoll.vectors.sql;

import org.jspecify.annotations.NullMarked;
