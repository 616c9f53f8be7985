/// `plimsoll db` and what else is about a registered database: its load line, its calibration.
@NullMarked
package dev.plimsoll.cli.db;

import org.jspecify.annotations.NullMarked;
