/// Who wrote a message: services seal what they send with a key that they share, and take nothing
/// that does not bear its seal.
@NullMarked
package dev.plimsoll.seal;

import org.jspecify.annotations.NullMarked;
