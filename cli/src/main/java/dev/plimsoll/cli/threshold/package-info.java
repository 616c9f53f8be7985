/// `plimsoll threshold`: what reading by windows goes by, shown, changed and looked up.
@NullMarked
package dev.plimsoll.cli.threshold;

import org.jspecify.annotations.NullMarked;
