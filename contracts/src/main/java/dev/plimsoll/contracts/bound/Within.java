package dev.plimsoll.contracts.bound;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The bound of a number, text, list or time of a request. On a list it bounds the length, on the
/// element type each element. [Bounds] checks it.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Within {
  Bound value();

  /// Whether -1 is allowed as well, for none.
  boolean orNone() default false;
}
