/// What people decided about builds that are under way.
@NullMarked
package dev.plimsoll.builder.control;

import org.jspecify.annotations.NullMarked;
