/// What the demo found out: evidence, the checks made of it, the tables and the JSON document.
@NullMarked
package dev.plimsoll.demo.report;

import org.jspecify.annotations.NullMarked;
