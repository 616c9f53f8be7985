/// Registered databases to read from and load into.
@NullMarked
package dev.plimsoll.sync.endpoint;

import org.jspecify.annotations.NullMarked;
