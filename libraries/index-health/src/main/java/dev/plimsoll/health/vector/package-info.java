/// Rules about indexes of vectors. Pure functions of facts.
@NullMarked
package dev.plimsoll.health.vector;

import org.jspecify.annotations.NullMarked;
