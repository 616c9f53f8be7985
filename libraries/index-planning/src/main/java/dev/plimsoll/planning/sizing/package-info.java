/// How large an index gets, what its sort needs, how long its build takes. Formulas only: facts in,
/// figures out.
@NullMarked
package dev.plimsoll.planning.sizing;

import org.jspecify.annotations.NullMarked;
