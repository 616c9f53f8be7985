/// Trust in servers whose certificates an authority of one's own has signed, which Java's trust
/// store does not know.
@NullMarked
package dev.plimsoll.trust;

import org.jspecify.annotations.NullMarked;
