/// `plimsoll schedule`: extracts by the clock.
@NullMarked
package dev.plimsoll.cli.schedule;

import org.jspecify.annotations.NullMarked;
