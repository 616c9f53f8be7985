/// `bench estimates`: the planner's predictions beside the indexes that were built.
@NullMarked
package dev.plimsoll.benchmarks.estimates;

import org.jspecify.annotations.NullMarked;
