/// Advice on a database: which indexes its workload wants, what to drop and what to mend.
@NullMarked
package dev.plimsoll.contracts.advice;

import org.jspecify.annotations.NullMarked;
