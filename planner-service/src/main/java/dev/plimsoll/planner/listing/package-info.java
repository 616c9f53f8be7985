/// Pages of lists.
@NullMarked
package dev.plimsoll.planner.listing;

import org.jspecify.annotations.NullMarked;
