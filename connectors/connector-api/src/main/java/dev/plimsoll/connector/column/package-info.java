/// Columns and values as every source gives them and every target takes them.
@NullMarked
package dev.plimsoll.connector.column;

import org.jspecify.annotations.NullMarked;
