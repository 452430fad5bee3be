package io.pinwright.simulator.shell;

import java.util.ArrayList;
import java.util.List;

/** Paths of simulated hosts. */
final class Paths {

    private Paths() {}

    /** The absolute, normalised path of a path relative to a directory. {@code ..} goes up lexically. */
    static String resolve(String directory, String path) {
        String whole = path.startsWith("/") ? path : directory + "/" + path;
        if (isNormal(whole)) {
            return whole;
        }
        List<String> names = new ArrayList<>();
        for (String name : whole.split("/")) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return "/" + String.join("/", names);
    }

    private static boolean isNormal(String path) {
        return !path.contains("//")
                && !path.contains("/./")
                && !path.contains("/../")
                && !path.endsWith("/.")
                && !path.endsWith("/..")
                && (path.length() == 1 || !path.endsWith("/"));
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    static String child(String directory, String name) {
        return directory.endsWith("/") ? directory + name : directory + "/" + name;
    }
}
