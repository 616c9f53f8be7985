/// OpenAPI parts that all services share.
@NullMarked
package dev.plimsoll.http.description;

import org.jspecify.annotations.NullMarked;
