/// Start of the stack as a child process, for the command line and for tests.
@NullMarked
package dev.plimsoll.devstack.process;

import org.jspecify.annotations.NullMarked;
