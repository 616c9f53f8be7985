/// What the planner predicts of an index, beside the index that was built.
@NullMarked
package dev.plimsoll.benchmarks.estimates;

import org.jspecify.annotations.NullMarked;
