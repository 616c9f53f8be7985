/// Sessions of targets: opened, kept for the next build, and set back.
@NullMarked
package dev.plimsoll.builder.session;

import org.jspecify.annotations.NullMarked;
