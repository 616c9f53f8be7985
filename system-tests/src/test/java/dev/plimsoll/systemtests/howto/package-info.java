/// The examples of `docs/how-to`, run as they are written.
@NullMarked
package dev.plimsoll.systemtests.howto;

import org.jspecify.annotations.NullMarked;
