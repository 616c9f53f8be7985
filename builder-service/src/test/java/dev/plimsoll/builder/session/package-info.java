@NullMarked
package dev.plimsoll.builder.session;

import org.jspecify.annotations.NullMarked;
