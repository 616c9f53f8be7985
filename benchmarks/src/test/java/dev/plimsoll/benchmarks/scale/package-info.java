@NullMarked
package dev.plimsoll.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
