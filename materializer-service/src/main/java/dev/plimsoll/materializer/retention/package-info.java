/// Background retention.
@NullMarked
package dev.plimsoll.materializer.retention;

import org.jspecify.annotations.NullMarked;
