/// A scan within one process: workers that share a [dev.plimsoll.scan.range.RangeBoard], and one
/// consumer that takes what they read.
@NullMarked
package dev.plimsoll.scan.run;

import org.jspecify.annotations.NullMarked;
