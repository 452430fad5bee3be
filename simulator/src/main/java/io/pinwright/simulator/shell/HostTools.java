package io.pinwright.simulator.shell;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code id whoami hostname uname date sync pwd getent which getconf} and the like. */
final class HostTools {

    private HostTools() {}

    static void addTo(Map<String, ShellCommand> programs) {
        programs.put("true", Tool.raw(tool -> 0));
        programs.put("false", Tool.raw(tool -> 1));
        programs.put("sync", Tool.raw(tool -> 0));
        programs.put("pwd", Tool.raw(tool -> print(tool, tool.call.directory())));
        programs.put("tty", Tool.raw(tool -> {
            tool.print("not a tty\n");
            return 1;
        }));
        programs.put("id", Tool.program("ugnGr", List.of("user=u", "group=g", "name=n"), HostTools::id));
        programs.put("whoami", Tool.raw(tool -> print(tool, tool.call.user())));
        programs.put("logname", Tool.raw(tool -> print(tool, tool.call.user())));
        programs.put("hostname", Tool.program("sf", List.of(), tool -> print(tool, hostName(tool))));
        programs.put("uname", Tool.program("snrvmoai", List.of(), HostTools::uname));
        programs.put("date", (ShellTool) (call, running) -> Tool.program(
                        "u",
                        List.of("utc=u"),
                        tool -> date(
                                tool, running.shell().machine.processes.clock().now()))
                .run(call));
        // Nobody has a terminal there: those who came by ssh without one are not in utmp.
        programs.put("who", Tool.program("", List.of(), tool -> 0));
        programs.put("getent", Tool.program("", List.of(), HostTools::getent));
        programs.put("which", Tool.program("a", List.of(), HostTools::which));
        programs.put("printenv", Tool.program("", List.of(), HostTools::printenv));
        programs.put("test", call -> test(Tool.raw(tool -> 0), call));
        programs.put("[", call -> test(Tool.raw(tool -> 0), call));
    }

    private static int test(ShellCommand unused, ShellCommand.Call call) throws IOException {
        ShellState state = new ShellState("sh", List.of(), call.directory(), call.user(), 1);
        List<String> argv = new java.util.ArrayList<>(call.argv());
        argv.set(0, Paths.name(argv.get(0)));
        TestExpression.Result result = TestExpression.evaluate(argv, call.files(), state);
        if (result.problem().isPresent()) {
            call.stderr().write(Tool.bytes(argv.get(0) + ": " + result.problem().get() + "\n"));
            return 2;
        }
        return result.holds() ? 0 : 1;
    }

    private static int print(Tool tool, String line) throws IOException {
        tool.print(line + "\n");
        return 0;
    }

    private static String fileLine(Tool tool, String path, String otherwise) {
        try {
            String text = Tool.text(tool.files().read(path)).strip();
            return text.isEmpty() ? otherwise : text.split("\n")[0];
        } catch (VirtualIoException e) {
            return otherwise;
        }
    }

    private static String hostName(Tool tool) {
        return fileLine(tool, "/proc/sys/kernel/hostname", fileLine(tool, "/etc/hostname", "localhost"));
    }

    private static int id(Tool tool) throws IOException {
        String user = tool.operands.isEmpty() ? tool.call.user() : tool.operands.get(0);
        if (!tool.operands.isEmpty() && Accounts.of(tool.files(), user).isEmpty()) {
            throw new Tool.Failure("'" + user + "': no such user", 1);
        }
        Accounts.Account account = Accounts.current(tool.files(), user);
        String group = Accounts.groupName(tool.files(), account.gid());
        if (tool.has("u")) {
            return print(tool, tool.has("n") ? account.name() : Integer.toString(account.uid()));
        }
        if (tool.has("g") || tool.has("G")) {
            return print(tool, tool.has("n") ? group : Integer.toString(account.gid()));
        }
        return print(
                tool,
                "uid=" + account.uid() + "(" + account.name() + ") gid=" + account.gid() + "(" + group + ") groups="
                        + account.gid() + "(" + group + ")");
    }

    private static int uname(Tool tool) throws IOException {
        StringBuilder line = new StringBuilder();
        boolean all = tool.has("a");
        boolean none = !all && "nrvmoi".chars().noneMatch(c -> tool.has(String.valueOf((char) c)));
        Map<String, String> values = new java.util.LinkedHashMap<>();
        values.put("s", "Linux");
        values.put("n", hostName(tool));
        values.put("r", fileLine(tool, "/proc/sys/kernel/osrelease", "6.1.0-18-amd64"));
        values.put(
                "v", fileLine(tool, "/proc/sys/kernel/version", "#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)"));
        values.put("m", "x86_64");
        values.put("o", "GNU/Linux");
        values.forEach((letter, value) -> {
            if (all || tool.has(letter) || none && letter.equals("s")) {
                line.append(line.length() == 0 ? "" : " ").append(value);
            }
        });
        return print(tool, line.toString());
    }

    private static int date(Tool tool, Instant now) throws IOException {
        if (tool.operands.isEmpty()) {
            return print(tool, time("EEE MMM ppd HH:mm:ss 'UTC' yyyy", now));
        }
        String format = tool.operands.get(0);
        if (!format.startsWith("+")) {
            throw new Tool.Failure("setting the date is not supported on a simulated host", 1);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 1; i < format.length(); i++) {
            if (format.charAt(i) != '%' || i + 1 == format.length()) {
                out.append(format.charAt(i));
                continue;
            }
            char directive = format.charAt(++i);
            out.append(
                    switch (directive) {
                        case '%' -> "%";
                        case 's' -> Long.toString(now.getEpochSecond());
                        case 'N' -> String.format("%09d", now.getNano());
                        case 'Y' -> time("yyyy", now);
                        case 'm' -> time("MM", now);
                        case 'd' -> time("dd", now);
                        case 'H' -> time("HH", now);
                        case 'M' -> time("mm", now);
                        case 'S' -> time("ss", now);
                        case 'F' -> time("yyyy-MM-dd", now);
                        case 'T' -> time("HH:mm:ss", now);
                        case 'Z' -> "UTC";
                        case 'z' -> "+0000";
                        case 'j' -> time("DDD", now);
                        default -> throw new Tool.Failure("%" + directive + " is not supported on a simulated host", 1);
                    });
        }
        return print(tool, out.toString());
    }

    private static String time(String pattern, Instant instant) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(instant);
    }

    private static int getent(Tool tool) throws IOException {
        String database = tool.operand(0, "database");
        if (!database.equals("passwd") && !database.equals("group")) {
            throw new Tool.Failure("Unknown or unsupported database: " + database, 1);
        }
        List<String> keys = tool.operands.subList(1, tool.operands.size());
        String content;
        try {
            content = Tool.text(tool.files().read("/etc/" + database));
        } catch (VirtualIoException e) {
            content = database.equals("passwd") ? "root:x:0:0:root:/root:/bin/sh\n" : "root:x:0:\n";
        }
        int found = 0;
        for (String line : Tool.split(content)) {
            String[] columns = line.split(":", -1);
            if (keys.isEmpty() || columns.length > 2 && (keys.contains(columns[0]) || keys.contains(columns[2]))) {
                tool.print(line + "\n");
                found++;
            }
        }
        return found >= keys.size() ? 0 : 2;
    }

    private static int which(Tool tool) throws IOException {
        int status = 0;
        String path = tool.call.environment().getOrDefault("PATH", Programs.DEFAULT_PATH);
        for (String name : tool.operands) {
            boolean found = false;
            for (String folder : path.split(":")) {
                String candidate = name.indexOf('/') >= 0
                        ? tool.path(name)
                        : Paths.resolve(tool.call.directory(), folder + "/" + name);
                if (tool.files()
                        .status(candidate, true)
                        .filter(s -> s.kind() == VirtualFiles.Kind.FILE && (s.mode() & 0111) != 0)
                        .isPresent()) {
                    tool.print(candidate + "\n");
                    found = true;
                    break;
                }
            }
            status = found ? status : 1;
        }
        return status;
    }

    private static int printenv(Tool tool) throws IOException {
        Map<String, String> environment = new TreeMap<>(tool.call.environment());
        if (tool.operands.isEmpty()) {
            for (Map.Entry<String, String> entry : environment.entrySet()) {
                tool.print(entry.getKey() + "=" + entry.getValue() + "\n");
            }
            return 0;
        }
        int status = 0;
        for (String name : tool.operands) {
            if (environment.containsKey(name)) {
                tool.print(environment.get(name) + "\n");
            } else {
                status = 1;
            }
        }
        return status;
    }
}
