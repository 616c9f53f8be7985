/// How anything is measured here: interleaved rounds, medians, beside a baseline and a ceiling.
@NullMarked
package dev.plimsoll.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
