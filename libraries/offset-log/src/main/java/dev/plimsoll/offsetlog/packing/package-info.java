/// Batches packed into bytes, the form in which they wait and are kept.
@NullMarked
package dev.plimsoll.offsetlog.packing;

import org.jspecify.annotations.NullMarked;
