/// Searches of one database: the way of each is chosen here.
@NullMarked
package dev.plimsoll.vectors;

import org.jspecify.annotations.NullMarked;
