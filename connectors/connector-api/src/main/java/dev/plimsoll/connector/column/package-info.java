/// Columns, and the forms of their values that all sources and targets share.
@NullMarked
package dev.plimsoll.connector.column;

import org.jspecify.annotations.NullMarked;
