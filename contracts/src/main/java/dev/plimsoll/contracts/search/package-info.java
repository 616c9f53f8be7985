/// Nearest-neighbour search.
@NullMarked
package dev.plimsoll.contracts.search;

import org.jspecify.annotations.NullMarked;
