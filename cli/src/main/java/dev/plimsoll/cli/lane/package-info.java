/// `plimsoll lane`: the lanes of builds and their slots.
@NullMarked
package dev.plimsoll.cli.lane;

import org.jspecify.annotations.NullMarked;
