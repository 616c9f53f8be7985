/// Which version this is.
@NullMarked
package dev.plimsoll.cli.version;

import org.jspecify.annotations.NullMarked;
