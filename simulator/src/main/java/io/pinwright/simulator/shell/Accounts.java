package io.pinwright.simulator.shell;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Users and groups of a simulated host, from its {@code /etc/passwd} and {@code /etc/group}; root is always there. */
final class Accounts {

    /** A line of {@code /etc/passwd}. */
    record Account(String name, int uid, int gid, String home, String shell) {}

    private Accounts() {}

    static Optional<Account> of(VirtualFiles files, String nameOrNumber) {
        for (String line : lines(files, "/etc/passwd")) {
            String[] columns = line.split(":", -1);
            if (columns.length >= 7 && (columns[0].equals(nameOrNumber) || columns[2].equals(nameOrNumber))) {
                try {
                    return Optional.of(new Account(
                            columns[0],
                            Integer.parseInt(columns[2]),
                            Integer.parseInt(columns[3]),
                            columns[5],
                            columns[6]));
                } catch (NumberFormatException e) {
                    return Optional.empty();
                }
            }
        }
        return nameOrNumber.equals("root") || nameOrNumber.equals("0")
                ? Optional.of(new Account("root", 0, 0, "/root", "/bin/sh"))
                : Optional.empty();
    }

    /** The user that a process runs as; one that is in no file has number 1000. */
    static Account current(VirtualFiles files, String name) {
        return of(files, name).orElseGet(() -> new Account(name, 1000, 1000, "/home/" + name, "/bin/sh"));
    }

    static Optional<Integer> groupNumber(VirtualFiles files, String name) {
        if (name.matches("[0-9]{1,9}")) {
            return Optional.of(Integer.parseInt(name));
        }
        for (String line : lines(files, "/etc/group")) {
            String[] columns = line.split(":", -1);
            if (columns.length >= 3 && columns[0].equals(name) && columns[2].matches("[0-9]{1,9}")) {
                return Optional.of(Integer.parseInt(columns[2]));
            }
        }
        return name.equals("root") ? Optional.of(0) : of(files, name).map(Account::gid);
    }

    static String groupName(VirtualFiles files, int number) {
        for (String line : lines(files, "/etc/group")) {
            String[] columns = line.split(":", -1);
            if (columns.length >= 3 && columns[2].equals(Integer.toString(number))) {
                return columns[0];
            }
        }
        return number == 0
                ? "root"
                : of(files, Integer.toString(number)).map(Account::name).orElse(Integer.toString(number));
    }

    private static String[] lines(VirtualFiles files, String path) {
        try {
            return new String(files.read(path), StandardCharsets.ISO_8859_1).split("\n");
        } catch (VirtualIoException e) {
            return new String[0];
        }
    }
}
