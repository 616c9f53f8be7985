package dev.plimsoll.contracts.bound;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How large a number, text, list or time of a request may be. On a list it is of how many there
/// are, on what it is a list of, of each. [Bounds] checks it where requests arrive.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE_USE)
public @interface Within {
  Bound value();

  /// -1 stands for none, besides what is within.
  boolean orNone() default false;
}
