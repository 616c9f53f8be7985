/// Pages of the documentation, held against the code and the reports that they are of.
@NullMarked
package dev.plimsoll.benchmarks.reference;

import org.jspecify.annotations.NullMarked;
