/// What the product is made of.
@NullMarked
package dev.plimsoll.systemtests.parts;

import org.jspecify.annotations.NullMarked;
