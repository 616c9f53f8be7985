/// Ids as people give them.
@NullMarked
package dev.plimsoll.contracts.id;

import org.jspecify.annotations.NullMarked;
