package dev.plimsoll.http.bound;

import jakarta.enterprise.inject.build.compatible.spi.BuildCompatibleExtension;
import jakarta.enterprise.inject.build.compatible.spi.ClassConfig;
import jakarta.enterprise.inject.build.compatible.spi.Enhancement;
import jakarta.ws.rs.Path;

/// Extension of the build that has the parameters of every resource checked: no resource has to
/// think of it.
public final class BoundedResources implements BuildCompatibleExtension {
  @Enhancement(types = Object.class, withSubtypes = true, withAnnotations = Path.class)
  public void bind(ClassConfig resource) {
    resource.addAnnotation(Bounded.class);
  }
}
