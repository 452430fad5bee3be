package io.pinwright.simulator.folder;

import io.pinwright.simulator.shell.VirtualFiles.Kind;
import java.util.TreeMap;

/** A file, directory, link or device of a simulated host. Guarded by its tree's lock. */
final class HostNode {

    final Kind kind;
    int mode;
    String owner = "root";
    String group = "root";
    byte[] content = {};
    String link = "";
    long modifiedSeconds;
    final TreeMap<String, HostNode> children = new TreeMap<>();

    HostNode(Kind kind, int mode, long modifiedSeconds) {
        this.kind = kind;
        this.mode = mode;
        this.modifiedSeconds = modifiedSeconds;
    }

    boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }
}
