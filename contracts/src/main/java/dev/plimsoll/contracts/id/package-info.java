/// Abbreviated ids.
@NullMarked
package dev.plimsoll.contracts.id;

import org.jspecify.annotations.NullMarked;
