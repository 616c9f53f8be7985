/// Bounds of requests, checked at the edges.
@NullMarked
package dev.plimsoll.contracts.bound;

import org.jspecify.annotations.NullMarked;
