/// What a source holds and how it is cut into splits and read.
@NullMarked
package dev.plimsoll.sync.source;

import org.jspecify.annotations.NullMarked;
