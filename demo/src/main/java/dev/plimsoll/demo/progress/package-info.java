/// How the demo shows what is going on: a block that repaints on a terminal, lines elsewhere.
@NullMarked
package dev.plimsoll.demo.progress;

import org.jspecify.annotations.NullMarked;
