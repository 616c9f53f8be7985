/// Every failure leaves as `application/problem+json` with a stable code.
@NullMarked
package dev.plimsoll.http.problem;

import org.jspecify.annotations.NullMarked;
