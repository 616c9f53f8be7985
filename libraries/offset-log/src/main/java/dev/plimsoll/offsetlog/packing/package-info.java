/// Packed form of batches, in manifest and segments.
@NullMarked
package dev.plimsoll.offsetlog.packing;

import org.jspecify.annotations.NullMarked;
