package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.VirtualFiles.Kind;
import io.pinwright.simulator.shell.VirtualFiles.Status;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** {@code mv cp rm mkdir rmdir ln touch chmod chown chgrp mktemp install basename dirname} and the like. */
final class FileTools {

    private FileTools() {}

    static void addTo(Map<String, ShellCommand> programs) {
        programs.put(
                "rm", Tool.program("rfRdivx", List.of("recursive=r", "force=f", "one-file-system=x"), FileTools::rm));
        programs.put("rmdir", Tool.program("", List.of(), FileTools::rmdir));
        programs.put("unlink", Tool.program("", List.of(), FileTools::rm));
        programs.put("mkdir", Tool.program("pm:", List.of("parents=p", "mode=m"), FileTools::mkdir));
        programs.put(
                "mv",
                Tool.program("fTnvi", List.of("force=f", "no-target-directory=T", "no-clobber=n"), FileTools::mv));
        programs.put(
                "cp",
                Tool.program(
                        "prRafTdPL",
                        List.of("preserve=p", "archive=a", "recursive=r", "force=f", "no-target-directory=T"),
                        FileTools::cp));
        programs.put("ln", Tool.program("sfnTv", List.of("symbolic=s", "force=f"), FileTools::ln));
        programs.put("touch", Tool.program("cam", List.of("no-create=c"), FileTools::touch));
        programs.put("chmod", Tool.raw(FileTools::chmod));
        programs.put(
                "chown", Tool.program("hRf", List.of("no-dereference=h", "recursive=R"), tool -> chown(tool, false)));
        programs.put(
                "chgrp", Tool.program("hRf", List.of("no-dereference=h", "recursive=R"), tool -> chown(tool, true)));
        programs.put("mktemp", Tool.program("dqutp:", List.of("directory=d", "tmpdir=p"), FileTools::mktemp));
        programs.put("truncate", Tool.program("s:c", List.of("size=s"), FileTools::truncate));
        programs.put("basename", Tool.raw(FileTools::basename));
        programs.put("dirname", Tool.raw(tool -> {
            for (String operand : tool.operands) {
                tool.print(dirname(operand) + "\n");
            }
            return 0;
        }));
    }

    /** Runs a step for each operand; one that fails is reported. */
    private interface Step {
        void on(String operand) throws IOException;
    }

    private static int each(Tool tool, List<String> operands, String what, Step step) throws IOException {
        if (operands.isEmpty()) {
            throw new Tool.Failure("missing operand", 1);
        }
        int status = 0;
        for (String operand : operands) {
            try {
                step.on(operand);
            } catch (VirtualIoException e) {
                tool.error(what.replace("%", "'" + operand + "'") + ": " + e.getMessage());
                status = 1;
            }
        }
        return status;
    }

    private static int rm(Tool tool) throws IOException {
        boolean force = tool.has("f");
        if (force && tool.operands.isEmpty()) {
            return 0;
        }
        return each(tool, tool.operands, "cannot remove %", operand -> {
            String path = tool.path(operand);
            Optional<Status> status = tool.files().status(path, false);
            if (status.isEmpty()) {
                if (!force) {
                    throw new VirtualIoException("No such file or directory");
                }
                return;
            }
            if (status.get().kind() == Kind.DIRECTORY && !tool.has("r") && !tool.has("R") && !tool.has("d")) {
                throw new VirtualIoException("Is a directory");
            }
            if (path.equals("/")) {
                throw new VirtualIoException("it is dangerous to operate recursively on '/'");
            }
            remove(tool.files(), path, tool.has("r") || tool.has("R"));
        });
    }

    private static void remove(VirtualFiles files, String path, boolean recursive) throws VirtualIoException {
        if (recursive
                && files.status(path, false)
                        .filter(s -> s.kind() == Kind.DIRECTORY)
                        .isPresent()) {
            for (String name : files.list(path)) {
                remove(files, Paths.child(path, name), true);
            }
        }
        files.remove(path);
    }

    private static int rmdir(Tool tool) throws IOException {
        return each(tool, tool.operands, "failed to remove %", operand -> {
            String path = tool.path(operand);
            if (tool.files()
                    .status(path, false)
                    .filter(s -> s.kind() != Kind.DIRECTORY)
                    .isPresent()) {
                throw new VirtualIoException("Not a directory");
            }
            tool.files().remove(path);
        });
    }

    private static int mkdir(Tool tool) throws IOException {
        Optional<String> mode = tool.value("m");
        return each(tool, tool.operands, "cannot create directory %", operand -> {
            String path = tool.path(operand);
            Optional<Status> existing = tool.files().status(path, true);
            if (existing.isPresent()) {
                if (!tool.has("p") || existing.get().kind() != Kind.DIRECTORY) {
                    throw new VirtualIoException("File exists");
                }
                return;
            }
            if (tool.has("p")) {
                parents(tool, Paths.parent(path));
            }
            if (mode.isPresent()) {
                tool.files().create(path, Kind.DIRECTORY, Modes.parse(mode.get(), 0777, true));
            } else {
                tool.files().createDirectory(path);
            }
        });
    }

    private static void parents(Tool tool, String path) throws VirtualIoException {
        Optional<Status> status = tool.files().status(path, true);
        if (status.isPresent()) {
            if (status.get().kind() != Kind.DIRECTORY) {
                throw new VirtualIoException("File exists");
            }
            return;
        }
        parents(tool, Paths.parent(path));
        tool.files().createDirectory(path);
    }

    /** Where a source goes: into the target when that is a folder. */
    private static String destination(Tool tool, String source, String target) {
        String path = tool.path(target);
        boolean folder = !tool.has("T")
                && tool.files()
                        .status(path, true)
                        .filter(s -> s.kind() == Kind.DIRECTORY)
                        .isPresent();
        return folder ? Paths.child(path, Paths.name(tool.path(source))) : path;
    }

    private static List<String> sources(Tool tool) throws Tool.Failure {
        if (tool.operands.size() < 2) {
            throw new Tool.Failure(
                    tool.operands.isEmpty()
                            ? "missing file operand"
                            : "missing destination file operand after '" + tool.operands.get(0) + "'",
                    1);
        }
        String target = tool.operands.get(tool.operands.size() - 1);
        boolean folder = tool.files()
                .status(tool.path(target), true)
                .filter(s -> s.kind() == Kind.DIRECTORY)
                .isPresent();
        if (tool.operands.size() > 2 && !folder) {
            throw new Tool.Failure("target '" + target + "': No such file or directory", 1);
        }
        return tool.operands.subList(0, tool.operands.size() - 1);
    }

    private static int mv(Tool tool) throws IOException {
        List<String> sources = sources(tool);
        String target = tool.operands.get(tool.operands.size() - 1);
        int status = 0;
        for (String source : sources) {
            String to = destination(tool, source, target);
            if (tool.files().status(tool.path(source), false).isEmpty()) {
                tool.error("cannot stat '" + source + "': No such file or directory");
                status = 1;
                continue;
            }
            if (tool.has("n") && tool.files().status(to, false).isPresent()) {
                continue;
            }
            try {
                tool.files().rename(tool.path(source), to);
            } catch (VirtualIoException e) {
                tool.error("cannot move '" + source + "' to '" + target + "': " + e.getMessage());
                status = 1;
            }
        }
        return status;
    }

    private static int cp(Tool tool) throws IOException {
        List<String> sources = sources(tool);
        String target = tool.operands.get(tool.operands.size() - 1);
        boolean recursive = tool.has("r") || tool.has("R") || tool.has("a");
        int status = 0;
        for (String source : sources) {
            String from = tool.path(source);
            Optional<Status> found = tool.files().status(from, !recursive);
            if (found.isEmpty()) {
                tool.error("cannot stat '" + source + "': No such file or directory");
                status = 1;
            } else if (found.get().kind() == Kind.DIRECTORY && !recursive) {
                tool.error("-r not specified; omitting directory '" + source + "'");
                status = 1;
            } else {
                try {
                    copy(tool, from, destination(tool, source, target), recursive);
                } catch (VirtualIoException e) {
                    tool.error("cannot create regular file '" + target + "': " + e.getMessage());
                    status = 1;
                }
            }
        }
        return status;
    }

    private static void copy(Tool tool, String from, String to, boolean recursive) throws VirtualIoException {
        VirtualFiles files = tool.files();
        Status status =
                files.status(from, !recursive).orElseThrow(() -> new VirtualIoException("No such file or directory"));
        boolean preserves = tool.has("p") || tool.has("a");
        boolean fresh = files.status(to, true).isEmpty();
        if (status.kind() == Kind.LINK) {
            files.createLink(to, status.link().orElse(""));
            return;
        }
        if (status.kind() == Kind.DIRECTORY) {
            if (fresh) {
                files.createDirectory(to);
            }
            for (String name : files.list(from)) {
                copy(tool, Paths.child(from, name), Paths.child(to, name), true);
            }
        } else {
            files.write(to, files.read(from), false);
        }
        if (fresh) {
            files.setMode(to, preserves ? status.mode() : status.mode() & 0777 & ~022);
        } else if (preserves) {
            files.setMode(to, status.mode());
        }
        if (preserves && tool.call.user().equals("root")) {
            files.setOwner(to, Optional.of(status.owner()), Optional.of(status.group()));
        }
    }

    private static int ln(Tool tool) throws IOException {
        if (!tool.has("s")) {
            throw new Tool.Failure("hard links are not supported on a simulated host", 1);
        }
        if (tool.operands.isEmpty()) {
            throw new Tool.Failure("missing file operand", 1);
        }
        String target = tool.operands.get(0);
        String name = tool.operands.size() > 1 ? tool.operands.get(1) : Paths.name(target);
        String path = tool.path(name);
        boolean folder = !tool.has("n")
                && !tool.has("T")
                && tool.files()
                        .status(path, true)
                        .filter(s -> s.kind() == Kind.DIRECTORY)
                        .isPresent();
        String link = folder ? Paths.child(path, Paths.name(target)) : path;
        try {
            if (tool.has("f") && tool.files().status(link, false).isPresent()) {
                replaceByLink(tool, link, target);
            } else {
                tool.files().createLink(link, target);
            }
            return 0;
        } catch (VirtualIoException e) {
            throw new Tool.Failure("failed to create symbolic link '" + name + "': " + e.getMessage(), 1);
        }
    }

    /** As coreutils do since 8.28: the link is made beside what it replaces, and renamed over it. */
    private static void replaceByLink(Tool tool, String link, String target) throws VirtualIoException {
        String beside = Paths.child(
                Paths.parent(link), "Cu" + ThreadLocalRandom.current().nextInt(100_000, 1_000_000));
        tool.files().createLink(beside, target);
        try {
            tool.files().rename(beside, link);
        } catch (VirtualIoException e) {
            tool.files().remove(beside);
            throw e;
        }
    }

    private static int touch(Tool tool) throws IOException {
        return each(tool, tool.operands, "cannot touch %", operand -> {
            String path = tool.path(operand);
            Optional<Status> status = tool.files().status(path, true);
            if (status.isEmpty()) {
                if (!tool.has("c")) {
                    tool.files().write(path, new byte[0], false);
                }
            } else if (status.get().kind() == Kind.FILE && !Devices.isKernel(path)) {
                // An empty write brings the time of change up to date.
                tool.files().write(path, new byte[0], true);
            }
        });
    }

    private static int chmod(Tool tool) throws IOException {
        List<String> words = new java.util.ArrayList<>(tool.operands);
        boolean recursive = words.remove("-R");
        words.remove("--");
        if (words.size() < 2) {
            throw new Tool.Failure("missing operand", 1);
        }
        String mode = words.remove(0);
        return each(tool, words, "cannot access %", operand -> changeMode(tool, tool.path(operand), mode, recursive));
    }

    private static void changeMode(Tool tool, String path, String mode, boolean recursive) throws IOException {
        Status status =
                tool.files().status(path, true).orElseThrow(() -> new VirtualIoException("No such file or directory"));
        tool.files().setMode(path, Modes.parse(mode, status.mode(), status.kind() == Kind.DIRECTORY));
        if (recursive && status.kind() == Kind.DIRECTORY) {
            for (String name : tool.files().list(path)) {
                changeMode(tool, Paths.child(path, name), mode, true);
            }
        }
    }

    private static int chown(Tool tool, boolean groupOnly) throws IOException {
        if (tool.operands.size() < 2) {
            throw new Tool.Failure("missing operand", 1);
        }
        String wanted = groupOnly ? ":" + tool.operands.get(0) : tool.operands.get(0);
        int colon = wanted.indexOf(':');
        String user = colon < 0 ? wanted : wanted.substring(0, colon);
        String group = colon < 0 ? "" : wanted.substring(colon + 1);
        Optional<String> owner = Optional.empty();
        Optional<String> owningGroup = Optional.empty();
        if (!user.isEmpty()) {
            Optional<Accounts.Account> account = Accounts.of(tool.files(), user);
            if (account.isEmpty() && !user.matches("[0-9]{1,9}")) {
                throw new Tool.Failure("invalid user: '" + wanted + "'", 1);
            }
            owner = Optional.of(account.map(Accounts.Account::name).orElse(user));
        }
        if (!group.isEmpty()) {
            Optional<Integer> number = Accounts.groupNumber(tool.files(), group);
            if (number.isEmpty()) {
                throw new Tool.Failure("invalid group: '" + (groupOnly ? group : wanted) + "'", 1);
            }
            owningGroup = Optional.of(Accounts.groupName(tool.files(), number.get()));
        }
        Optional<String> newOwner = owner;
        Optional<String> newGroup = owningGroup;
        return each(
                tool,
                tool.operands.subList(1, tool.operands.size()),
                "cannot access %",
                operand -> changeOwner(tool, tool.path(operand), newOwner, newGroup));
    }

    private static void changeOwner(Tool tool, String path, Optional<String> owner, Optional<String> group)
            throws VirtualIoException {
        if (tool.files().status(path, true).isEmpty()) {
            throw new VirtualIoException("No such file or directory");
        }
        tool.files().setOwner(path, owner, group);
        if (tool.has("R")
                && tool.files()
                        .status(path, false)
                        .filter(s -> s.kind() == Kind.DIRECTORY)
                        .isPresent()) {
            for (String name : tool.files().list(path)) {
                changeOwner(tool, Paths.child(path, name), owner, group);
            }
        }
    }

    private static int mktemp(Tool tool) throws IOException {
        String template = tool.operands.isEmpty() ? "tmp.XXXXXXXXXX" : tool.operands.get(0);
        boolean bare = tool.operands.isEmpty() || tool.has("p") || tool.has("t");
        String folder = tool.value("p")
                .filter(p -> !p.isEmpty())
                .orElse(tool.call.environment().getOrDefault("TMPDIR", "/tmp"));
        int end = template.lastIndexOf("XXX") + 3;
        int start = end;
        while (start > 0 && template.charAt(start - 1) == 'X') {
            start--;
        }
        if (end < 3) {
            throw new Tool.Failure("too few X's in template '" + template + "'", 1);
        }
        String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
        for (int attempt = 0; attempt < 100; attempt++) {
            StringBuilder random = new StringBuilder(template.substring(0, start));
            for (int i = start; i < end; i++) {
                random.append(letters.charAt(ThreadLocalRandom.current().nextInt(letters.length())));
            }
            random.append(template.substring(end));
            String shown = bare ? Paths.child(folder, random.toString()) : random.toString();
            String path = tool.path(shown);
            if (tool.files().status(path, false).isPresent()) {
                continue;
            }
            try {
                tool.files().create(path, tool.has("d") ? Kind.DIRECTORY : Kind.FILE, tool.has("d") ? 0700 : 0600);
            } catch (VirtualIoException e) {
                throw new Tool.Failure(
                        "failed to create " + (tool.has("d") ? "directory" : "file") + " via template '"
                                + (bare ? Paths.child(folder, template) : template) + "': " + e.getMessage(),
                        1);
            }
            tool.print(shown + "\n");
            return 0;
        }
        throw new Tool.Failure("no free name", 1);
    }

    private static int truncate(Tool tool) throws IOException {
        String size = tool.value("s").orElse("");
        if (!size.matches("[0-9]{1,8}")) {
            throw new Tool.Failure("you must specify a plain '--size' on a simulated host", 1);
        }
        return each(tool, tool.operands, "cannot open % for writing", operand -> {
            String path = tool.path(operand);
            byte[] content =
                    tool.files().status(path, true).isPresent() ? tool.files().read(path) : new byte[0];
            tool.files().write(path, java.util.Arrays.copyOf(content, Integer.parseInt(size)), false);
        });
    }

    private static int basename(Tool tool) throws IOException {
        List<String> words = tool.operands;
        if (!words.isEmpty() && words.get(0).equals("--")) {
            words = words.subList(1, words.size());
        }
        if (words.isEmpty() || words.get(0).startsWith("-") && words.get(0).length() > 1 || words.size() > 2) {
            throw new Tool.Failure("missing operand, or an option that the simulated host does not support", 1);
        }
        String name = words.get(0).replaceAll("(?<=.)/+$", "");
        String base = name.equals("/") ? name : Paths.name(name);
        if (words.size() > 1 && base.endsWith(words.get(1)) && !base.equals(words.get(1))) {
            base = base.substring(0, base.length() - words.get(1).length());
        }
        tool.print(base + "\n");
        return 0;
    }

    static String dirname(String operand) {
        String name = operand.replaceAll("(?<=.)/+$", "");
        int slash = name.lastIndexOf('/');
        if (slash < 0) {
            return ".";
        }
        String parent = name.substring(0, slash).replaceAll("/+$", "");
        return parent.isEmpty() ? "/" : parent;
    }
}
