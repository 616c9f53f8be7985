package dev.plimsoll.devstack.s3;

import dev.plimsoll.devstack.folder.Secrets;
import dev.plimsoll.devstack.tls.ServerKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.jspecify.annotations.Nullable;

/// S3 server with one bucket; each object is a file.
public final class S3Server implements AutoCloseable {
  public static final String REGION = "us-east-1";
  public static final String BUCKET = "plimsoll";

  private final S3Proxy proxy;
  private final URI endpoint;

  /// A second port, with TLS.
  public record Secured(int port, ServerKeys keys) {
    public URI endpoint() {
      return URI.create("https://127.0.0.1:" + port);
    }
  }

  private S3Server(S3Proxy proxy, URI endpoint) {
    this.proxy = proxy;
    this.endpoint = endpoint;
  }

  /// Starts the server on a folder with its bucket; returns when it takes requests.
  ///
  /// @param secured null for no TLS
  public static S3Server start(Path folder, int port, Secrets secrets, @Nullable Secured secured)
      throws IOException {
    // A bucket is a folder; if others could read it, requests without keys could list it.
    Files.setPosixFilePermissions(
        Files.createDirectories(folder.resolve(BUCKET)),
        PosixFilePermissions.fromString("rwx------"));
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    S3Proxy.Builder builder =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(folder.toString()))
            .endpoint(endpoint)
            .awsAuthentication(
                AuthenticationType.AWS_V4, secrets.s3AccessKey(), secrets.s3SecretKey())
            // Newer SDKs send headers that it neither knows nor needs.
            .ignoreUnknownHeaders(true)
            .jettyMaxThreads(32);
    if (secured != null) {
      builder
          .secureEndpoint(secured.endpoint())
          .keyStore(secured.keys().store().toString(), secured.keys().password());
    }
    S3Proxy proxy = builder.build();
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IOException("the object store did not start: " + e.getMessage(), e);
    }
    return new S3Server(proxy, endpoint);
  }

  public URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() throws IOException {
    try {
      proxy.stop();
    } catch (Exception e) {
      throw new IOException("the object store did not stop: " + e.getMessage(), e);
    }
  }
}
