/// `plimsoll log`: the log and its offsets, by the materializer.
@NullMarked
package dev.plimsoll.cli.log;

import org.jspecify.annotations.NullMarked;
