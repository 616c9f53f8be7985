/// Results of the demo: evidence, its checks, tables and the JSON document.
@NullMarked
package dev.plimsoll.demo.report;

import org.jspecify.annotations.NullMarked;
