/// Search by the indexes of pgvector: nearly the nearest, and much faster.
@NullMarked
package dev.plimsoll.vectors.index;

import org.jspecify.annotations.NullMarked;
