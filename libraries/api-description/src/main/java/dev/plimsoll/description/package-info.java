/// How a service's OpenAPI document is made from its code. Only tests do it, at
/// `/q/generated-openapi`, and hold it against the `openapi.yaml` that the service has.
@NullMarked
package dev.plimsoll.description;

import org.jspecify.annotations.NullMarked;
