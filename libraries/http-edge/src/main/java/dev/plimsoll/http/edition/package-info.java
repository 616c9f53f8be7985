/// Editions of what is edited over HTTP, so that no edit overwrites another unseen.
@NullMarked
package dev.plimsoll.http.edition;

import org.jspecify.annotations.NullMarked;
