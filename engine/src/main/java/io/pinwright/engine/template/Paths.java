package io.pinwright.engine.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Filters on POSIX paths, as Python's os.path has them; they look at no file. */
final class Paths {

    private Paths() {}

    static void register(Map<String, Filter> table) {
        table.put("basename", (v, a) -> {
            String path = TextFilters.string(v, a.names());
            return path.substring(path.lastIndexOf('/') + 1);
        });
        table.put("dirname", (v, a) -> {
            String path = TextFilters.string(v, a.names());
            String head = path.substring(0, path.lastIndexOf('/') + 1);
            String bare = head.replaceAll("/+$", "");
            return bare.isEmpty() ? head : bare;
        });
        table.put("splitext", (v, a) -> {
            String path = TextFilters.string(v, a.names());
            int dot = path.lastIndexOf('.');
            int start = path.lastIndexOf('/') + 1;
            while (start < path.length() && path.charAt(start) == '.') {
                start++;
            }
            boolean has = dot >= start && dot > 0;
            return new PyTuple(Arrays.asList(has ? path.substring(0, dot) : path, has ? path.substring(dot) : ""));
        });
        table.put("path_join", (v, a) -> {
            List<@Nullable Object> parts = v instanceof String
                    ? List.of(v)
                    : Python.iterate(v, a.names().user());
            String out = "";
            for (Object part : parts) {
                String one = TextFilters.string(part, a);
                out = one.startsWith("/") ? one : out.isEmpty() || out.endsWith("/") ? out + one : out + "/" + one;
            }
            return out;
        });
        table.put("normpath", (v, a) -> normal(TextFilters.string(v, a.names())));
    }

    private static String normal(String path) {
        if (path.isEmpty()) {
            return ".";
        }
        String root = path.startsWith("//") && !path.startsWith("///") ? "//" : path.startsWith("/") ? "/" : "";
        List<String> out = new ArrayList<>();
        for (String part : path.split("/")) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (!part.equals("..")
                    || root.isEmpty()
                            && (out.isEmpty() || out.get(out.size() - 1).equals(".."))) {
                out.add(part);
            } else if (!out.isEmpty()) {
                out.remove(out.size() - 1);
            }
        }
        String whole = root + String.join("/", out);
        return whole.isEmpty() ? "." : whole;
    }
}
