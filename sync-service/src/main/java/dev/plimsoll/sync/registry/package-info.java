/// Registered databases to read from and load into.
@NullMarked
package dev.plimsoll.sync.registry;

import org.jspecify.annotations.NullMarked;
