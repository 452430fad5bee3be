package io.pinwright.engine.transport.ssh;

import com.jcraft.jsch.SocketFactory;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Sockets of one connection. They read ahead, since JSch reads the banner byte by byte and of each packet its length first, and
 * acknowledge at once: after the login sshd sends a packet nobody answers, and its next one waits for our kernel's delayed
 * ACK, 40 ms.
 */
final class Sockets implements SocketFactory {

    /** Holds any packet of a login. Longer ones go past it into JSch's own buffer; each open session has one. */
    private static final int READ_AHEAD_BYTES = 2048;

    private final Duration timeout;
    private volatile @Nullable Socket socket;
    private volatile boolean closed;

    Sockets(Duration timeout) {
        this.timeout = timeout;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException, UnknownHostException {
        // ssh knows no SOCKS settings of a JVM either; asking for them loads a dozen classes.
        Socket made = new Socket(Proxy.NO_PROXY);
        socket = made;
        if (closed) {
            made.close();
        }
        made.setTcpNoDelay(true);
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException(host);
        }
        made.connect(address, (int) Math.min(Integer.MAX_VALUE, timeout.toMillis()));
        return made;
    }

    /** Ends the connection under whoever waits for it. */
    void close() {
        closed = true;
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
    }

    @Override
    public InputStream getInputStream(Socket of) throws IOException {
        InputStream in = of.getInputStream();
        boolean quick = of.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK);
        return new BufferedInputStream(quick ? new QuickInput(in, of) : in, READ_AHEAD_BYTES);
    }

    @Override
    public OutputStream getOutputStream(Socket of) throws IOException {
        return of.getOutputStream();
    }

    /** The kernel forgets TCP_QUICKACK: it is set before each read. */
    private static final class QuickInput extends FilterInputStream {
        private final Socket socket;

        QuickInput(InputStream in, Socket socket) {
            super(in);
            this.socket = socket;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
            return super.read(bytes, offset, length);
        }
    }
}
