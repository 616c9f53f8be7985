/// Advice on indexes: what a workload wants, what it is worth and what it costs.
@NullMarked
package dev.plimsoll.advice;

import org.jspecify.annotations.NullMarked;
