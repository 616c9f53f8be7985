/// References that are made from the sources, and held against them.
@NullMarked
package dev.plimsoll.systemtests.reference;

import org.jspecify.annotations.NullMarked;
