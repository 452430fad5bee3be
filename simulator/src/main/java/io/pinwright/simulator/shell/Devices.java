package io.pinwright.simulator.shell;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Opens files and devices for redirections. */
final class Devices {

    private Devices() {}

    /** {@code /dev/null}. */
    static OpenFile nothing() {
        return new OpenFile() {
            @Override
            int read(byte[] into, int offset, int length) {
                return -1;
            }

            @Override
            void write(byte[] from, int offset, int length) {}
        };
    }

    private static OpenFile zero(boolean full) {
        return new OpenFile() {
            @Override
            int read(byte[] into, int offset, int length) {
                Arrays.fill(into, offset, offset + length, (byte) 0);
                return length;
            }

            @Override
            void write(byte[] from, int offset, int length) throws IOException {
                if (full) {
                    throw new VirtualIoException("No space left on device");
                }
            }
        };
    }

    private static OpenFile random() {
        return new OpenFile() {
            @Override
            int read(byte[] into, int offset, int length) {
                byte[] bytes = new byte[length];
                ThreadLocalRandom.current().nextBytes(bytes);
                System.arraycopy(bytes, 0, into, offset, length);
                return length;
            }

            @Override
            void write(byte[] from, int offset, int length) {}
        };
    }

    /** A device that needs no open file of a process, by path. */
    static Optional<OpenFile> device(String path) throws VirtualIoException {
        return switch (path) {
            case "/dev/null" -> Optional.of(nothing());
            case "/dev/zero" -> Optional.of(zero(false));
            case "/dev/full" -> Optional.of(zero(true));
            case "/dev/random", "/dev/urandom" -> Optional.of(random());
            case "/dev/tty" -> throw new VirtualIoException("No such device or address");
            default -> Optional.empty();
        };
    }

    /** The number of the descriptor that a path in /dev names, or -1. */
    static int descriptor(String path) {
        return switch (path) {
            case "/dev/stdin" -> 0;
            case "/dev/stdout" -> 1;
            case "/dev/stderr" -> 2;
            default ->
                path.matches("/(dev|proc/self)/fd/[0-9]{1,3}")
                        ? Integer.parseInt(path.substring(path.lastIndexOf('/') + 1))
                        : -1;
        };
    }

    /** Whether writes to a file are system calls that the kernel answers one by one. */
    static boolean isKernel(String path) {
        return path.startsWith("/proc/") || path.startsWith("/sys/");
    }

    /**
     * Opens for a redirection operator.
     *
     * @throws VirtualIoException with the reason of open(2)
     */
    static OpenFile open(ShellProcess shell, String target, String operator) throws IOException {
        if (target.isEmpty()) {
            throw new VirtualIoException("No such file or directory");
        }
        VirtualFiles files = shell.files();
        String path = Paths.resolve(shell.state.directory, target);
        int descriptor = descriptor(path);
        if (descriptor >= 0) {
            OpenFile file = shell.state.descriptors.get(descriptor);
            if (file == null) {
                throw new VirtualIoException("No such file or directory");
            }
            return file.retain();
        }
        Optional<OpenFile> device = device(path);
        if (device.isPresent()) {
            return device.get();
        }
        Optional<VirtualFiles.Status> status = files.status(path, true);
        boolean directory =
                status.filter(s -> s.kind() == VirtualFiles.Kind.DIRECTORY).isPresent();
        if (operator.equals("<")) {
            OpenFile file = directory ? unreadableDirectory() : new ReadFile(files, path);
            return file.lockable(files.realPath(path), shell.machine.processes.locks());
        }
        if (directory) {
            throw new VirtualIoException("Is a directory");
        }
        boolean kernel = isKernel(path);
        if (status.isEmpty() && target.endsWith("/")) {
            throw new VirtualIoException("Is a directory");
        }
        if (!kernel
                && operator.equals(">")
                && status.isPresent()
                && shell.state.flag('C')
                && status.get().kind() == VirtualFiles.Kind.FILE) {
            throw new VirtualIoException("File exists");
        }
        if (kernel && status.isEmpty()) {
            throw new VirtualIoException("No such file or directory");
        }
        if (!kernel) {
            boolean truncates = operator.equals(">") || operator.equals(">|");
            if (status.isEmpty() || truncates) {
                files.write(path, new byte[0], false);
            }
        }
        OpenFile file = operator.equals("<>") ? new UpdateFile(files, path) : new WriteFile(files, path, kernel);
        return file.lockable(files.realPath(path), shell.machine.processes.locks());
    }

    private static OpenFile unreadableDirectory() {
        return new OpenFile() {
            @Override
            int read(byte[] into, int offset, int length) throws IOException {
                throw new VirtualIoException("Is a directory");
            }
        };
    }

    /** A file opened for reading: the content it has when opened. */
    private static final class ReadFile extends OpenFile {
        private final byte[] content;
        private int at;

        ReadFile(VirtualFiles files, String path) throws VirtualIoException {
            content = files.read(path);
        }

        @Override
        synchronized int read(byte[] into, int offset, int length) {
            int count = Math.min(length, content.length - at);
            if (count <= 0) {
                return -1;
            }
            System.arraycopy(content, at, into, offset, count);
            at += count;
            return count;
        }
    }

    /** A file opened for writing. */
    private static final class WriteFile extends OpenFile {
        private final VirtualFiles files;
        private final String path;
        private final boolean kernel;

        WriteFile(VirtualFiles files, String path, boolean kernel) {
            this.files = files;
            this.path = path;
            this.kernel = kernel;
        }

        @Override
        synchronized void write(byte[] from, int offset, int length) throws IOException {
            files.write(path, Arrays.copyOfRange(from, offset, offset + length), !kernel);
        }
    }

    /** A file opened for reading and writing. */
    private static final class UpdateFile extends OpenFile {
        private final VirtualFiles files;
        private final String path;
        private int at;

        UpdateFile(VirtualFiles files, String path) {
            this.files = files;
            this.path = path;
        }

        @Override
        synchronized int read(byte[] into, int offset, int length) throws IOException {
            byte[] content = files.read(path);
            int count = Math.min(length, content.length - at);
            if (count <= 0) {
                return -1;
            }
            System.arraycopy(content, at, into, offset, count);
            at += count;
            return count;
        }

        @Override
        synchronized void write(byte[] from, int offset, int length) throws IOException {
            byte[] content = files.read(path);
            byte[] changed = Arrays.copyOf(content, Math.max(content.length, at + length));
            System.arraycopy(from, offset, changed, at, length);
            at += length;
            files.write(path, changed, false);
        }
    }
}
