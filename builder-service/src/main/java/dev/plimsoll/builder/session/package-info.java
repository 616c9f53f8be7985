/// Sessions of targets: opened, kept for the next build, and reset.
@NullMarked
package dev.plimsoll.builder.session;

import org.jspecify.annotations.NullMarked;
