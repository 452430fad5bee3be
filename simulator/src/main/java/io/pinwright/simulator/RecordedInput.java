package io.pinwright.simulator;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An input that keeps what was read from it. */
final class RecordedInput extends FilterInputStream {

    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    RecordedInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        int value = in.read();
        if (value >= 0) {
            keep(new byte[] {(byte) value}, 0, 1);
        }
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = in.read(buffer, offset, length);
        if (count > 0) {
            keep(buffer, offset, count);
        }
        return count;
    }

    private synchronized void keep(byte[] bytes, int offset, int length) {
        seen.write(bytes, offset, length);
    }

    synchronized byte[] seen() {
        return seen.toByteArray();
    }
}
