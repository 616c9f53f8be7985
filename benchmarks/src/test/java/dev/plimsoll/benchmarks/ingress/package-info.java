@NullMarked
package dev.plimsoll.benchmarks.ingress;

import org.jspecify.annotations.NullMarked;
