/// Analysis of a database: its health and what its workload wants, in one answer.
@NullMarked
package dev.plimsoll.analysis;

import org.jspecify.annotations.NullMarked;
