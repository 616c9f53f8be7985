package dev.plimsoll.http.bound;

import dev.plimsoll.contracts.bound.Bounds;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Check of every body that arrives.
@Provider
public final class BoundedBodies implements ReaderInterceptor {
  @Override
  public @Nullable Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    Object body = context.proceed();
    if (body instanceof Record request) {
      Bounds.check(request);
    }
    return body;
  }
}
