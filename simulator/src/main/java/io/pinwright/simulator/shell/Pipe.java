package io.pinwright.simulator.shell;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A pipe of 64 KiB, as Linux has them. Thread-safe; its locks suit virtual threads. */
final class Pipe {

    private static final int CAPACITY = 65536;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] buffer = new byte[1024];
    private int start;
    private int filled;
    private boolean writerGone;
    private boolean readerGone;

    final OpenFile reader = new OpenFile() {
        @Override
        int read(byte[] into, int offset, int length) throws IOException {
            return take(into, offset, length);
        }

        @Override
        void closed() {
            end(true);
        }
    };

    final OpenFile writer = new OpenFile() {
        @Override
        void write(byte[] from, int offset, int length) throws IOException {
            put(from, offset, length);
        }

        @Override
        void closed() {
            end(false);
        }
    };

    private void end(boolean reading) {
        lock.lock();
        try {
            if (reading) {
                readerGone = true;
            } else {
                writerGone = true;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] into, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (filled == 0 && !writerGone) {
                await();
            }
            int count = Math.min(length, filled);
            if (count == 0) {
                return -1;
            }
            for (int copied = 0; copied < count; ) {
                int run = Math.min(count - copied, buffer.length - start);
                System.arraycopy(buffer, start, into, offset + copied, run);
                copied += run;
                start = (start + run) % buffer.length;
            }
            filled -= count;
            changed.signalAll();
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void put(byte[] from, int offset, int length) throws IOException {
        lock.lock();
        try {
            int written = 0;
            while (written < length) {
                while (filled == CAPACITY && !readerGone) {
                    await();
                }
                if (readerGone) {
                    throw new BrokenPipeException();
                }
                int count = Math.min(length - written, CAPACITY - filled);
                grow(filled + count);
                for (int copied = 0; copied < count; ) {
                    int end = (start + filled) % buffer.length;
                    int run = Math.min(count - copied, buffer.length - end);
                    System.arraycopy(from, offset + written + copied, buffer, end, run);
                    copied += run;
                    filled += run;
                }
                written += count;
                changed.signalAll();
            }
            if (readerGone) {
                throw new BrokenPipeException();
            }
        } finally {
            lock.unlock();
        }
    }

    private void grow(int needed) {
        if (needed <= buffer.length) {
            return;
        }
        int size = buffer.length;
        while (size < needed) {
            size *= 2;
        }
        byte[] larger = new byte[size];
        for (int i = 0; i < filled; i++) {
            larger[i] = buffer[(start + i) % buffer.length];
        }
        buffer = larger;
        start = 0;
    }

    private void await() throws InterruptedIOException {
        try {
            changed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
