/// Index definitions: their SQL, their shape in the catalog, and the comparison of shapes.
@NullMarked
package dev.plimsoll.postgres.index;

import org.jspecify.annotations.NullMarked;
