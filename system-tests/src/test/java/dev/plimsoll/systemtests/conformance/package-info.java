/// Whether services answer as their OpenAPI says, whatever they are asked.
@NullMarked
package dev.plimsoll.systemtests.conformance;

import org.jspecify.annotations.NullMarked;
