/// Looking at something until it has ended: repainted on a terminal, elsewhere a line a change.
@NullMarked
package dev.plimsoll.cli.watch;

import org.jspecify.annotations.NullMarked;
