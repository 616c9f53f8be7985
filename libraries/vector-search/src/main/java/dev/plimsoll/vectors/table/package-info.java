/// Tables with a column of vectors, as the catalog has them.
@NullMarked
package dev.plimsoll.vectors.table;

import org.jspecify.annotations.NullMarked;
