/// Errors with stable codes, RFC 9457 problem details.
@NullMarked
package dev.plimsoll.contracts.problem;

import org.jspecify.annotations.NullMarked;
