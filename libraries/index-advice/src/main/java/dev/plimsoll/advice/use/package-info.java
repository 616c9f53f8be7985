/// How a statement uses tables, read from its plan.
@NullMarked
package dev.plimsoll.advice.use;

import org.jspecify.annotations.NullMarked;
