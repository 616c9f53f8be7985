/// Running builds of this process.
@NullMarked
package dev.plimsoll.builder.slot;

import org.jspecify.annotations.NullMarked;
