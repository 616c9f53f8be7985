/// `plimsoll demo`: the whole job on generated data, from an empty folder to the receipt.
@NullMarked
package dev.plimsoll.demo;

import org.jspecify.annotations.NullMarked;
