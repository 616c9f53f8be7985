/// `plimsoll log`: topics of the log, what is in them and whether it is right, and who reads how
/// far.
@NullMarked
package dev.plimsoll.cli.log;

import org.jspecify.annotations.NullMarked;
