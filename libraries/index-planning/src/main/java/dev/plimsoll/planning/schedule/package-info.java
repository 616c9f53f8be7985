/// Which lane, in which order, how long all together: list scheduling under a load line.
@NullMarked
package dev.plimsoll.planning.schedule;

import org.jspecify.annotations.NullMarked;
