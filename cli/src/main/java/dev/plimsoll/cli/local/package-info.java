/// The whole system on this machine: the stack and the five services as processes, started, watched
/// and stopped together.
@NullMarked
package dev.plimsoll.cli.local;

import org.jspecify.annotations.NullMarked;
