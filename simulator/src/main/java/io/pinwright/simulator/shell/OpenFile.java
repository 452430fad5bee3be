package io.pinwright.simulator.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An open file description: what descriptors of several shells may share. Closed when the last of them lets go. */
abstract class OpenFile {

    private final AtomicInteger holders = new AtomicInteger(1);
    private @Nullable FileLocks locks;
    private String path = "";

    /** Reads what is there, waiting for the first byte; -1 at the end. */
    int read(byte[] into, int offset, int length) throws IOException {
        throw new VirtualIoException("Bad file descriptor");
    }

    void write(byte[] from, int offset, int length) throws IOException {
        throw new VirtualIoException("Bad file descriptor");
    }

    /** The last holder let go. */
    void closed() {}

    final OpenFile retain() {
        holders.incrementAndGet();
        return this;
    }

    final void release() {
        if (holders.decrementAndGet() == 0) {
            unlock();
            closed();
        }
    }

    /** Says which file this is, so that it can be locked. */
    final OpenFile lockable(String place, FileLocks table) {
        path = place;
        locks = table;
        return this;
    }

    /** Takes the lock of flock(2) or waits for it; false when the time ran out. Pipes and devices lock nothing. */
    final boolean lock(boolean exclusive, long nanos) throws InterruptedException {
        FileLocks table = locks;
        return table == null || table.take(path, this, exclusive, nanos);
    }

    final void unlock() {
        FileLocks table = locks;
        if (table != null) {
            table.release(path, this);
        }
    }

    static OpenFile reading(InputStream in) {
        return new OpenFile() {
            @Override
            int read(byte[] into, int offset, int length) throws IOException {
                return in.read(into, offset, length);
            }
        };
    }

    /** Writes to a stream of the caller at once; a stream that fails counts as a pipe that nobody reads. */
    static OpenFile writing(OutputStream out, Budget budget) {
        return new OpenFile() {
            @Override
            void write(byte[] from, int offset, int length) throws IOException {
                budget.output(length);
                try {
                    synchronized (out) {
                        out.write(from, offset, length);
                        out.flush();
                    }
                } catch (IOException e) {
                    throw new BrokenPipeException();
                }
            }
        };
    }

    /** This file as a stream for a program; closing the stream leaves the file open. */
    final InputStream input() {
        return new InputStream() {
            private final byte[] one = new byte[1];

            @Override
            public int read() throws IOException {
                return OpenFile.this.read(one, 0, 1) <= 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return length == 0 ? 0 : OpenFile.this.read(into, offset, length);
            }
        };
    }

    /** This file as a stream for a program, unbuffered; closing the stream leaves the file open. */
    final OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                OpenFile.this.write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                if (length > 0) {
                    OpenFile.this.write(from, offset, length);
                }
            }
        };
    }
}
