/// Rules about indexes and foreign keys. Pure functions of facts.
@NullMarked
package dev.plimsoll.health.index;

import org.jspecify.annotations.NullMarked;
