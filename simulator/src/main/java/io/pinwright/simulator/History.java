package io.pinwright.simulator;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What was done on a host, so that it is as it was when it is started again: every exec request that changed something, with all
 * that it read. A host starts from its blueprint and does it all again; nothing in it is left to chance.
 *
 * <p>To stop a host is to switch it off: what ran in the background is gone. A process that went on without a login, such as a
 * watch that waits for a confirmation, is done again only if it changed something, at its place among the others, and time passes
 * at once for it; who was still waiting is not started again, so nobody waits for it either.
 *
 * <p>The file holds, for each request: its order, whether it ran in the background, user and command (UTF as {@link DataOutputStream} writes it would limit their size, so
 * lengths and bytes), then standard input. A request that was cut off while it was written is left out. Thread-safe.
 */
final class History {

    private static final int PART_BYTES_MAX = 64 << 20;

    private final Path file;
    private long last;

    History(Path file) {
        this.file = file;
    }

    /**
     * One exec request, or one process that went on without a login.
     *
     * @param order when its first change was, among those of all requests: they are done again in this order
     * @param background whether it had no login
     * @param user as the shell takes it, as is {@code command}
     */
    record Request(long order, boolean background, String user, byte[] command, byte[] stdin) {}

    synchronized void add(Request request) {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)))) {
            out.writeLong(last + request.order());
            out.writeBoolean(request.background());
            part(out, request.user().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            part(out, request.command());
            part(out, request.stdin());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep what was done on a simulated host", e);
        }
    }

    synchronized List<Request> all() {
        List<Request> requests = new ArrayList<>();
        if (!Files.exists(file)) {
            return requests;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            while (true) {
                long order = in.readLong();
                boolean background = in.readBoolean();
                String user = new String(part(in), java.nio.charset.StandardCharsets.UTF_8);
                requests.add(new Request(order, background, user, part(in), part(in)));
            }
        } catch (EOFException e) {
            requests.sort(Comparator.comparingLong(Request::order));
            last = requests.isEmpty() ? 0 : requests.get(requests.size() - 1).order();
            return requests;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what was done on a simulated host", e);
        }
    }

    private static void part(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] part(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > PART_BYTES_MAX) {
            throw new IOException("the history is damaged; remove it to start the host anew");
        }
        return in.readNBytes(length);
    }
}
