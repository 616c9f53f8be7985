/// What is taken at the edges, and no further: what is accepted can be carried.
@NullMarked
package dev.plimsoll.contracts.bound;

import org.jspecify.annotations.NullMarked;
