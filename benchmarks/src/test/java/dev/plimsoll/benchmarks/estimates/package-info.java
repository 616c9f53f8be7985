@NullMarked
package dev.plimsoll.benchmarks.estimates;

import org.jspecify.annotations.NullMarked;
