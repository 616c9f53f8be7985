/// The `plimsoll` command: its entry and the commands it knows.
@NullMarked
package dev.plimsoll.cli;

import org.jspecify.annotations.NullMarked;
