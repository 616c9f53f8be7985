package dev.plimsoll.contracts.bound;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The bound of a number, text, list or time of a request. On a list it bounds the length, on the
/// list's elements each of them. [Bounds] checks it where requests arrive.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Within {
  Bound value();

  /// -1 stands for none, besides what is within.
  boolean orNone() default false;
}
