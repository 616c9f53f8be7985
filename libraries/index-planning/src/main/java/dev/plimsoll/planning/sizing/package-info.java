/// Formulas for the size of an index, the memory of its sort and the time of its build.
@NullMarked
package dev.plimsoll.planning.sizing;

import org.jspecify.annotations.NullMarked;
