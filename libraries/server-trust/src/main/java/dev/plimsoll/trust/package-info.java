/// Trust in servers: by the certificates of the JDK, read when they are first needed, or by an
/// authority of one's own.
@NullMarked
package dev.plimsoll.trust;

import org.jspecify.annotations.NullMarked;
