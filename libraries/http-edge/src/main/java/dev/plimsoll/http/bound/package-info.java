/// What a request may hold: the bounds of its body and of its parameters, checked before a resource
/// is asked.
@NullMarked
package dev.plimsoll.http.bound;

import org.jspecify.annotations.NullMarked;
