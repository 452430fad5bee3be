package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.VirtualFiles.Kind;
import io.pinwright.simulator.shell.VirtualFiles.Status;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code stat ls du readlink realpath}. */
final class StatTools {

    private StatTools() {}

    static void addTo(Map<String, ShellCommand> programs) {
        programs.put("stat", Tool.program("c:Lf", List.of("format=c", "printf=p", "dereference=L"), StatTools::stat));
        programs.put("ls", Tool.program("1aAldLnht", List.of("all=a", "directory=d"), StatTools::ls));
        programs.put("du", Tool.program("sk", List.of("summarize=s"), StatTools::du));
        programs.put("readlink", Tool.program("fenmz", List.of("canonicalize=f"), StatTools::readlink));
        programs.put("realpath", Tool.program("esm", List.of(), tool -> {
            int status = 0;
            for (String operand : tool.operands) {
                Optional<String> real = real(tool, operand, tool.has("e"));
                if (real.isPresent()) {
                    tool.print(real.get() + "\n");
                } else {
                    tool.error(operand + ": No such file or directory");
                    status = 1;
                }
            }
            return status;
        }));
    }

    /** Disk usage as on a file system of blocks of 4 KiB. */
    private static int du(Tool tool) throws IOException {
        if (!tool.has("s") || !tool.has("k")) {
            throw new Tool.Failure("only du -sk is supported on a simulated host", 1);
        }
        int code = 0;
        for (String operand : tool.operands.isEmpty() ? List.of(".") : tool.operands) {
            if (tool.files().status(tool.path(operand), false).isEmpty()) {
                tool.error("cannot access '" + operand + "': No such file or directory");
                code = 1;
            } else {
                tool.print(kibibytes(tool, tool.path(operand)) + "\t" + operand + "\n");
            }
        }
        return code;
    }

    private static long kibibytes(Tool tool, String path) throws IOException {
        Optional<Status> status = tool.files().status(path, false);
        if (status.isEmpty() || status.get().kind() == Kind.LINK) {
            return 0;
        }
        long blocks = (status.get().size() + 4095) / 4096;
        if (status.get().kind() == Kind.DIRECTORY) {
            long inside = 0;
            for (String name : tool.files().list(path)) {
                inside += kibibytes(tool, Paths.child(path, name));
            }
            return inside + blocks * 4;
        }
        return blocks * 4;
    }

    private static int stat(Tool tool) throws IOException {
        Optional<String> format = tool.value("c");
        if (format.isEmpty() || tool.has("f")) {
            throw new Tool.Failure("only stat -c FORMAT is supported on a simulated host", 1);
        }
        if (tool.operands.isEmpty()) {
            throw new Tool.Failure("missing operand", 1);
        }
        int code = 0;
        for (String operand : tool.operands) {
            Optional<Status> status =
                    operand.isEmpty() ? Optional.empty() : tool.files().status(tool.path(operand), tool.has("L"));
            if (status.isEmpty()) {
                tool.error("cannot statx '" + operand + "': " + reason(tool, operand));
                code = 1;
            } else {
                tool.print(formatted(tool, format.get(), operand, status.get()) + "\n");
            }
        }
        return code;
    }

    private static String reason(Tool tool, String operand) {
        try {
            tool.files().read(tool.path(operand));
            return "No such file or directory";
        } catch (VirtualIoException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String formatted(Tool tool, String format, String operand, Status status) throws IOException {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            if (format.charAt(i) != '%' || i + 1 == format.length()) {
                out.append(format.charAt(i));
                continue;
            }
            char directive = format.charAt(++i);
            VirtualFiles files = tool.files();
            int type = switch (status.kind()) {
                case FILE -> 0100000;
                case DIRECTORY -> 0040000;
                case LINK -> 0120000;
                case DEVICE -> 0020000;
            };
            out.append(
                    switch (directive) {
                        case '%' -> "%";
                        case 'a' -> Integer.toOctalString(status.mode());
                        case 'A' -> letter(status) + Modes.letters(status.mode());
                        case 'f' -> Integer.toHexString(type | status.mode());
                        case 'F' -> kind(status);
                        case 'n' -> operand;
                        case 'N' ->
                            "'" + operand + "'"
                                    + status.link()
                                            .map(link -> " -> '" + link + "'")
                                            .orElse("");
                        case 's' -> Long.toString(status.size());
                        case 'u' -> Integer.toString(uid(files, status.owner()));
                        case 'g' ->
                            Integer.toString(
                                    Accounts.groupNumber(files, status.group()).orElse(0));
                        case 'U' -> status.owner().matches("[0-9]+") ? "UNKNOWN" : status.owner();
                        case 'G' -> status.group().matches("[0-9]+") ? "UNKNOWN" : status.group();
                        case 'X', 'Y', 'Z' -> Long.toString(status.modifiedSeconds());
                        case 'x', 'y', 'z' ->
                            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                                            .withZone(ZoneOffset.UTC)
                                            .format(Instant.ofEpochSecond(status.modifiedSeconds()))
                                    + ".000000000 +0000";
                        case 'h' -> "1";
                        case 'b' -> Long.toString((status.size() + 4095) / 4096 * 8);
                        case 'B' -> "512";
                        case 'o' -> "4096";
                        case 't', 'T' -> "0";
                        default -> throw new Tool.Failure("%" + directive + " is not supported on a simulated host", 1);
                    });
        }
        return out.toString();
    }

    static int uid(VirtualFiles files, String owner) {
        return Accounts.of(files, owner)
                .map(Accounts.Account::uid)
                .orElseGet(() -> owner.matches("[0-9]{1,9}") ? Integer.parseInt(owner) : 1000);
    }

    private static String kind(Status status) {
        return switch (status.kind()) {
            case FILE -> status.size() == 0 ? "regular empty file" : "regular file";
            case DIRECTORY -> "directory";
            case LINK -> "symbolic link";
            case DEVICE -> "character special file";
        };
    }

    private static char letter(Status status) {
        return switch (status.kind()) {
            case FILE -> '-';
            case DIRECTORY -> 'd';
            case LINK -> 'l';
            case DEVICE -> 'c';
        };
    }

    private static int ls(Tool tool) throws IOException {
        if (tool.has("t")) {
            throw new Tool.Failure("-t is not supported on a simulated host", 2);
        }
        List<String> names = new ArrayList<>(tool.operands.isEmpty() ? List.of(".") : tool.operands);
        Collections.sort(names);
        List<String> plain = new ArrayList<>();
        List<String> folders = new ArrayList<>();
        int code = 0;
        for (String name : names) {
            boolean follows = tool.has("L") || !tool.has("l") && !tool.has("d");
            Optional<Status> status = tool.files()
                    .status(tool.path(name), follows)
                    .or(() -> tool.files().status(tool.path(name), false));
            if (status.isEmpty()) {
                tool.error("cannot access '" + name + "': No such file or directory");
                code = 2;
            } else if (status.get().kind() == Kind.DIRECTORY && !tool.has("d")) {
                folders.add(name);
            } else {
                plain.add(name);
            }
        }
        for (String name : plain) {
            tool.print(row(tool, name, tool.path(name)));
        }
        boolean titles = names.size() > 1;
        boolean first = plain.isEmpty();
        for (String folder : folders) {
            tool.print(titles ? (first ? "" : "\n") + folder + ":\n" : "");
            first = false;
            List<String> children = new ArrayList<>(tool.files().list(tool.path(folder)));
            if (tool.has("a")) {
                children.addAll(0, List.of(".", ".."));
            } else if (!tool.has("A")) {
                children.removeIf(child -> child.startsWith("."));
            }
            tool.print(tool.has("l") ? "total 0\n" : "");
            for (String child : children) {
                tool.print(row(tool, child, Paths.resolve(tool.path(folder), child)));
            }
        }
        return code;
    }

    private static String row(Tool tool, String name, String path) {
        if (!tool.has("l")) {
            return name + "\n";
        }
        Optional<Status> found = tool.files().status(path, tool.has("L"));
        if (found.isEmpty()) {
            return "l????????? ? ? ? ? ? " + name + "\n";
        }
        Status status = found.get();
        String time = DateTimeFormatter.ofPattern("MMM d HH:mm", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.ofEpochSecond(status.modifiedSeconds()));
        return letter(status) + Modes.letters(status.mode()) + " 1 " + status.owner() + " " + status.group() + " "
                + status.size() + " " + time + " " + name
                + status.link().map(link -> " -> " + link).orElse("") + "\n";
    }

    private static int readlink(Tool tool) throws IOException {
        int code = 0;
        for (String operand : tool.operands) {
            Optional<String> result = tool.has("f") || tool.has("e") || tool.has("m")
                    ? real(tool, operand, tool.has("e"))
                    : tool.files().status(tool.path(operand), false).flatMap(Status::link);
            if (result.isPresent()) {
                tool.print(result.get() + (tool.has("n") ? "" : "\n"));
            } else {
                code = 1;
            }
        }
        return code;
    }

    /** The real path; unless it must exist, its last name may be missing. */
    private static Optional<String> real(Tool tool, String operand, boolean existing) {
        String path = tool.path(operand);
        try {
            return Optional.of(tool.files().realPath(path));
        } catch (VirtualIoException missing) {
            if (existing) {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(Paths.child(tool.files().realPath(Paths.parent(path)), Paths.name(path)));
        } catch (VirtualIoException e) {
            return Optional.empty();
        }
    }
}
