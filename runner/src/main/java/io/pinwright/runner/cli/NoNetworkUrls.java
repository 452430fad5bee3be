package io.pinwright.runner.cli;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.net.URLStreamHandlerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Handlers of URLs for the whole process: those of the network are never opened. The JDK's cryptography makes one at its first use,
 * only to compare with it, and would seek a handler for it in every jar.
 */
final class NoNetworkUrls implements URLStreamHandlerFactory {

    @Override
    public @Nullable URLStreamHandler createURLStreamHandler(String protocol) {
        return protocol.equals("http") || protocol.equals("https") ? new Refusing() : null;
    }

    private static final class Refusing extends URLStreamHandler {

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            throw new IOException("Pinwright opens no URL: " + url);
        }
    }
}
