/// What statements cost under indexes that are not there.
@NullMarked
package dev.plimsoll.advice.cost;

import org.jspecify.annotations.NullMarked;
