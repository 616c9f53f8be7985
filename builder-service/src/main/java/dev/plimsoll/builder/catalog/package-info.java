/// Catalog of the target: the facts that every step decides by.
@NullMarked
package dev.plimsoll.builder.catalog;

import org.jspecify.annotations.NullMarked;
