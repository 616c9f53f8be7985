/// `plimsoll demo`: the whole job on made data, from an empty folder to the receipt.
@NullMarked
package dev.plimsoll.cli.demo;

import org.jspecify.annotations.NullMarked;
