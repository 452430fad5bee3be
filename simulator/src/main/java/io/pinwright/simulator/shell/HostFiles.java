package io.pinwright.simulator.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The files of a host with the devices and programs that every host has laid over them. */
final class HostFiles implements VirtualFiles {

    private static final Set<String> DEVICES = Set.of("full", "null", "random", "urandom", "zero", "tty");
    private static final Set<String> DESCRIPTORS = Set.of("stdin", "stdout", "stderr");
    private static final List<String> PROGRAM_FOLDERS = List.of("/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/");

    private final VirtualFiles files;
    private final Set<String> programs;

    HostFiles(VirtualFiles files, Set<String> programs) {
        this.files = files;
        this.programs = Set.copyOf(programs);
    }

    /** The name of the program that a path stands for when the host has no file there. */
    Optional<String> program(String path) {
        for (String folder : PROGRAM_FOLDERS) {
            if (path.startsWith(folder)) {
                String name = path.substring(folder.length());
                return programs.contains(name) ? Optional.of(name) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isDevice(String path) {
        return path.startsWith("/dev/")
                && (DEVICES.contains(path.substring(5)) || DESCRIPTORS.contains(path.substring(5)));
    }

    @Override
    public Optional<Status> status(String path, boolean follow) {
        if (isDevice(path)) {
            return Optional.of(new Status(Kind.DEVICE, 0666, "root", "root", 0, 0, Optional.empty()));
        }
        Optional<Status> status = files.status(path, follow);
        if (status.isPresent()) {
            return status;
        }
        if (program(path).isPresent()) {
            return Optional.of(new Status(Kind.FILE, 0755, "root", "root", 0, 0, Optional.empty()));
        }
        if (path.equals("/") || path.equals("/dev") || PROGRAM_FOLDERS.contains(path + "/")) {
            return Optional.of(new Status(Kind.DIRECTORY, 0755, "root", "root", 4096, 0, Optional.empty()));
        }
        return status;
    }

    @Override
    public byte[] read(String path) throws VirtualIoException {
        if (path.equals("/dev/null")) {
            return new byte[0];
        }
        if (isDevice(path)) {
            throw new VirtualIoException("No such device or address");
        }
        if (program(path).isPresent() && files.status(path, true).isEmpty()) {
            return new byte[0];
        }
        return files.read(path);
    }

    @Override
    public void write(String path, byte[] content, boolean append) throws VirtualIoException {
        if (path.equals("/dev/full")) {
            throw new VirtualIoException("No space left on device");
        }
        if (!isDevice(path)) {
            files.write(path, content, append);
        }
    }

    @Override
    public List<String> list(String path) throws VirtualIoException {
        Set<String> names = new TreeSet<>();
        boolean ours = path.equals("/dev");
        if (ours) {
            names.addAll(DEVICES);
            names.addAll(DESCRIPTORS);
        }
        if (PROGRAM_FOLDERS.contains(path + "/")) {
            ours = true;
            names.addAll(programs);
        }
        if (!ours || files.status(path, true).isPresent()) {
            names.addAll(files.list(path));
        }
        return new ArrayList<>(names);
    }

    @Override
    public void createDirectory(String path) throws VirtualIoException {
        files.createDirectory(path);
    }

    @Override
    public void create(String path, Kind kind, int mode) throws VirtualIoException {
        if (kind == Kind.DIRECTORY || !isDevice(path)) {
            files.create(path, kind, mode);
        }
    }

    @Override
    public void createLink(String path, String target) throws VirtualIoException {
        files.createLink(path, target);
    }

    @Override
    public void remove(String path) throws VirtualIoException {
        if (isDevice(path)) {
            throw new VirtualIoException("Device or resource busy");
        }
        files.remove(path);
    }

    @Override
    public void rename(String from, String to) throws VirtualIoException {
        if (isDevice(to) || isDevice(from)) {
            throw new VirtualIoException("Device or resource busy");
        }
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
        return isDevice(path)
                        || files.status(path, true).isEmpty()
                                && status(path, true).isPresent()
                ? path
                : files.realPath(path);
    }
}
