/// What an increment of a table is found by.
@NullMarked
package dev.plimsoll.connector.increment;

import org.jspecify.annotations.NullMarked;
