/// Facts from which increments of a table are planned.
@NullMarked
package dev.plimsoll.connector.increment;

import org.jspecify.annotations.NullMarked;
