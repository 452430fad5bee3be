package io.pinwright.engine.transport.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/**
 * A relay between one client and one server on loopback that counts turns: how often the client spoke after the server had. Each
 * is one round trip on a long way. What either side sends in one go arrives in one go, and the server has the first word: two
 * matters of luck on a short way that would count as turns.
 */
final class CountingProxy implements AutoCloseable {

    private static final int GATHERING_MILLIS = 15;

    private final ServerSocket listening;
    private final int serverPort;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch serverSpoke = new CountDownLatch(1);
    private boolean serverSpokeLast = true;
    private int turns;

    private CountingProxy(ServerSocket listening, int serverPort) {
        this.listening = listening;
        this.serverPort = serverPort;
    }

    static CountingProxy to(int serverPort) throws IOException {
        CountingProxy proxy = new CountingProxy(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), serverPort);
        start(proxy::relay);
        return proxy;
    }

    int port() {
        return listening.getLocalPort();
    }

    synchronized int turns() {
        return turns;
    }

    private synchronized void spoke(boolean server) {
        if (!server && serverSpokeLast) {
            turns++;
        }
        serverSpokeLast = server;
    }

    private void relay() {
        try (Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            start(() -> pump(client, server, false));
            start(() -> pump(server, client, true));
            ended.await();
        } catch (IOException e) {
            // It was closed: the test is over.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pump(Socket from, Socket to, boolean server) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[65536];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                if (!server) {
                    serverSpoke.await();
                }
                Thread.sleep(GATHERING_MILLIS);
                while (in.available() > 0 && length < bytes.length) {
                    length += in.read(bytes, length, bytes.length - length);
                }
                spoke(server);
                out.write(bytes, 0, length);
                if (server) {
                    serverSpoke.countDown();
                }
            }
        } catch (IOException e) {
            // Either end has closed.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    private static void start(Runnable runnable) {
        Thread thread = new Thread(runnable, "counting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        ended.countDown();
    }
}
