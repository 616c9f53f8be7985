package dev.plimsoll.http.trace;

import dev.plimsoll.http.change.ChangeLog;
import dev.plimsoll.tracing.TraceParent;
import dev.plimsoll.tracing.Traced;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/// Filter that takes up the `traceparent` of a request, or begins a trace for one that changes
/// something. What is asked again and again (pages, probes, metrics, frequent appends) is in no
/// trace, unless it names one.
///
/// A filter that may block runs in the thread of its resource method.
public final class RequestTrace {
  private static final String OPEN = RequestTrace.class.getName();
  private static final int SERVER_ERROR = 500;

  private final ChangeLog changes;

  public RequestTrace(ChangeLog changes) {
    this.changes = changes;
  }

  @ServerRequestFilter
  public void begin(ContainerRequestContext request, ResourceInfo resource) {
    @Nullable String parent = TraceParent.checked(request.getHeaderString(TraceParent.HEADER));
    if (parent != null || changes.isRecorded(request.getMethod(), path(request))) {
      request.setProperty(
          OPEN, Traced.request(request.getMethod() + " " + template(resource), parent));
    }
  }

  @ServerResponseFilter
  public void end(ContainerRequestContext request, ContainerResponseContext response) {
    if (request.getProperty(OPEN) instanceof Traced traced) {
      request.removeProperty(OPEN);
      if (response.getStatus() >= SERVER_ERROR) {
        traced.failed(Integer.toString(response.getStatus()));
      }
      traced.close();
    }
  }

  private static String path(ContainerRequestContext request) {
    return request.getUriInfo().getRequestUri().getRawPath();
  }

  /// As declared, without what a caller has put in: few, and known beforehand.
  private static String template(ResourceInfo resource) {
    @Nullable Path type = resource.getResourceClass().getAnnotation(Path.class);
    @Nullable Path method = resource.getResourceMethod().getAnnotation(Path.class);
    String base = type == null ? "" : type.value();
    String rest = method == null ? "" : method.value();
    return rest.isEmpty() || rest.startsWith("/") || base.endsWith("/")
        ? base + rest
        : base + "/" + rest;
  }
}
