/// Recipes: builds as lists of idempotent steps, each of which checks whether it is done.
@NullMarked
package dev.plimsoll.builder.recipe;

import org.jspecify.annotations.NullMarked;
