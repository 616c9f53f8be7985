/// Exact search in this process, over vectors that were copied into its memory.
@NullMarked
package dev.plimsoll.vectors.memory;

import org.jspecify.annotations.NullMarked;
