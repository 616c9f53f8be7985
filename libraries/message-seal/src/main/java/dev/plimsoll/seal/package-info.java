/// Seals: services sign their messages with a shared key, and accept none without its seal.
@NullMarked
package dev.plimsoll.seal;

import org.jspecify.annotations.NullMarked;
