/// Known methods of index selection, to hold the advisor's sets against in the same run.
@NullMarked
package dev.plimsoll.benchmarks.advise.peer;

import org.jspecify.annotations.NullMarked;
