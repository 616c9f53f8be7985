package dev.plimsoll.trust;

import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// TLS of this JVM's default, which is made for the first `https` address. An [HttpClient] makes it
/// at once and reads all certificates that the JDK trusts: 0.15 s of a processor for each start of
/// a command or a service, most of which ask services of this machine without TLS.
public final class TlsOnDemand extends SSLContext {
  private final Default context;

  TlsOnDemand() {
    this(new Default());
  }

  private TlsOnDemand(Default context) {
    super(context, null, "TLS");
    this.context = context;
  }

  /// Builder of a client by HTTP/1.1, else as the JDK's.
  public static HttpClient.Builder newClient() {
    return newClient(new TlsOnDemand());
  }

  static HttpClient.Builder newClient(TlsOnDemand tls) {
    SSLParameters parameters = new SSLParameters();
    // As a client does that reads the default's: without these it would.
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(tls)
        .sslParameters(parameters);
  }

  boolean isMade() {
    return context.made != null;
  }

  private static final class Default extends SSLContextSpi {
    private volatile @Nullable SSLContext made;

    private SSLContext get() {
      SSLContext context = made;
      if (context == null) {
        try {
          context = SSLContext.getDefault(); // the same one each time
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException("this JVM has no TLS", e);
        }
        made = context;
      }
      return context;
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trusted, SecureRandom random) {
      throw new IllegalStateException("the default needs no initialisation");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return get().getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return get().getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return get().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return get().createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return get().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return get().getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return get().getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return get().getSupportedSSLParameters();
    }
  }
}
