/// `plimsoll bench NAME`.
@NullMarked
package dev.plimsoll.benchmarks;

import org.jspecify.annotations.NullMarked;
