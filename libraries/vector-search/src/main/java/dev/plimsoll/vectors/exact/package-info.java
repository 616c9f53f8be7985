/// Exact search by the server: a table's pages are read by several sessions under one snapshot.
@NullMarked
package dev.plimsoll.vectors.exact;

import org.jspecify.annotations.NullMarked;
