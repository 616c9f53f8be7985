/// The API's description, as a service serves it.
@NullMarked
package dev.plimsoll.http.description;

import org.jspecify.annotations.NullMarked;
