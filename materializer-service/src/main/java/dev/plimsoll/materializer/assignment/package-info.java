/// Threads that assign offsets: again at once while there is work, else woken or after a pause.
@NullMarked
package dev.plimsoll.materializer.assignment;

import org.jspecify.annotations.NullMarked;
