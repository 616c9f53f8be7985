/// What this process is building now.
@NullMarked
package dev.plimsoll.builder.slot;

import org.jspecify.annotations.NullMarked;
