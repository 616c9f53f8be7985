/// Log of changes: request, caller and answer.
@NullMarked
package dev.plimsoll.http.change;

import org.jspecify.annotations.NullMarked;
