/// What every service's OpenAPI says alike.
@NullMarked
package dev.plimsoll.http.description;

import org.jspecify.annotations.NullMarked;
