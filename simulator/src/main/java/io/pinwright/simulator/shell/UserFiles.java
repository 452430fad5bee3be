package io.pinwright.simulator.shell;

import java.util.List;
import java.util.Optional;

/** The files of a host as a user other than root may use them: by permission bits, as the kernel checks them. */
final class UserFiles implements VirtualFiles {

    private static final int READ = 4;
    private static final int WRITE = 2;
    private static final int SEARCH = 1;

    private final VirtualFiles files;
    private final String user;

    UserFiles(VirtualFiles files, String user) {
        this.files = files;
        this.user = user;
    }

    private static VirtualIoException denied() {
        return new VirtualIoException("Permission denied");
    }

    private boolean reachable(String path) {
        for (String folder = Paths.parent(path); ; folder = Paths.parent(folder)) {
            Optional<Status> status = files.status(folder, true);
            if (status.isPresent() && !Permissions.allows(files, status.get(), user, SEARCH)) {
                return false;
            }
            if (folder.equals("/")) {
                return true;
            }
        }
    }

    private void need(String path, int bit) throws VirtualIoException {
        if (!reachable(path)) {
            throw denied();
        }
        Optional<Status> status = files.status(path, true);
        if (status.isPresent() && !Permissions.allows(files, status.get(), user, bit)) {
            throw denied();
        }
    }

    /** A name in a folder is added or removed. */
    private void needFolder(String path) throws VirtualIoException {
        need(Paths.parent(path), WRITE);
        Optional<Status> folder = files.status(Paths.parent(path), true);
        Optional<Status> there = files.status(path, false);
        boolean sticky = folder.filter(
                        s -> (s.mode() & 01000) != 0 && !s.owner().equals(user))
                .isPresent();
        if (sticky && there.filter(s -> !s.owner().equals(user)).isPresent()) {
            throw new VirtualIoException("Operation not permitted");
        }
    }

    private void own(String path) throws VirtualIoException {
        int group = Accounts.current(files, user).gid();
        files.setOwner(path, Optional.of(user), Optional.of(Accounts.groupName(files, group)));
    }

    private void needOwner(String path) throws VirtualIoException {
        if (!reachable(path)) {
            throw denied();
        }
        if (files.status(path, true).filter(s -> !s.owner().equals(user)).isPresent()) {
            throw new VirtualIoException("Operation not permitted");
        }
    }

    @Override
    public Optional<Status> status(String path, boolean follow) {
        return reachable(path) ? files.status(path, follow) : Optional.empty();
    }

    @Override
    public byte[] read(String path) throws VirtualIoException {
        need(path, READ);
        return files.read(path);
    }

    @Override
    public void write(String path, byte[] content, boolean append) throws VirtualIoException {
        boolean fresh = files.status(path, true).isEmpty();
        if (fresh) {
            needFolder(path);
        } else {
            need(path, WRITE);
        }
        files.write(path, content, append);
        if (fresh && files.status(path, true).isPresent()) {
            own(path);
        }
    }

    @Override
    public List<String> list(String path) throws VirtualIoException {
        need(path, READ);
        return files.list(path);
    }

    @Override
    public void createDirectory(String path) throws VirtualIoException {
        needFolder(path);
        files.createDirectory(path);
        own(path);
    }

    @Override
    public void create(String path, Kind kind, int mode) throws VirtualIoException {
        needFolder(path);
        files.create(path, kind, mode);
        own(path);
    }

    @Override
    public void createLink(String path, String target) throws VirtualIoException {
        needFolder(path);
        files.createLink(path, target);
    }

    @Override
    public void remove(String path) throws VirtualIoException {
        needFolder(path);
        files.remove(path);
    }

    @Override
    public void rename(String from, String to) throws VirtualIoException {
        needFolder(from);
        needFolder(to);
        files.rename(from, to);
    }

    @Override
    public void setMode(String path, int mode) throws VirtualIoException {
        needOwner(path);
        files.setMode(path, mode);
    }

    @Override
    public void setOwner(String path, Optional<String> owner, Optional<String> group) throws VirtualIoException {
        needOwner(path);
        if (owner.filter(name -> !name.equals(user)).isPresent()) {
            throw new VirtualIoException("Operation not permitted");
        }
        files.setOwner(path, owner, group);
    }

    @Override
    public String realPath(String path) throws VirtualIoException {
        if (!reachable(path)) {
            throw denied();
        }
        return files.realPath(path);
    }
}
