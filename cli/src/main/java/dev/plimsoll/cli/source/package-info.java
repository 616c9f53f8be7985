/// `plimsoll source`: databases to read from and to load into.
@NullMarked
package dev.plimsoll.cli.source;

import org.jspecify.annotations.NullMarked;
