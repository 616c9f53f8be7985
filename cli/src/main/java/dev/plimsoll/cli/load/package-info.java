/// `plimsoll load`: files of an extract into a target, without asking the source again.
@NullMarked
package dev.plimsoll.cli.load;

import org.jspecify.annotations.NullMarked;
