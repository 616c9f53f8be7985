/// What this process is building now.
@NullMarked
package dev.plimsoll.builder.berth;

import org.jspecify.annotations.NullMarked;
