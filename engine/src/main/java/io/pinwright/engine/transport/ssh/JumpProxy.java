package io.pinwright.engine.transport.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Proxy;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The way to a server through another one, without a local port that other users could use. */
final class JumpProxy implements Proxy {

    private final Session jump;
    private @Nullable ChannelDirectTCPIP channel;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;

    JumpProxy(Session jump) {
        this.jump = jump;
    }

    @Override
    public void connect(@Nullable SocketFactory factory, String host, int port, int timeout)
            throws JSchException, IOException {
        ChannelDirectTCPIP opened = (ChannelDirectTCPIP) jump.openChannel("direct-tcpip");
        if (opened == null) {
            throw new JSchException("no channel");
        }
        opened.setHost(host);
        opened.setPort(port);
        // Before connect(): with setInputStream the opening would go on in another thread.
        in = opened.getInputStream();
        out = opened.getOutputStream();
        channel = opened;
        opened.connect();
        if (!opened.isConnected()) {
            throw new JSchException("the jump host cannot reach " + host + " port " + port);
        }
    }

    @Override
    public @Nullable InputStream getInputStream() {
        return in;
    }

    @Override
    public @Nullable OutputStream getOutputStream() {
        return out;
    }

    /** None of its own: JSch takes null for "no socket options". */
    @Override
    public @Nullable Socket getSocket() {
        return null;
    }

    @Override
    public void close() {
        ChannelDirectTCPIP opened = channel;
        if (opened != null) {
            opened.disconnect();
        }
    }
}
