/// `plimsoll topic`: topics of the log, what is in them and whether it is right, and who reads how
/// far.
@NullMarked
package dev.plimsoll.cli.topic;

import org.jspecify.annotations.NullMarked;
