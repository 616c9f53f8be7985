/// Progress of the demo: a block that repaints on a terminal, lines elsewhere.
@NullMarked
package dev.plimsoll.demo.progress;

import org.jspecify.annotations.NullMarked;
