package io.pinwright.simulator.shell;

import io.pinwright.simulator.shell.VirtualFiles.Status;

/** Permission bits, as the kernel checks them. */
final class Permissions {

    private Permissions() {}

    /** Whether a user may read (4), write (2) or execute (1). */
    static boolean allows(VirtualFiles files, Status status, String user, int bit) {
        if (user.equals("root")) {
            return bit != 1 || status.kind() != VirtualFiles.Kind.FILE || (status.mode() & 0111) != 0;
        }
        if (status.owner().equals(user)) {
            return (status.mode() >> 6 & bit) != 0;
        }
        int group = Accounts.current(files, user).gid();
        if (Accounts.groupName(files, group).equals(status.group())) {
            return (status.mode() >> 3 & bit) != 0;
        }
        return (status.mode() & bit) != 0;
    }
}
