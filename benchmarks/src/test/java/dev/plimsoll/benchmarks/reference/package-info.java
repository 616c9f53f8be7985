/// Reference pages that are made from the code.
@NullMarked
package dev.plimsoll.benchmarks.reference;

import org.jspecify.annotations.NullMarked;
