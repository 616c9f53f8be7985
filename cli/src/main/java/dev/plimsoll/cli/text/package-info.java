/// Text for people: amounts, tables and bars that fit the width at hand.
@NullMarked
package dev.plimsoll.cli.text;

import org.jspecify.annotations.NullMarked;
