package io.pinwright.simulator.shell;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Files under /proc that note each write and refuse 99, as the kernel refuses a CPU that is not there. */
final class KernelFile implements VirtualFiles {

    private final VirtualFiles files;
    private final List<String> writes;

    KernelFile(VirtualFiles files, List<String> writes) {
        this.files = files;
        this.writes = writes;
    }

    @Override
    public void write(String path, byte[] content, boolean append) throws VirtualIoException {
        if (path.startsWith("/proc/")) {
            String text = new String(content, StandardCharsets.ISO_8859_1);
            writes.add(text);
            if (text.startsWith("99")) {
                throw new VirtualIoException("Value too large for defined data type");
            }
        }
        files.write(path, content, append);
    }

    @Override
    public Optional<Status> status(String path, boolean follow) {
        return files.status(path, follow);
    }

    @Override
    public byte[] read(String path) throws VirtualIoException {
        return files.read(path);
    }

    @Override
    public List<String> list(String path) throws VirtualIoException {
        return files.list(path);
    }

    @Override
    public void createDirectory(String path) throws VirtualIoException {
        files.createDirectory(path);
    }

    @Override
    public void createLink(String path, String target) throws VirtualIoException {
        files.createLink(path, target);
    }

    @Override
    public void remove(String path) throws VirtualIoException {
        files.remove(path);
    }

    @Override
    public void rename(String from, String to) throws VirtualIoException {
        files.rename(from, to);
    }

    @Override
    public void setMode(String path, int mode) throws VirtualIoException {
        files.setMode(path, mode);
    }

    @Override
    public void setOwner(String path, Optional<String> owner, Optional<String> group) throws VirtualIoException {
        files.setOwner(path, owner, group);
    }

    @Override
    public String realPath(String path) throws VirtualIoException {
        return files.realPath(path);
    }
}
