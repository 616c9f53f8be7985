/// Sorted sources merged into one sorted stream.
@NullMarked
package dev.plimsoll.scan.merge;

import org.jspecify.annotations.NullMarked;
