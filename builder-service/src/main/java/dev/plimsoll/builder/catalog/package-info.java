/// What the target's catalog says about a table: the truth that every step decides by.
@NullMarked
package dev.plimsoll.builder.catalog;

import org.jspecify.annotations.NullMarked;
