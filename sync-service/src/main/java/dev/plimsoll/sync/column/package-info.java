/// A value's three forms: binary COPY, Parquet and PostgreSQL's text.
@NullMarked
package dev.plimsoll.sync.column;

import org.jspecify.annotations.NullMarked;
