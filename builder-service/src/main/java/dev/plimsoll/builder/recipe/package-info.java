/// A build as a list of idempotent steps: each looks whether it is done already, then does it.
@NullMarked
package dev.plimsoll.builder.recipe;

import org.jspecify.annotations.NullMarked;
